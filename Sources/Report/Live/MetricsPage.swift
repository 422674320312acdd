import Corpus

/// Lines of the Prometheus text format: what each metric is, its type, and its samples.
struct MetricsPage: Sendable {
    /// The lines so far.
    private(set) var text = ""

    /// A value that goes up and down.
    mutating func gauge(_ name: String, _ help: String, _ value: Double, labels: [(String, String)] = []) {
        begin(name, help, type: "gauge")
        sample(name, labels, Self.number(value))
    }

    /// Values that only go up, one for each set of labels.
    mutating func counter(_ name: String, _ help: String, _ values: [(labels: [(String, String)], value: UInt64)]) {
        begin(name, help, type: "counter")
        for (labels, value) in values { sample(name, labels, "\(value)") }
    }

    /// Times in buckets, in seconds.
    ///
    /// A time counts for the bucket of the largest time that the histogram cannot tell from it, a thousandth more at most.
    ///
    /// - Parameters:
    ///   - histogram: times in nanoseconds.
    ///   - bounds: upper bounds in microseconds, rising.
    mutating func histogram(_ name: String, _ help: String, _ histogram: LatencyHistogram, bounds: [UInt64]) {
        begin(name, help, type: "histogram")
        let pairs = histogram.pairs
        var (next, count) = (0, UInt64(0))
        for bound in bounds {
            while next < pairs.count, pairs[next].value <= bound &* 1000 {
                count &+= pairs[next].count
                next += 1
            }
            sample("\(name)_bucket", [("le", Self.number(Double(bound) / 1e6))], "\(count)")
        }
        sample("\(name)_bucket", [("le", "+Inf")], "\(histogram.count)")
        sample("\(name)_sum", [], Self.number(Double(histogram.sum) / 1e9))
        sample("\(name)_count", [], "\(histogram.count)")
    }

    private mutating func begin(_ name: String, _ help: String, type: String) {
        text += "# HELP \(name) \(Self.escaped(help, quotes: false))\n# TYPE \(name) \(type)\n"
    }

    private mutating func sample(_ name: String, _ labels: [(String, String)], _ value: String) {
        text += name
        if !labels.isEmpty {
            let list = labels.map { "\($0.0)=\"\(Self.escaped($0.1, quotes: true))\"" }
            text += "{" + list.joined(separator: ",") + "}"
        }
        text += " \(value)\n"
    }

    /// Text as the format has it: a backslash, a line feed and, in a label's value, a double quote are escaped.
    private static func escaped(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static func number(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : value > 0 ? "+Inf" : "-Inf" }
        return value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
    }
}

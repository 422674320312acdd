/// Metrics of the Prometheus text format, version 0.0.4, read strictly: what a scraper would only guess at is an error.
package struct PrometheusText: Sendable {
    /// A metric's type and what is known of it.
    package struct Family: Sendable {
        package var type: String
        package var help: String
    }

    /// What is wrong, and in which line.
    package struct Fault: Error, CustomStringConvertible {
        package let line: Int
        package let description: String
    }

    /// The metrics by name.
    package private(set) var families: [String: Family] = [:]
    /// The values by name and labels, as they are written: `a_total{kind="dns"}`.
    package private(set) var samples: [String: Double] = [:]
    /// The same labels without what was escaped.
    package private(set) var labels: [String: [String: String]] = [:]

    /// Reads a page of metrics.
    package init(_ text: String) throws {
        guard text.hasSuffix("\n") else { throw Fault(line: 0, description: "the last line has no end") }
        var pendingHelp: (name: String, help: String)?
        var current: String?
        var number = 0
        for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
            number += 1
            func fault(_ words: String) -> Fault { Fault(line: number, description: "\(words): \(line)") }
            if line.hasPrefix("# HELP ") {
                let parts = line.dropFirst(7).split(separator: " ", maxSplits: 1)
                guard parts.count == 2, Self.isName(parts[0]) else { throw fault("no help") }
                pendingHelp = (String(parts[0]), String(parts[1]))
            } else if line.hasPrefix("# TYPE ") {
                let parts = line.dropFirst(7).split(separator: " ", omittingEmptySubsequences: false)
                guard parts.count == 2, ["counter", "gauge", "histogram"].contains(parts[1]) else {
                    throw fault("no type")
                }
                guard let help = pendingHelp, help.name == parts[0] else { throw fault("a type without its help") }
                guard families[help.name] == nil else { throw fault("a metric in two places") }
                families[help.name] = Family(type: String(parts[1]), help: help.help)
                current = help.name
                pendingHelp = nil
            } else {
                guard let current, let family = families[current] else { throw fault("a sample of no metric") }
                let (key, name, found, value) = try Self.sample(line, number)
                let suffixes = family.type == "histogram" ? ["_bucket", "_sum", "_count"] : [""]
                guard suffixes.contains(where: { current + $0 == name }) else {
                    throw fault("a sample of another metric")
                }
                guard samples[key] == nil else { throw fault("a sample twice") }
                samples[key] = value
                labels[key] = found
            }
        }
        for (name, family) in families where family.type == "histogram" { try check(name) }
    }

    /// The value of a sample; NaN where there is none.
    package subscript(_ key: String) -> Double { samples[key] ?? .nan }

    /// The sum of a counter over all its labels.
    package func sum(of name: String) -> Double {
        samples.filter { $0.key == name || $0.key.hasPrefix(name + "{") }.values.reduce(0, +)
    }

    /// The bounds and counts of a histogram's buckets, rising.
    package func buckets(of name: String) -> [(bound: Double, count: Double)] {
        samples.filter { $0.key.hasPrefix("\(name)_bucket{") }
            .map { (Self.number(labels[$0.key]?["le"] ?? "") ?? .nan, $0.value) }
            .sorted { $0.0 < $1.0 }
    }

    private func check(_ name: String) throws {
        let buckets = buckets(of: name)
        let counts = buckets.map(\.count)
        guard buckets.last?.bound == .infinity, counts == counts.sorted(), counts.last == self["\(name)_count"],
            self["\(name)_sum"] >= 0
        else { throw Fault(line: 0, description: "\(name) is no histogram: \(buckets)") }
    }

    private static func sample(
        _ line: Substring,
        _ number: Int
    ) throws -> (key: String, name: String, labels: [String: String], value: Double) {
        func fault(_ words: String) -> Fault { Fault(line: number, description: "\(words): \(line)") }
        let name = line.prefix { $0 != "{" && $0 != " " }
        guard isName(name) else { throw fault("no name") }
        var rest = line[name.endIndex...]
        var labels: [String: String] = [:]
        if rest.first == "{" {
            rest = rest.dropFirst()
            repeat {
                if rest.first == "," { rest = rest.dropFirst() }
                let label = rest.prefix { $0 != "=" }
                guard isName(label), !label.contains(":"), rest[label.endIndex...].hasPrefix("=\"") else {
                    throw fault("no label")
                }
                rest = rest[label.endIndex...].dropFirst(2)
                var value = ""
                while let next = rest.first, next != "\"" {
                    rest = rest.dropFirst()
                    guard next == "\\" else {
                        value.append(next)
                        continue
                    }
                    switch rest.first {
                    case "\\": value.append("\\")
                    case "\"": value.append("\"")
                    case "n": value.append("\n")
                    default: throw fault("an escape that there is not")
                    }
                    rest = rest.dropFirst()
                }
                guard rest.first == "\"", labels[String(label)] == nil else {
                    throw fault("a label without an end, or twice")
                }
                labels[String(label)] = value
                rest = rest.dropFirst()
            } while rest.first == ","
            guard rest.first == "}" else { throw fault("labels without an end") }
            rest = rest.dropFirst()
        }
        guard rest.first == " ", let value = Self.number(String(rest.dropFirst())) else { throw fault("no value") }
        let key = line.dropLast(rest.count)
        return (String(key), String(name), labels, value)
    }

    private static func number(_ text: String) -> Double? {
        switch text {
        case "+Inf": .infinity
        case "-Inf": -.infinity
        case "NaN": .nan
        default: text.contains { !"0123456789+-.e".contains($0) } ? nil : Double(text)
        }
    }

    private static func isName(_ text: Substring) -> Bool {
        text.first.map { !$0.isNumber } == true
            && text.unicodeScalars.allSatisfy {
                $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "_" || $0 == ":")
            }
    }
}

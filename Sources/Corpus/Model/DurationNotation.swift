/// Lengths of time as curl, wrk2 and vegeta write them: `500ms`, `30s`, `5m`, `1h`, `1m30s`.
package enum DurationNotation {
    /// The units, for messages that say what was expected.
    package static let units = "ns, us, ms, s, m, h or d"

    /// The nanoseconds that a text says; nil where it says none.
    ///
    /// - Parameter bareNumber: nanoseconds in the unit of a number that has none, as in `30`; nil where each needs its own.
    package static func nanoseconds(_ text: some StringProtocol, bareNumber: Double? = nil) -> UInt64? {
        var rest = Substring(text)
        var total = 0.0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            guard let number = Double(digits), number >= 0 else { return nil }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(unit.count)
            // A bare number is the whole text: `5m30` would leave one to guess.
            if unit.isEmpty && digits.count != text.count { return nil }
            guard let scale = unit.isEmpty ? bareNumber : scale(of: unit) else { return nil }
            total += number * scale
        }
        return total < 9e18 ? UInt64(total.rounded()) : nil
    }

    private static func scale(of unit: Substring) -> Double? {
        switch unit {
        case "ns": 1
        case "us", "µs": 1e3
        case "ms": 1e6
        case "s": 1e9
        case "m", "min": 60e9
        case "h": 3600e9
        case "d": 86_400e9
        default: nil
        }
    }
}

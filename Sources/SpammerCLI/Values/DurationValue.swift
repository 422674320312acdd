import ArgumentParser

/// A length of time as curl, wrk2 and vegeta write it: `500ms`, `30s`, `5m`, `1h`, `1m30s`; a bare number is seconds.
package struct DurationValue: ExpressibleByArgument, Sendable, Hashable {
    /// The length in nanoseconds.
    package let nanoseconds: UInt64

    /// The length in seconds.
    package var seconds: Double { Double(nanoseconds) / 1e9 }

    /// So many seconds.
    package init(seconds: UInt64) {
        nanoseconds = seconds * 1_000_000_000
    }

    /// So many nanoseconds.
    package init(nanoseconds: UInt64) {
        self.nanoseconds = nanoseconds
    }

    /// How help shows it.
    package var defaultValueDescription: String {
        nanoseconds % 1_000_000_000 == 0 ? "\(nanoseconds / 1_000_000_000)s" : "\(nanoseconds / 1_000_000)ms"
    }

    package init?(argument: String) {
        var rest = Substring(argument)
        var total = 0.0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            guard let number = Double(digits), number >= 0 else { return nil }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(unit.count)
            // A bare number is the whole argument: `5m30` would leave one to guess.
            if unit.isEmpty && digits.count != argument.count { return nil }
            guard let scale = Self.scale(of: unit) else { return nil }
            total += number * scale
        }
        guard total < 9e18 else { return nil }
        nanoseconds = UInt64(total.rounded())
    }

    private static func scale(of unit: Substring) -> Double? {
        switch unit {
        case "ns": 1
        case "us", "µs": 1e3
        case "ms": 1e6
        case "", "s": 1e9
        case "m", "min": 60e9
        case "h": 3600e9
        case "d": 86_400e9
        default: nil
        }
    }
}

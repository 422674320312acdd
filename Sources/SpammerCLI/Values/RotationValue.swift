import ArgumentParser

/// When a corpus is large or old enough: a length of time as `1h`, or a size as `1GB` or `512MiB`.
package enum RotationValue: ExpressibleByArgument, Sendable, Hashable {
    /// Nanoseconds.
    case interval(UInt64)
    /// Bytes.
    case bytes(UInt64)

    /// Smaller files cost more than they are worth, and a slip of the finger would fill a folder with them.
    private static let shortest: UInt64 = 1_000_000_000
    private static let smallest: UInt64 = 64 << 10

    package init?(argument: String) {
        let digits = argument.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = argument.dropFirst(digits.count)
        // A bare number may be meant as either.
        guard !unit.isEmpty else { return nil }
        if let scale = Self.scale(of: unit), let number = Double(digits) {
            let bytes = (number * scale).rounded()
            guard bytes >= Double(Self.smallest), bytes < 9e18 else { return nil }
            self = .bytes(UInt64(bytes))
        } else if let duration = DurationValue(argument: argument), duration.nanoseconds >= Self.shortest {
            self = .interval(duration.nanoseconds)
        } else {
            return nil
        }
    }

    private static func scale(of unit: Substring) -> Double? {
        switch unit.lowercased() {
        case "kb": 1e3
        case "mb": 1e6
        case "gb", "g": 1e9
        case "tb": 1e12
        case "kib": 1024
        case "mib": 1_048_576
        case "gib": 1_073_741_824
        default: nil
        }
    }
}

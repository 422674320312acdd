import ArgumentParser

/// How long a body may be that is kept: `64KiB`, `1MB`, or a number of bytes.
package struct BodyLimitValue: ExpressibleByArgument, Sendable, Hashable {
    /// Bytes.
    package let bytes: Int

    /// What is kept unless something else is said: most answers of a service are shorter.
    package static let usual = BodyLimitValue(bytes: 64 << 10)

    /// As for a request's body; a corpus's block has room for one.
    private static let most = 16 << 20

    private init(bytes: Int) {
        self.bytes = bytes
    }

    package init?(argument: String) {
        let digits = argument.prefix { $0.isASCII && $0.isNumber }
        let scale =
            switch argument.dropFirst(digits.count).lowercased() {
            case "", "b": 1
            case "kb", "k": 1000
            case "mb", "m": 1_000_000
            case "kib": 1 << 10
            case "mib": 1 << 20
            default: 0
            }
        guard scale > 0, let number = Int(digits), number <= Self.most / scale else { return nil }
        bytes = number * scale
    }
}

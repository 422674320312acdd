import Corpus

/// How long something took, as programs write it in text.
enum LogDuration {
    private static let units: [(suffix: String, decimals: Int)] = [
        ("ns", 0), ("µs", 3), ("μs", 3), ("us", 3), ("ms", 6), ("s", 9),
    ]

    /// Nanoseconds of a number with its unit, as Go writes it: `5.13ms`; nil for anything else, minutes and hours too.
    static func go(_ text: String) -> UInt64? {
        for (suffix, decimals) in units where text.hasSuffix(suffix) {
            return LogLine.scaled(String(text.dropLast(suffix.count)), decimals: decimals)
        }
        return nil
    }
}

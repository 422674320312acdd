import ArgumentParser
import Foundation

/// Requests in a time: `500` (a second), `10k`, `50/1s`, `3000/1m`.
package struct RateValue: ExpressibleByArgument, Sendable, Hashable {
    /// Requests a second, above 0.
    package let perSecond: Double

    /// So many a second; above 0.
    package init(perSecond: Double) {
        self.perSecond = perSecond
    }

    /// How help shows it.
    package var defaultValueDescription: String { perSecond.formatted() }

    package init?(argument: String) {
        let parts = argument.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let count = Self.count(parts[0]), count > 0 else { return nil }
        var seconds = 1.0
        if parts.count == 2 {
            guard !parts[1].isEmpty else { return nil }
            // `50/s` is read as `50/1s`.
            let period = parts[1].first?.isNumber == true ? String(parts[1]) : "1\(parts[1])"
            guard let length = DurationValue(argument: period), length.nanoseconds > 0 else { return nil }
            seconds = length.seconds
        }
        let rate = count / seconds
        guard rate.isFinite, rate > 0, rate <= 1e9 else { return nil }
        perSecond = rate
    }

    private static func count(_ text: Substring) -> Double? {
        switch text.last {
        case "k", "K": Double(text.dropLast()).map { $0 * 1e3 }
        case "M": Double(text.dropLast()).map { $0 * 1e6 }
        default: Double(text)
        }
    }
}

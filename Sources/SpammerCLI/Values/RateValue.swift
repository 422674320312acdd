import ArgumentParser
import Foundation
package import SpammerKit

/// Requests in a time: `500` (a second), `10k`, `50/1s`, `3000/1m`; or from one rate to another over a time, after which it
/// stays: `100..2000/5m`.
package struct RateValue: ExpressibleByArgument, Sendable, Hashable {
    /// How the rate goes.
    package let profile: RateProfile

    /// Requests a second where the rate stays the same; nil for one that changes.
    package var perSecond: Double? { profile.pieces.count == 1 ? profile.pieces[0].from : nil }

    /// How help shows it.
    package var defaultValueDescription: String { perSecond?.formatted() ?? profile.summary }

    package init?(argument: String) {
        guard let range = argument.firstRange(of: "..") else {
            guard let rate = Self.rate(argument[...]), let profile = RateProfile(perSecond: rate) else { return nil }
            self.profile = profile
            return
        }
        let rest = argument[range.upperBound...].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard rest.count == 2, let from = Self.count(argument[..<range.lowerBound]), let to = Self.count(rest[0]),
            from <= 1e9, to <= 1e9, let time = DurationValue(argument: String(rest[1])),
            let profile = RateProfile(from: from, to: to, seconds: time.seconds)
        else { return nil }
        self.profile = profile
    }

    /// `500`, `10k`, `50/1s`: requests a second, above 0.
    static func rate(_ text: Substring) -> Double? {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let count = count(first), count > 0 else { return nil }
        var seconds = 1.0
        if parts.count == 2 {
            guard !parts[1].isEmpty else { return nil }
            // `50/s` is read as `50/1s`.
            let period = parts[1].first?.isNumber == true ? String(parts[1]) : "1\(parts[1])"
            guard let length = DurationValue(argument: period), length.nanoseconds > 0 else { return nil }
            seconds = length.seconds
        }
        let rate = count / seconds
        return rate.isFinite && rate > 0 && rate <= 1e9 ? rate : nil
    }

    private static func count(_ text: Substring) -> Double? {
        switch text.last {
        case "k", "K": Double(text.dropLast()).map { $0 * 1e3 }
        case "M": Double(text.dropLast()).map { $0 * 1e6 }
        default: Double(text)
        }
    }
}

/// Rates and how long each lasts: `100:1m,500:1m,1000:30s`; the last one may go on to the end: `100:1m,500`.
package struct RateStepsValue: ExpressibleByArgument, Sendable, Hashable {
    /// How the rate goes.
    package let profile: RateProfile

    package init?(argument: String) {
        let steps = argument.split(separator: ",", omittingEmptySubsequences: false)
        var pieces: [RateProfile.Piece] = []
        for (index, step) in steps.enumerated() {
            let parts = step.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard let first = parts.first, let rate = RateValue.rate(first) else { return nil }
            var seconds = Double.infinity
            if parts.count == 2 {
                guard let time = DurationValue(argument: String(parts[1])), time.nanoseconds > 0 else { return nil }
                seconds = time.seconds
            } else if index < steps.count - 1 {
                return nil
            }
            pieces.append(RateProfile.Piece(from: rate, to: rate, seconds: seconds))
        }
        guard let profile = RateProfile(pieces) else { return nil }
        self.profile = profile
    }
}

import Foundation

/// The figure that a trend follows.
package enum TrendFigure: Sendable, Hashable {
    /// A quantile of a clock, in milliseconds.
    case quantile(Quantile, KeptFigures.Clock)
    /// The share of requests that failed or were unfinished, from 0 to 1.
    case failures
    /// Requests a second that were sent; of a run as a whole only.
    case rate

    /// What it is called in the JSON form: `p99`, `failures`, `rate`.
    package var name: String {
        switch self {
        case .quantile(let quantile, _): quantile.rawValue
        case .failures: "failures"
        case .rate: "rate"
        }
    }

    /// Whether more of it is better.
    package var isBetterHigher: Bool { self == .rate }

    /// Its value in a run; nil where the run has none.
    ///
    /// - Parameters:
    ///   - run: the run.
    ///   - figures: those of the endpoint that is looked at, or of all together.
    func value(of run: KeptRun, _ figures: KeptFigures) -> Double? {
        switch self {
        case .quantile(let quantile, let clock): figures.values(of: clock)[quantile]
        case .failures: figures.sent > 0 ? Double(figures.failures) / Double(figures.sent) : nil
        case .rate: run.reachedRate
        }
    }

    /// Whether a run has enough requests for the value to say something.
    func isJudged(_ figures: KeptFigures) -> Bool {
        guard case .quantile(let quantile, _) = self else { return true }
        return quantile.isJudged(count: figures.times)
    }

    /// The value on the scale that changes are looked for on: times and rates change by factors, shares by differences.
    func scaled(_ value: Double) -> Double {
        switch self {
        // A nanosecond, and one request in a million seconds, stand in place of none at all.
        case .quantile, .rate: log(max(value, 1e-6))
        case .failures: value
        }
    }

    /// Whether a change of level is large enough to matter, however sure it is.
    func matters(from before: Double, to after: Double, _ rules: JudgementRules) -> Bool {
        func isBeyond(_ noise: Double) -> Bool {
            after > before * (1 + noise) || before > after * (1 + noise)
        }
        switch self {
        case .quantile(let quantile, _):
            return isBeyond(rules.noise(of: quantile)) && abs(after - before) > rules.floor
        case .rate: return isBeyond(rules.noise)
        case .failures: return abs(after - before) > JudgementRules.failureFloor
        }
    }

    /// How large a change of level is, on the scale that changes are looked for on.
    func size(from before: Double, to after: Double) -> Double { abs(scaled(after) - scaled(before)) }
}

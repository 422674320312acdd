/// What a comparison of two runs says of the candidate, and why.
package struct Judgement: Sendable, Hashable, Codable {
    /// The one word.
    package enum Outcome: String, Sendable, Hashable, Codable {
        /// Worse than the noise, and by enough to matter. On the whole: a figure is.
        case regression
        /// Better than the noise, and by enough to matter. On the whole: a figure is, and none is known to be worse.
        case improvement
        /// The same: the whole interval lies within the noise, or that of the difference within the floor. On the whole: every
        /// figure is, times among them.
        case equivalent
        /// Neither: the interval reaches past the noise, or the figure does not stand among so many.
        case undecided
        /// The runs cannot be held against each other.
        case inconclusive
    }

    /// One figure of one endpoint.
    package struct Finding: Sendable, Hashable, Codable {
        /// Method and path template.
        package var endpoint: String
        /// `failures`, or a quantile of the service time: `p99`.
        package var figure: String
        /// What is said of it.
        package var outcome: Outcome
        /// Candidate over baseline; nil for failures.
        package var ratio: Double?
        /// The lower end of the ratio's 95% interval.
        package var ratioLow: Double?
        /// The upper end of it.
        package var ratioHigh: Double?
        /// Candidate less baseline: milliseconds; for failures, the share of requests.
        package var difference: Double
        /// The lower end of the difference's 95% interval.
        package var differenceLow: Double
        /// The upper end of it.
        package var differenceHigh: Double
    }

    /// The one word on the whole.
    package var outcome: Outcome
    /// Why, in sentences.
    package var reasons: [String]
    /// All that was judged: failures first, then latency; in each, regressions first, the largest ahead.
    package var findings: [Finding]

    /// Why there is no word on times; nil where there is one, or on nothing at all.
    package var silenceOnLatency: String? {
        outcome == .inconclusive || findings.contains { $0.ratio != nil } ? nil : Self.tooShort
    }

    static let tooShort =
        "Latency is not judged: both runs need 20 s or more, and an endpoint 20 requests or more that have a time."
}

/// What a comparison of two runs says of the candidate, and why.
package struct Judgement: Sendable, Hashable, Codable {
    /// The one word.
    package enum Outcome: String, Sendable, Hashable, Codable {
        /// Worse than the noise, and by enough to matter.
        case regression
        /// Better than the noise, and by enough to matter.
        case improvement
        /// The same: the whole interval lies within the noise.
        case equivalent
        /// The interval is too wide to say.
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
}

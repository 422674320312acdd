/// What a run says, in one word and in sentences.
package struct Verdict: Sendable, Hashable, Codable {
    /// The one word.
    package enum Outcome: String, Sendable, Hashable, Codable {
        /// Nothing speaks against the release.
        case pass
        /// The release did not do what was asked.
        case fail
        /// The run proves nothing: the generator, not the target, was the limit.
        case invalid
    }

    /// The one word.
    package var outcome: Outcome
    /// Why, most important first; empty for a run that passed.
    package var reasons: [String]

    /// A verdict of its parts.
    package init(outcome: Outcome, reasons: [String] = []) {
        self.outcome = outcome
        self.reasons = reasons
    }
}

/// What a run says, in one word and in sentences.
package struct Verdict: Sendable, Hashable, Codable {
    /// The one word.
    package enum Outcome: String, Sendable, Hashable, Codable {
        /// Nothing speaks against the release.
        case pass
        /// The release did not do what was asked.
        case fail
        /// The run proves nothing: the generator, not the target, was the limit, or it could not do all that it was to.
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

    /// Adds that the run was ended by one of its conditions, which is the first thing to say of it; an invalid run stays so.
    mutating func add(_ aborted: AbortedRun) {
        if outcome == .pass { outcome = .fail }
        reasons.insert(aborted.sentence, at: outcome == .invalid ? reasons.count : 0)
    }

    /// Adds that the run could not do all that it was to: whatever the rest of it was, it is not what was asked for.
    mutating func add(failure: String) {
        outcome = .invalid
        reasons.insert("The run came to no good end: \(failure)", at: 0)
    }

    /// Adds what came of thresholds: a run that passed without them fails where one was not met.
    ///
    /// An invalid run stays so, since its figures say nothing about the target; the reasons are added all the same.
    mutating func add(_ results: [ThresholdResult]) {
        let missed = results.filter { !$0.passed }
        guard !missed.isEmpty else { return }
        if outcome == .pass { outcome = .fail }
        reasons += missed.map(\.sentence)
    }
}

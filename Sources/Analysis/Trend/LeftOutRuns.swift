/// Runs that a trend has no place for, and why.
package struct LeftOutRuns: Sendable, Hashable {
    /// Why a run is in no trend, or not in this one; the first that holds is the one that is said.
    package enum Reason: String, Sendable, Hashable, CaseIterable {
        /// Its generator could not keep up: its figures prove nothing about the target.
        case invalid
        /// It has no label of the name that releases go by.
        case unlabelled
        /// It sent another corpus, or is a run of none where the others are replays.
        case otherCorpus = "other_corpus"
        /// It was paced in another way, or was asked for another rate.
        case otherPace = "other_pace"
        /// It was sent to another target.
        case otherTarget = "other_target"
        /// It has no such figure: no request was of the endpoint, or none was answered.
        case noFigure = "no_figure"
    }

    /// Why.
    package var reason: Reason
    /// How many runs.
    package var count: Int

    /// So many runs for a reason.
    package init(reason: Reason, count: Int) {
        self.reason = reason
        self.count = count
    }
}

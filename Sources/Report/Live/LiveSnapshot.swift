package import Analysis

/// A run as it was at one moment.
package struct LiveSnapshot: Sendable {
    /// How many were taken before it.
    package var number: Int
    /// What is known of the run.
    package var summary: RunSummary
    /// Whether the run is over, so that there will be no other.
    package var isOver: Bool

    /// A snapshot.
    package init(number: Int, summary: RunSummary, isOver: Bool) {
        self.number = number
        self.summary = summary
        self.isOver = isOver
    }
}

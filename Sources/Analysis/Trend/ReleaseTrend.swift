package import Corpus

/// A figure over releases, oldest first, and where it changed for good.
package struct ReleaseTrend: Sendable, Hashable {
    /// A release, or a run by itself.
    package struct Point: Sendable, Hashable {
        /// The label's value; the number of a run by itself.
        package var name: String
        /// Its runs, oldest first.
        package var runs: [KeptRun]
        /// The median of its runs' values: milliseconds, a share from 0 to 1, or requests a second.
        package var value: Double
        /// The least and the largest of its runs' values.
        package var spread: ClosedRange<Double>
        /// Whether each of its runs has enough requests for its value to say something; see ``Quantile/samplesBeyond``.
        package var isJudged: Bool

        /// When its first run began.
        package var startedAt: Timestamp { runs.first?.startedAt ?? Timestamp(nanoseconds: 0) }
    }

    /// A stretch of releases without a change.
    package struct Level: Sendable, Hashable {
        /// Its releases, by their index.
        package var points: Range<Int>
        /// The median of their values.
        package var value: Double
    }

    /// A change for good, between two levels.
    package struct Change: Sendable, Hashable {
        /// The index of the first release after it.
        package var index: Int
        /// That release's name.
        package var name: String
        /// What was before, since the change before this one.
        package var before: Level
        /// What is from then on, until the next change.
        package var after: Level
        /// How probable it is by chance alone, where nothing changed.
        package var probability: Double

        /// The level after it over the one before; nil where that is 0.
        package var ratio: Double? { Double.ratio(after.value, to: before.value) }
    }

    /// What was asked for.
    package var question: TrendQuestion
    /// The run that all others are like; nil where no run can be in a trend.
    package var like: KeptRun?
    /// The releases, in the order in which their first runs began.
    package var points: [Point]
    /// How many there are, of which these are the newest.
    package var available: Int
    /// The stretches between changes, which together are all releases.
    package var levels: [Level]
    /// The changes, oldest first.
    package var changes: [Change]
    /// Changes that are surely there and too small to matter (``TrendQuestion/rules``), oldest first; no level begins with one.
    package var minor: [Change]
    /// Runs that are not in it, by why.
    package var leftOut: [LeftOutRuns]

    /// Whether there are enough releases to tell a change from chance.
    package var canTell: Bool { points.count >= ChangePoints.leastValues }

    /// Whether a change made the figure worse.
    package func isWorse(_ change: Change) -> Bool {
        question.figure.isBetterHigher
            ? change.after.value < change.before.value : change.after.value > change.before.value
    }
}

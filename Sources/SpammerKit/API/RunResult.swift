package import Analysis

/// What came of a run, in short; the JSON file has all of it.
public struct RunResult: Sendable {
    /// Whether the run says anything, and what.
    public enum Verdict: String, Sendable, Hashable {
        /// Nothing failed that the run was to watch.
        case pass
        /// A threshold was passed, or a release is worse.
        case fail
        /// The generator did not keep up, so the run says nothing of the target.
        case invalid
    }

    /// Everything that the run found out.
    package let summary: RunSummary
    /// Why the run could not do all that it was to, as the summary's verdict says too; nil where it could.
    package let failure: (any Error)?

    package init(_ summary: RunSummary, failure: (any Error)? = nil) {
        self.summary = summary
        self.failure = failure
    }

    /// Tasks that were begun.
    public var total: Int { Int(clamping: summary.total) }

    /// Tasks that passed.
    public var passes: Int { Int(clamping: summary.passes) }

    /// Tasks that failed, or were still under way when the run ended.
    public var failures: Int { Int(clamping: summary.failures) }

    /// Tasks that were still under way when the run ended.
    public var unfinished: Int { Int(clamping: summary.books.unfinished) }

    /// Mean response time in milliseconds, from the instant at which a task was meant to begin.
    public var averageResponseTime: Double { summary.responseTimes.average }

    /// 95th percentile of the response times, in milliseconds.
    public var percentileResponseTime: Double { summary.responseTimes.percentile }

    /// Longest response time, in milliseconds.
    public var maximumResponseTime: Double { summary.responseTimes.max }

    /// Whether the run says anything, and what.
    public var verdict: Verdict { Verdict(rawValue: summary.verdict.outcome.rawValue) ?? .invalid }
}

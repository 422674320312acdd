package import Corpus

/// What a run's summary says that its record does not: who ran what, when, and how.
package struct RunContext: Sendable {
    /// What was run.
    package var kind: RunSummary.Kind
    /// The version of Spammer.
    package var toolVersion: String
    /// The wall clock at the run's start.
    package var startedAt: Timestamp
    /// Requests a second that were asked for; of a replay, its arrivals over the time that they span.
    package var rate: Double
    /// Seconds over which arrivals were planned.
    package var runtime: Double
    /// Seconds from the start to the order to stop; nil where the run went to its end.
    package var stoppedAfter: Double?
    /// The factor on the recorded pace; nil for a fixed rate.
    package var speed: Double?
    /// What was configured, by name: `target`, `connections`.
    package var configuration: [String: String] = [:]
    /// The options that it ran with, by their names, without secrets; nil where no command line was there.
    package var options: [String: ConfiguredOption]?
    /// The names of the endpoints, by their place in the run's table.
    package var endpointNames: [String]
    /// What the pool of connections did; nil where none was used.
    package var connections: ConnectionSummary?
    /// What resolving names took; nil where none was resolved.
    package var dns: DNSSummary?
    /// What became of cookies; nil where they were sent as recorded.
    package var cookies: CookieSummary?
    /// What became of values that recorded responses gave; nil where they were sent as recorded.
    package var correlation: CorrelationSummary?
    /// What came of comparing responses with the recorded ones; nil where they were not compared.
    package var responses: ResponsesSummary?
    /// How late this machine's timers are by themselves, in nanoseconds; nil where it was not measured.
    package var timerFloor: LatencyHistogram?
    /// What was sent before the run was judged; nil where it had no warm-up.
    package var warmup: WarmupSummary?
    /// The corpus that was replayed.
    package var corpus: CorpusSummary?
    /// Which part of a replay the run was; nil for a whole one.
    package var shard: ShardSummary?
    /// Whether the run goes on: what is in flight is judged later, and the time so far is all there is.
    package var isUnderWay = false
    /// The limits of the verdict.
    package var gate = VerdictGate()
    /// What else the run has to keep.
    package var thresholds: [Threshold] = []
    /// That the run was ended by one of its conditions; nil where it was not.
    package var aborted: AbortedRun?
    /// Why it could not do all that it was to, as where its corpus cannot be read to its end; nil where it could.
    package var failure: String?

    /// A context of what every run has.
    package init(
        kind: RunSummary.Kind,
        toolVersion: String,
        startedAt: Timestamp,
        rate: Double,
        runtime: Double,
        endpointNames: [String]
    ) {
        self.kind = kind
        self.toolVersion = toolVersion
        self.startedAt = startedAt
        self.rate = rate
        self.runtime = runtime
        self.endpointNames = endpointNames
    }
}

/// All that is known of a run when it is over: the JSON that `run` and `replay` write, and that `compare` and `merge` read.
///
/// The first six properties are the predecessor's keys, with its meanings. Times are in milliseconds. The format is described
/// by ``RunSummarySchema``; a change that an older reader would misread gets a new ``schemaVersion``.
package struct RunSummary: Sendable, Equatable, Codable {
    /// What was run.
    package enum Kind: String, Sendable, Equatable, Codable {
        /// A `Spammer` of one's own, or one URL.
        case run
        /// A corpus.
        case replay
    }

    /// Requests a second that were asked for.
    package var rps: Double
    /// Seconds over which arrivals were planned.
    package var runtime: Double
    /// Requests sent: `passes + failures`.
    package var total: UInt64
    /// Requests that passed.
    package var passes: UInt64
    /// Requests that did not: failed, or unfinished when the run stopped waiting.
    package var failures: UInt64
    /// The response times in short.
    package var responseTimes: ResponseTimes

    /// What this document is: ``schemaID``.
    package var schema: String
    /// The version of its format.
    package var schemaVersion: Int
    /// The version of Spammer that wrote it.
    package var toolVersion: String
    /// What was run.
    package var kind: Kind
    /// What the run says.
    package var verdict: Verdict
    /// The wall clock at its start, as in RFC 3339.
    package var startedAt: String
    /// What was configured.
    package var configuration: [String: String]
    /// The options that it ran with, by their names, without secrets; nil where no command line was there.
    package var options: [String: ConfiguredOption]?
    /// How arrivals were spaced, asked and reached.
    package var pacing: PacingSummary
    /// Where every arrival went.
    package var books: Books
    /// The times over all endpoints.
    package var latency: LatencySet
    /// How late the generator was.
    package var lateness: LatencySummary
    /// What requests waited for a connection to be opened, of those that did.
    package var connectTime: LatencySummary
    /// By how much requests moved because responses before them on their recorded connection were late; nil where none did.
    package var moved: LatencySummary?
    /// What was sent before the run was judged; nil where it had no warm-up.
    package var warmup: WarmupSummary?
    /// How late this machine's timers are by themselves.
    package var timerFloor: LatencySummary?
    /// Failures by ``FailureKind``.
    package var failuresByKind: [String: UInt64]
    /// Why requests failed, frequent reasons first.
    package var failureReasons: [ReasonCount]
    /// Requests by the status that came back.
    package var statuses: [String: UInt64]
    /// Requests by recorded and replayed status.
    package var statusMatrix: [StatusRow]
    /// Bytes of the responses' bodies.
    package var responseBytes: UInt64
    /// What was found of each endpoint, in the order of the run's table; those without an arrival are left out.
    package var endpoints: [EndpointSummary]
    /// The requests that took longest beyond their recorded time, most first; nil where no recorded time is known.
    package var mostChanged: [ChangedRequest]?
    /// Counts over time.
    package var series: SeriesSummary
    /// What the pool of connections did.
    package var connections: ConnectionSummary?
    /// What resolving names took.
    package var dns: DNSSummary?
    /// What became of cookies; nil where they were sent as recorded.
    package var cookies: CookieSummary?
    /// What became of values that recorded responses gave; nil where they were sent as recorded.
    package var correlation: CorrelationSummary?
    /// What came of comparing responses with the recorded ones; nil where they were not compared.
    package var responses: ResponsesSummary?
    /// The corpus that was replayed.
    package var corpus: CorpusSummary?
    /// What came of the thresholds that were asked for; nil where none was.
    package var thresholds: [ThresholdResult]?
    /// Which part of a replay this is; nil for a whole run.
    package var shard: ShardSummary?
    /// The parts that this is merged of; nil for a run of one process.
    package var shards: [ShardSummary]?
    /// That the run was ended by one of its conditions; nil where it was not.
    package var aborted: AbortedRun?
    /// The run beside its baseline.
    package var comparison: Comparison?

    /// What the JSON says that it is.
    package static let schemaID = "urn:spammer:run-summary"
    /// The version of the format that this code writes, and the newest that it reads.
    package static let currentSchemaVersion = 1
}

/// The predecessor's block of response times, in milliseconds.
package struct ResponseTimes: Sendable, Equatable, Codable {
    /// The mean.
    package var average: Double
    /// The 95th percentile.
    package var percentile: Double
    /// The largest.
    package var max: Double
}

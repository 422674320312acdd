/// A run beside its baseline, overall and by endpoint: the figures, side by side.
package struct Comparison: Sendable, Hashable, Codable {
    /// What the candidate is held against.
    package var baseline: ComparisonSide
    /// What is looked at.
    package var candidate: ComparisonSide
    /// What a reader must know before the figures: another vantage point, another corpus, an invalid run.
    package var notes: [String]
    /// All endpoints as one, under the name ``overallName``.
    package var overall: EndpointComparison
    /// Beside a recording: the requests that took longest beyond their recorded time, most first.
    package var mostChanged: [ChangedRequest]?
    /// The corpus that they are in, as it was given; nil beside a run.
    package var corpus: String?
    /// What is said of the candidate, and why; nil beside a recording, whose times are of another vantage point.
    package var judgement: Judgement?
    /// What came of the thresholds that were asked for; nil where none was.
    package var thresholds: [ThresholdResult]?
    /// The endpoints, those with the most requests first, equal ones by name.
    package var endpoints: [EndpointComparison]

    /// The thresholds that were not met.
    package var missedThresholds: [ThresholdResult] { (thresholds ?? []).filter { !$0.passed } }

    /// The name of what covers all endpoints.
    package static let overallName = "all endpoints"

    /// What every comparison with a recording says.
    package static let vantageNote = """
        The recording's times were taken where its traffic was captured, another vantage point than this run's. \
        They are compared with service time.
        """
}

/// One side of a comparison.
package struct ComparisonSide: Sendable, Hashable, Codable {
    /// What this side is.
    package enum Kind: String, Sendable, Hashable, Codable {
        /// The recorded outcomes of the requests that the candidate replayed.
        case recording
        /// A run.
        case run
    }

    /// What this side is.
    package var kind: Kind
    /// The name that it was given by: a file, a release, `recording`.
    package var label: String
    /// When it was run, as in RFC 3339; nil for a recording.
    package var startedAt: String?
    /// Its verdict; nil for a recording.
    package var verdict: Verdict.Outcome?
    /// The digest of its corpus; nil where there was none.
    package var corpusDigest: String?
    /// Requests a second that were asked for; nil for a recording.
    package var askedRate: Double?
    /// Requests a second that were sent; nil for a recording.
    package var reachedRate: Double?
    /// Arrivals that were dropped; nil for a recording.
    package var dropped: UInt64?
    /// Milliseconds of lateness, at the median; nil for a recording, and where nothing was sent.
    package var latenessP50: Double?
    /// Milliseconds of lateness, at the 99th percentile; nil as the one before.
    package var latenessP99: Double?

    /// The recording that a replay replayed.
    init(recordingOf summary: RunSummary) {
        kind = .recording
        label = "recording"
        corpusDigest = summary.corpus?.digest
    }

    /// A run.
    init(_ summary: RunSummary, label: String) {
        kind = .run
        self.label = label
        startedAt = summary.startedAt
        verdict = summary.verdict.outcome
        corpusDigest = summary.corpus?.digest
        askedRate = summary.pacing.askedRate
        reachedRate = summary.pacing.reachedRate
        dropped = summary.books.dropped
        if summary.lateness.count > 0 {
            latenessP50 = summary.lateness.p50
            latenessP99 = summary.lateness.p99
        }
    }
}

/// One endpoint on both sides.
package struct EndpointComparison: Sendable, Hashable, Codable {
    /// The endpoint's name.
    package var name: String
    /// Requests sent; on a recording's side, the same ones.
    package var requests: CountComparison
    /// Requests failed or unfinished; a recording does not tell.
    package var failures: CountComparison
    /// Failures by ``FailureKind``.
    package var failuresByKind: [String: CountComparison]
    /// Requests by the status that came back.
    package var statuses: [String: CountComparison]
    /// Requests whose status is not the recorded one.
    package var statusChanges: [StatusChange]
    /// Times of the clocks that both sides have, or one of them.
    package var clocks: [ClockComparison]
    /// Beside a recording: each request against its own recorded time.
    package var paired: PairedSummary?

    /// The comparison of a clock, where there is one.
    package func clock(_ clock: ClockComparison.Clock) -> ClockComparison? {
        clocks.first { $0.clock == clock }
    }
}

/// A count on both sides; nil where a side does not have the endpoint, or cannot tell.
package struct CountComparison: Sendable, Hashable, Codable {
    /// The baseline's count.
    package var baseline: UInt64?
    /// The candidate's count.
    package var candidate: UInt64?

    /// A count on both sides.
    package init(baseline: UInt64?, candidate: UInt64?) {
        self.baseline = baseline
        self.candidate = candidate
    }
}

/// How often a recorded status was answered with another one, or with none, on both sides.
package struct StatusChange: Sendable, Hashable, Codable {
    /// The recorded status.
    package var recorded: UInt16
    /// The status that came back; nil where no response did.
    package var replayed: UInt16?
    /// How often in the baseline; nil for a recording.
    package var baseline: UInt64?
    /// How often in the candidate.
    package var candidate: UInt64

    /// A change and its counts.
    package init(recorded: UInt16, replayed: UInt16?, baseline: UInt64?, candidate: UInt64) {
        self.recorded = recorded
        self.replayed = replayed
        self.baseline = baseline
        self.candidate = candidate
    }
}

/// The times of one clock on both sides, in milliseconds.
package struct ClockComparison: Sendable, Hashable, Codable {
    /// What is measured.
    package enum Clock: String, Sendable, Hashable, Codable, CaseIterable {
        /// From the intended instant to the last byte.
        case responseTime = "response_time"
        /// From the first byte written to the last byte back.
        case serviceTime = "service_time"
        /// From the first byte written to the first byte back.
        case timeToFirstByte = "time_to_first_byte"
    }

    /// A quantile on both sides.
    package struct Row: Sendable, Hashable, Codable {
        /// Which one.
        package var quantile: Quantile
        /// The baseline's, in milliseconds; nil without times.
        package var baseline: Double?
        /// The candidate's, in milliseconds; nil without times.
        package var candidate: Double?
        /// The candidate's over the baseline's; nil where one of them is missing, or the baseline's is 0.
        package var ratio: Double?
        /// Whether both sides have enough times beyond the quantile to say anything; see ``Quantile/samplesBeyond``.
        package var judged: Bool
    }

    /// What is measured.
    package var clock: Clock
    /// How many times each side has.
    package var count: CountComparison
    /// The means, in milliseconds, and their ratio.
    package var mean: Values
    /// The largest, in milliseconds, and their ratio.
    package var max: Values
    /// The quantiles, smallest first.
    package var quantiles: [Row]

    /// A value on both sides.
    package struct Values: Sendable, Hashable, Codable {
        /// The baseline's; nil without times.
        package var baseline: Double?
        /// The candidate's; nil without times.
        package var candidate: Double?
        /// The candidate's over the baseline's.
        package var ratio: Double?
    }

    /// The row of a quantile.
    package subscript(_ quantile: Quantile) -> Row? {
        quantiles.first { $0.quantile == quantile }
    }
}

package import Corpus

/// A run that the history keeps, in short: all but its summary.
package struct KeptRun: Sendable, Hashable {
    /// Its number in the history, from 1, never given twice.
    package var id: Int64
    /// When it started.
    package var startedAt: Timestamp
    /// What was run.
    package var kind: RunSummary.Kind
    /// What it said.
    package var verdict: Verdict.Outcome
    /// The version of Spammer that ran it.
    package var toolVersion: String
    /// Requests sent.
    package var sent: UInt64
    /// Of those: failed, or unfinished when it stopped waiting.
    package var failures: UInt64
    /// The name of the corpus that it sent; nil for a run of none.
    package var corpus: String?
    /// The digest of that corpus.
    package var corpusDigest: String?
    /// Where it sent to; nil where the history does not know.
    package var target: String?
    /// How its arrivals were spaced; nil where the history does not know.
    package var pace: KeptPace?
    /// Requests a second that it sent; nil where the history does not know.
    package var reachedRate: Double?
    /// The 99th percentile of its service times, in milliseconds; nil where there is none.
    package var serviceTimeP99: Double?
    /// Where it ran, and what it is called by.
    package var origin: RunOrigin

    /// Its labels, by name.
    package var labels: [RunLabel] { origin.labels }

    /// A run of its parts.
    package init(
        id: Int64,
        startedAt: Timestamp,
        kind: RunSummary.Kind,
        verdict: Verdict.Outcome,
        toolVersion: String,
        sent: UInt64,
        failures: UInt64,
        origin: RunOrigin
    ) {
        self.id = id
        self.startedAt = startedAt
        self.kind = kind
        self.verdict = verdict
        self.toolVersion = toolVersion
        self.sent = sent
        self.failures = failures
        self.origin = origin
    }
}

/// How a run's arrivals were spaced, as far as runs have to be alike in it to be held against each other.
package struct KeptPace: Sendable, Hashable {
    /// Where the intended instants came from.
    package var mode: PacingSummary.Mode
    /// The factor on the recorded pace; nil for a fixed rate.
    package var speed: Double?
    /// Requests a second that were asked for, on average.
    package var askedRate: Double
    /// Whether requests were sent as fast as responses came: what was asked for is then what was reached, and may differ.
    package var isClosed: Bool

    /// A pace of its parts.
    package init(mode: PacingSummary.Mode, speed: Double?, askedRate: Double, isClosed: Bool = false) {
        self.mode = mode
        self.speed = speed
        self.askedRate = askedRate
        self.isClosed = isClosed
    }

    /// Whether runs of the two paces can be held against each other.
    package func isAlike(_ other: KeptPace) -> Bool {
        guard mode == other.mode, speed == other.speed, isClosed == other.isClosed else { return false }
        return isClosed || PacingSummary.isClose(askedRate, other.askedRate)
    }
}

/// What the history notes of a run beside its summary.
package struct RunOrigin: Sendable, Hashable {
    /// What a person calls it by; one label of each name, in order of their names.
    package var labels: [RunLabel]
    /// The revision of the folder that it ran in, where that is a repository of git's.
    package var revision: String?
    /// The host that it ran on.
    package var host: String?

    /// An origin of its parts; of labels with one name, the last counts.
    package init(labels: [RunLabel] = [], revision: String? = nil, host: String? = nil) {
        self.labels = Dictionary(labels.map { ($0.name, $0) }) { $1 }.values.sorted()
        self.revision = revision
        self.host = host
    }
}

extension RunSummary {
    /// Where it sent to, as it was configured: the target of a replay, the URL of a run; nil for a `Spammer` of one's own.
    package var target: String? { configuration["target"] ?? configuration["url"] }

    /// Whether requests were sent as fast as responses came, as it was configured.
    package var isClosedLoop: Bool {
        configuration["rate"] == "closed" || configuration["pacing"]?.hasPrefix("as fast as ") ?? false
    }
}

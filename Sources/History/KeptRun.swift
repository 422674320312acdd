package import Analysis
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
    /// Where it ran, and what it is called by.
    package var origin: RunOrigin

    /// Its labels, by name.
    package var labels: [RunLabel] { origin.labels }
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

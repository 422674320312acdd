/// A run, and the name that it was given by.
package struct LabelledRun: Sendable {
    /// A file, a release.
    package var label: String
    /// The run.
    package var summary: RunSummary

    /// A run with a name.
    package init(label: String, summary: RunSummary) {
        self.label = label
        self.summary = summary
    }
}

/// The runs of one side of a comparison, of which there is at least one.
package struct LabelledRuns: Sendable {
    /// All of them, in the order that they were given in.
    package let all: [LabelledRun]
    /// The one whose median service time is the middle one: the lower of two.
    package let middle: LabelledRun

    /// One run.
    package init(_ run: LabelledRun) {
        all = [run]
        middle = run
    }

    /// Some runs; nil where there are none.
    package init?(_ runs: [LabelledRun]) {
        guard !runs.isEmpty else { return nil }
        let sorted = runs.sorted { $0.summary.latency.serviceTime.p50 < $1.summary.latency.serviceTime.p50 }
        all = runs
        middle = sorted[(sorted.count - 1) / 2]
    }
}

package import Analysis

/// A run, or two beside each other, as one HTML page that loads nothing.
package struct ReportPage: Sendable {
    /// The runs, the baseline first where there is one.
    let runs: [PageRun]
    /// The candidate beside its baseline or its recording; nil for a run of no recording.
    let comparison: Comparison?

    /// What counted as a change.
    let rules: JudgementRules

    /// The run that is looked at.
    let candidate: PageRun

    /// The page of a run, beside its recording where it is a replay.
    package init(_ summary: RunSummary) {
        candidate = PageRun(.candidate, label: summary.kind == .replay ? "replay" : "run", summary: summary)
        runs = [candidate]
        comparison = summary.comparison
        rules = JudgementRules()
    }

    /// The page of a comparison.
    ///
    /// - Parameters:
    ///   - comparison: what is said of the two.
    ///   - baseline: the run whose figures stand on the left.
    ///   - candidate: the run whose figures stand on the right.
    ///   - rules: what counted as a change.
    package init(
        _ comparison: Comparison,
        baseline: LabelledRun,
        candidate: LabelledRun,
        rules: JudgementRules = JudgementRules()
    ) {
        self.candidate = PageRun(.candidate, label: candidate.label, summary: candidate.summary)
        runs = [PageRun(.baseline, label: baseline.label, summary: baseline.summary), self.candidate]
        self.comparison = comparison
        self.rules = rules
    }

    /// The page's text.
    package var html: String { layout.html }

    /// The page's parts.
    var layout: PageLayout { PageLayout(title: title, subtitle: subtitle, sections: sections) }

    private var sections: [PageSection] {
        [
            verdictSection, thresholdsSection, changesSection, latencySection, timeSection, failuresSection,
            responsesSection, endpointsSection, configurationSection, Self.readingSection(comparison),
        ].compactMap(\.self)
    }

    private var title: String {
        guard let comparison, comparison.baseline.kind == .run else {
            let corpus = candidate.summary.corpus.map { " of \($0.name)" } ?? ""
            return candidate.summary.kind == .replay ? "Replay\(corpus)" : "Run"
        }
        return "\(comparison.candidate.label) compared with \(comparison.baseline.label)"
    }

    private var subtitle: String {
        let target = candidate.summary.configuration["target"] ?? candidate.summary.configuration["url"]
        let place = target.map { " against \($0)" } ?? ""
        return "\(Self.instant(candidate.summary.startedAt))\(place)"
    }

    /// An instant of RFC 3339 as people write it: `2026-11-24 01:30:00 UTC`; other text as it is.
    static func instant(_ text: String) -> String {
        guard text.hasSuffix("Z"), let middle = text.firstIndex(of: "T") else { return text }
        let time = text[text.index(after: middle)...].prefix { $0 != "." && $0 != "Z" }
        return "\(text[..<middle]) \(time) UTC"
    }
}

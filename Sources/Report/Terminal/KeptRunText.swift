package import Analysis
import Corpus

/// A run that was kept: what is known of it beside its summary, then what was said when it ended.
package struct KeptRunText: Sendable {
    private let run: KeptRun
    private let summary: RunSummary

    /// The text of a run and its summary.
    package init(_ run: KeptRun, _ summary: RunSummary) {
        self.run = run
        self.summary = summary
    }

    /// The text, with a line break at its end.
    package func text(_ style: TextStyle = .plain) -> String {
        var page = TextPage(style)
        let labels = run.labels.map(\.description).joined(separator: ", ")
        page.section("Run \(run.id)\(labels.isEmpty ? "" : ": \(labels)")")
        page.skip()
        var table = TextTable([.labels(""), .words("")])
        for (name, value) in facts {
            if let value, !value.isEmpty { table.add([TextTable.Cell(name), TextTable.Cell(value)]) }
        }
        page.add(table)
        page.skip()
        let comparison = summary.comparison.map { "\n" + ComparisonText($0).text(style) } ?? ""
        return page.text + SummaryText(summary).text(style) + comparison
    }

    private var facts: [(String, String?)] {
        let configuration = summary.configuration
        return [
            ("started", HistoryText.minute(run.startedAt) + " UTC" + (run.origin.host.map { " on \($0)" } ?? "")),
            ("target", summary.target),
            ("corpus", run.corpus),
            ("digest", run.corpusDigest),
            ("pacing", configuration["pacing"] ?? configuration["rate"]),
            ("revision", run.origin.revision),
            ("Spammer", run.toolVersion),
        ]
    }
}

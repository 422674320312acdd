package import Analysis
import Corpus

/// The list of kept runs, as a table that fits 100 columns.
package struct HistoryText: Sendable {
    private let runs: [KeptRun]
    private let all: Int
    private let path: String
    private let size: UInt64

    /// The text of some runs.
    ///
    /// - Parameters:
    ///   - runs: the runs, in the order that they are listed in.
    ///   - all: how many there are, of which these are the newest.
    ///   - path: where they are kept.
    ///   - size: the bytes that it takes there.
    package init(_ runs: [KeptRun], of all: Int, path: String, size: UInt64) {
        self.runs = runs
        self.all = all
        self.path = path
        self.size = size
    }

    /// The text, with a line break at its end.
    package func text(_ style: TextStyle = .plain) -> String {
        var page = TextPage(style)
        if runs.isEmpty {
            page.paragraph("No run is kept that was asked for.", indent: 0)
        } else {
            addTable(to: &page)
        }
        page.skip()
        if all > runs.count {
            page.paragraph(
                "These are the newest \(runs.count) of \(NumberText.count(UInt64(all), "run")); --limit shows more."
            )
        }
        page.paragraph("They are kept in \(path), which takes \(NumberText.bytes(size)).", .faint)
        return page.text
    }

    private func addTable(to page: inout TextPage) {
        let hasCorpora = runs.contains { $0.corpus != nil }
        var columns: [TextTable.Column] = [
            .numbers("run"), .labels("started (UTC)"), .labels("verdict"), .numbers("requests"), .numbers("failed"),
            .numbers("p99"), .words("labels"),
        ]
        if hasCorpora { columns.append(.words("corpus")) }
        columns.append(.labels("revision"))
        var table = TextTable(columns, indent: 0)
        for run in runs {
            var cells: [TextTable.Cell] = [
                "\(run.id)", TextTable.Cell(Self.minute(run.startedAt)), Self.verdict(run.verdict),
                TextTable.Cell(NumberText.count(run.sent)),
                TextTable.Cell(NumberText.count(run.failures), run.failures > 0 ? .warning : nil),
                TextTable.Cell(NumberText.time(milliseconds: run.serviceTimeP99)),
                TextTable.Cell(run.labels.map(\.description).joined(separator: " ")),
            ]
            if hasCorpora { cells.append(TextTable.Cell(run.corpus ?? "")) }
            cells.append(TextTable.Cell(String((run.origin.revision ?? "").prefix(8)), .faint))
            table.add(cells)
        }
        page.add(table)
    }

    /// An instant to the minute: `2026-11-27 04:13`.
    static func minute(_ instant: Timestamp) -> String {
        String(instant.description.replacing("T", with: " ").prefix(16))
    }

    private static func verdict(_ verdict: Verdict.Outcome) -> TextTable.Cell {
        switch verdict {
        case .pass: TextTable.Cell("pass", .good)
        case .fail: TextTable.Cell("fail", .bad)
        case .invalid: TextTable.Cell("invalid", .faint)
        }
    }
}

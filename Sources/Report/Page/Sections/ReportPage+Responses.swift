import Analysis

extension ReportPage {
    /// What came of comparing responses with the recorded ones; nil where they were not compared.
    var responsesSection: PageSection? {
        guard let summary = candidate.summary.responses else { return nil }
        let notes = ResponsesText.notes(summary).map { "<li>\($0)</li>\n" as HTML }
        let list: HTML = notes.isEmpty ? .none : "<ul class=\"notes\">\n\(notes)</ul>\n"
        return PageSection(
            "responses",
            "Responses",
            "<p class=\"intro\">\(ResponsesText.sentence(summary))</p>\n\(list)\(Self.groups(of: summary))"
        )
    }

    private static func groups(of summary: ResponsesSummary) -> HTML {
        guard !summary.groups.isEmpty else { return .none }
        var table = PageTable(
            "Fields in which responses differ",
            [
                .words("Endpoint"), .words("Field"), .words("Difference"), .numbers("Responses"), .words("Recorded"),
                .words("Replayed"), .numbers("Exchange"),
            ],
            isSortable: true
        )
        for group in summary.groups.prefix(ResponsesText.mostGroups) {
            table.add([
                PageTable.Cell("<span class=\"name\">\(group.endpoint)</span>" as HTML),
                PageTable.Cell("<code>\(group.field)</code>" as HTML),
                PageTable.Cell(ResponsesText.word(group.kind), group.kind == .value ? .warning : .bad),
                PageTable.Cell(NumberText.count(group.count), sortedBy: Double(group.count)),
                example(group.example.recorded), example(group.example.replayed),
                PageTable.Cell(
                    group.example.exchange == 0 ? NumberText.none : "\(group.example.exchange)",
                    sortedBy: Double(group.example.exchange)
                ),
            ])
        }
        let rest: HTML = ResponsesText.rest(summary).map { "<p>\($0)</p>\n" } ?? .none
        return table.html + rest
    }

    private static func example(_ text: String?) -> PageTable.Cell {
        guard let text else { return PageTable.Cell("none", .faint) }
        return PageTable.Cell("<code>\(text)</code>" as HTML)
    }
}

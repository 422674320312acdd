import Analysis

/// Responses that were compared with the recorded ones, on a terminal.
enum ResponsesTable {
    /// Adds what came of it; nothing where they were not compared.
    static func add(_ summary: ResponsesSummary?, to page: inout TextPage) {
        guard let summary else { return }
        page.section("Responses beside the recorded ones")
        page.paragraph(ResponsesText.sentence(summary), summary.different > 0 ? .bad : nil)
        for note in ResponsesText.notes(summary) { page.paragraph(note) }
        guard !summary.groups.isEmpty else { return }
        page.skip()
        var table = TextTable([
            .words("endpoint"), .words("field"), .labels(""), .numbers("responses"), .words("recorded"),
            .words("replayed"), .numbers("such as"),
        ])
        for group in summary.groups.prefix(ResponsesText.mostGroups) {
            table.add([
                TextTable.Cell(group.endpoint), TextTable.Cell(group.field),
                TextTable.Cell(ResponsesText.word(group.kind)), TextTable.Cell(NumberText.count(group.count)),
                TextTable.Cell(group.example.recorded ?? NumberText.none),
                TextTable.Cell(group.example.replayed ?? NumberText.none),
                TextTable.Cell(group.example.exchange == 0 ? NumberText.none : "\(group.example.exchange)"),
            ])
        }
        page.add(table)
        if let rest = ResponsesText.rest(summary) { page.paragraph(rest) }
        page.paragraph("`spammer show CORPUS --id NUMBER` shows the recorded side of such a response.")
    }
}

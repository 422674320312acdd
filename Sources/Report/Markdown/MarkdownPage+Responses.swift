import Analysis

extension MarkdownPage {
    /// Adds what came of comparing responses with the recorded ones; nothing where they were not compared.
    mutating func add(_ summary: ResponsesSummary?) {
        guard let summary else { return }
        section("Responses beside the recorded ones")
        paragraph(MarkdownText.escaped(ResponsesText.sentence(summary)))
        var table = MarkdownTable([
            .words("Endpoint"), .words("Field"), .words("Difference"), .numbers("Responses"), .words("Recorded"),
            .words("Replayed"),
        ])
        for group in summary.groups.prefix(MarkdownReport.mostRows) {
            table.add([
                Self.code(group.endpoint), Self.code(group.field), ResponsesText.word(group.kind),
                NumberText.count(group.count), group.example.recorded.map(Self.code) ?? NumberText.none,
                group.example.replayed.map(Self.code) ?? NumberText.none,
            ])
        }
        add(table, leftOut: summary.groups.count - MarkdownReport.mostRows)
        for note in ResponsesText.notes(summary) { paragraph("<sub>\(MarkdownText.escaped(note))</sub>") }
    }
}

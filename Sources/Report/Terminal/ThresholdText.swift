import Analysis

/// What came of the thresholds, as a table.
enum ThresholdText {
    /// Thresholds that are shown; all of them are in the JSON.
    private static let mostRows = 50

    /// Adds the table, those that were not met first; nothing where no threshold was asked for.
    static func add(_ results: [ThresholdResult]?, to page: inout TextPage) {
        guard let results, !results.isEmpty else { return }
        let sorted = results.filter { !$0.passed } + results.filter(\.passed)
        page.section("Thresholds")
        var table = TextTable([.labels(""), .words("threshold"), .labels("figure"), .numbers("measured")])
        for result in sorted.prefix(mostRows) {
            table.add([
                result.passed ? TextTable.Cell("pass", .good) : TextTable.Cell("FAIL", .bad),
                TextTable.Cell(result.expression), TextTable.Cell(result.figure), TextTable.Cell(result.measuredText),
            ])
        }
        page.add(table)
        for result in sorted.prefix(mostRows) {
            if let note = result.note { page.paragraph("\(result.expression): \(note)", .warning) }
        }
        if sorted.count > mostRows { page.paragraph("and \(sorted.count - mostRows) more, in the JSON") }
    }
}

import Analysis

extension ReportPage {
    /// What came of the thresholds; nil where none was asked for.
    var thresholdsSection: PageSection? {
        let asked = comparison.flatMap(\.thresholds) ?? candidate.summary.thresholds ?? []
        guard !asked.isEmpty else { return nil }
        let hasNotes = asked.contains { $0.note != nil }
        var table = PageTable(
            "Thresholds",
            [.words("Threshold"), .words("Result"), .words("Measured")] + (hasNotes ? [.words("Note")] : [])
        )
        // Those that were not met first, else in the order in which they were asked for.
        for result in asked.filter({ !$0.passed }) + asked.filter(\.passed) {
            let note = PageTable.Cell(result.note ?? "", .faint)
            let cells = [
                PageTable.Cell("<code>\(result.expression)</code>" as HTML),
                PageTable.Cell(result.passed ? "met" : "not met", result.passed ? .good : .bad),
                PageTable.Cell("\(result.figure): \(result.measuredText)"),
            ]
            table.add(hasNotes ? cells + [note] : cells)
        }
        let missed = asked.count { !$0.passed }
        let all = NumberText.count(UInt64(asked.count), "threshold")
        let sentence = missed == 0 ? "\(all), all met." : "\(missed) of \(all) not met."
        return PageSection("thresholds", "Thresholds", "<p class=\"intro\">\(sentence)</p>\n\(table.html)")
    }
}

package import Analysis

/// A trend, as text that fits 100 columns: what it says, then a line a release with a bar.
package struct TrendText: Sendable {
    private let trend: ReleaseTrend
    private let words: TrendFigureText

    /// Columns of the longest bar.
    private static let barWidth = 20

    /// The text of a trend.
    package init(_ trend: ReleaseTrend) {
        self.trend = trend
        words = TrendFigureText(trend.question)
    }

    /// The text, with a line break at its end.
    package func text(_ style: TextStyle = .plain) -> String {
        var page = TextPage(style)
        let said = TrendSentence(trend)
        page.section(said.sentence, emphasis(said.tone))
        if let like = trend.like { page.paragraph(TrendContext(trend.question, like).text, .faint) }
        if !trend.points.isEmpty {
            page.skip()
            page.add(table)
        }
        page.skip()
        for remark in said.remarks { page.paragraph(remark) }
        return page.text
    }

    private var table: TextTable {
        let hasSpread = trend.points.contains { $0.runs.count > 1 }
        var columns: [TextTable.Column] = [
            trend.question.label == nil ? .numbers("run") : .words(words.unit), .labels("began (UTC)"),
        ]
        if hasSpread { columns.append(.numbers("runs")) }
        columns.append(.numbers(words.column))
        if hasSpread { columns.append(.labels("least to most")) }
        columns += [.labels(""), .labels("changed\nfor good")]
        if trend.question.label == nil { columns.append(.words("labels")) }
        var table = TextTable(columns)
        let most = trend.points.map(\.value).max() ?? 0
        for (index, point) in trend.points.enumerated() {
            let change = trend.changes.first { $0.index == index }
            var cells: [TextTable.Cell] = [
                TextTable.Cell(point.name), TextTable.Cell(HistoryText.minute(point.startedAt)),
            ]
            if hasSpread { cells.append("\(point.runs.count)") }
            cells.append(TextTable.Cell((point.isJudged ? "" : "~") + words.value(point.value)))
            if hasSpread { cells.append(TextTable.Cell(spread(point))) }
            let tone = change.map { emphasis(trend.isWorse($0) ? .bad : .good) }
            cells.append(
                TextTable.Cell(BarText.bar(most > 0 ? point.value / most : 0, columns: Self.barWidth), tone ?? .faint)
            )
            cells.append(
                TextTable.Cell(change.map { words.change($0.before.value, $0.after.value) } ?? "", tone)
            )
            let labels = point.runs.flatMap(\.labels).map(\.description)
            if trend.question.label == nil { cells.append(TextTable.Cell(labels.joined(separator: " "))) }
            table.add(cells)
        }
        return table
    }

    private func spread(_ point: ReleaseTrend.Point) -> String {
        guard point.runs.count > 1 else { return "" }
        return "\(words.value(point.spread.lowerBound)) to \(words.value(point.spread.upperBound))"
    }

    private func emphasis(_ tone: Tone) -> TextStyle.Emphasis {
        switch tone {
        case .good: .good
        case .warning: .warning
        case .bad: .bad
        case .faint: .faint
        }
    }
}

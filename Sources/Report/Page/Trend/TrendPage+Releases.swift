import Analysis

extension TrendPage {
    /// All releases, oldest first, to be sorted.
    var releases: PageSection? {
        guard !trend.points.isEmpty else { return nil }
        let isByRun = trend.question.label == nil
        let hasSpread = trend.points.contains { $0.runs.count > 1 }
        var columns: [PageTable.Column] = [
            isByRun ? .numbers("Run") : .words("Release"), .words("Began (UTC)"),
        ]
        if hasSpread { columns.append(.numbers("Runs")) }
        columns.append(.numbers(words.column))
        if hasSpread { columns += [.numbers("Least"), .numbers("Most")] }
        columns.append(.numbers("Changed for good"))
        if isByRun { columns.append(.words("Labels")) }
        var table = PageTable("\(words.subject) by \(words.unit)", columns, isSortable: true)
        table.style = "releases"
        for (index, point) in trend.points.enumerated() {
            var cells = [
                isByRun
                    ? PageTable.Cell(point.name, sortedBy: Double(point.name)) : ReportPage.name(point.name),
                PageTable.Cell("<span class=\"when\">\(HistoryText.minute(point.startedAt))</span>" as HTML),
            ]
            if hasSpread { cells.append(ReportPage.count(UInt64(point.runs.count))) }
            cells.append(value(point.value, point.isJudged))
            if hasSpread { cells += [value(point.spread.lowerBound), value(point.spread.upperBound)] }
            cells.append(change(at: index))
            let labels = point.runs.flatMap(\.labels).map(\.description)
            if isByRun { cells.append(PageTable.Cell(labels.joined(separator: " "), .faint)) }
            table.add(cells)
        }
        return PageSection("releases", isByRun ? "Runs" : "Releases", table.html)
    }

    private func value(_ value: Double, _ isJudged: Bool = true) -> PageTable.Cell {
        PageTable.Cell((isJudged ? "" : "~") + words.value(value), isJudged ? nil : .faint, sortedBy: value)
    }

    private func change(at index: Int) -> PageTable.Cell {
        guard let change = trend.changes.first(where: { $0.index == index }) else {
            return PageTable.Cell("", sortedBy: 0)
        }
        let (before, after) = (change.before.value, change.after.value)
        return PageTable.Cell(
            words.change(before, after),
            trend.isWorse(change) ? .bad : .good,
            sortedBy: change.ratio.map { $0 - 1 } ?? after - before
        )
    }

    /// How to read the page.
    static let reading = PageSection(
        "reading",
        "How to read this",
        """
        <dl class="terms">
        <div><dt>Changed for good</dt><dd>The values from there on differ from those before by more than chance makes it: of 200 \
        orders of the same values, at most 10 differ as much anywhere (E-divisive with means; Matteson and James, 2014). Three values \
        at least lie on either side, and outliers are limited to what noise reaches, so that one alone is no change. What <code>compare</code> takes for \
        noise (<code>--noise</code>, <code>--tail-noise</code>, <code>--floor</code>) is not marked, however sure it is.</dd></div>
        <div><dt>Level</dt><dd>The median of the releases between two changes.</dd></div>
        <div><dt>Value of a release</dt><dd>The median of its runs’ values, with the least and the most of them.</dd></div>
        <div><dt>Service time, response time</dt><dd>From the first byte sent to the last byte back; and from the instant at which \
        the request was meant to be sent.</dd></div>
        <div><dt>~</dt><dd>A quantile with fewer than ten times beyond it, which says more about luck than about the target.</dd></div>
        <div><dt>Runs that are in it</dt><dd>Those of one corpus, one pace and one target. Runs that are invalid, as their \
        generator could not keep up, are left out.</dd></div>
        </dl>

        """
    )
}

import Analysis

extension ReportPage {
    /// What failed, when, why, and with which statuses.
    var failuresSection: PageSection? {
        guard runs.contains(where: { $0.summary.total > 0 }) else { return nil }
        let charts = FailureCharts(runs).all.reduce(HTML.none) { $0 + $1.html }
        let drawn: HTML = charts.isEmpty ? .none : "<div class=\"charts\">\n\(charts)</div>\n"
        let statuses = runs.map { StatusMatrix($0.summary).html(runs.count == 1 ? nil : $0.label) }
        return PageSection(
            "failures",
            "Failures and statuses",
            """
            <p class="intro">\(failureSentence)</p>
            \(drawn)\(reasons)<div class="charts">
            \(statuses)</div>

            """
        )
    }

    private var failureSentence: String {
        runs.reversed().map { run in
            let summary = run.summary
            let name = runs.count == 1 ? "" : "\(run.label): "
            guard summary.failures > 0 else { return name.isEmpty ? "No request failed." : "\(name)no request failed." }
            let kinds = summary.failuresByKind.largestFirst.map { "\(NumberText.count($0.value)) \($0.key)" }
            let unfinished =
                summary.books.unfinished > 0 ? ["\(NumberText.count(summary.books.unfinished)) unfinished"] : []
            let all = NumberText.count(summary.total, "request")
            return "\(name)\(NumberText.count(summary.failures)) of \(all) failed "
                + "(\(NumberText.share(summary.failures, of: summary.total))): "
                + (kinds + unfinished).joined(separator: ", ") + "."
        }.joined(separator: " ")
    }

    /// Reasons that are shown.
    private static let mostReasons = 20

    private var reasons: HTML {
        let before = runs.count > 1 ? runs.first : nil
        let earlier = Dictionary(
            (before?.summary.failureReasons ?? []).map { ($0.reason, $0.count) },
            uniquingKeysWith: { $0 &+ $1 }
        )
        let own = candidate.summary.failureReasons
        let gone = (before?.summary.failureReasons ?? []).filter { reason in
            !own.contains { $0.reason == reason.reason }
        }
        guard !own.isEmpty || !gone.isEmpty else { return .none }
        var columns: [PageTable.Column] = [.words("Reason")]
        columns += before == nil ? [.numbers("Requests")] : runs.map { .numbers($0.label) }
        var table = PageTable("Why requests failed", columns)
        table.style = "compact"
        let all = own.map { (reason: $0.reason, count: $0.count) } + gone.map { (reason: $0.reason, count: 0) }
        for (reason, count) in all.prefix(Self.mostReasons) {
            var cells = [PageTable.Cell(reason)]
            if before != nil { cells.append(Self.count(earlier[reason] ?? 0)) }
            table.add(cells + [Self.count(count, .bad)])
        }
        return "<h3>Why requests failed</h3>\n\(table.html)"
    }
}

import Analysis

extension ReportPage {
    /// How the runs were made, side by side, and where every arrival went.
    var configurationSection: PageSection {
        PageSection(
            "configuration",
            "Configuration",
            """
            \(table("Configuration of the run", marksDifferences: true, Self.settings))
            <h3>What the generator did</h3>
            \(table("What the generator did", Self.measured))
            <h3>Where every arrival went</h3>
            \(table("Where every arrival went", Self.books))
            """
        )
    }

    private typealias Row = (name: String, value: String)

    /// A row for each thing that one of the runs has.
    ///
    /// - Parameter marksDifferences: whether a row in which two runs differ shows so.
    private func table(_ caption: String, marksDifferences: Bool = false, _ rows: (RunSummary) -> [Row]) -> HTML {
        let columns = runs.map { rows($0.summary) }
        var names: [String] = []
        for name in columns.joined().map(\.name) where !names.contains(name) { names.append(name) }
        var table = PageTable(
            caption,
            [.words("")] + (runs.count == 1 ? [.words("Value")] : runs.map { .words($0.label) })
        )
        table.style = "settings"
        for name in names {
            let values = columns.map { column in column.first { $0.name == name }?.value }
            let differs = marksDifferences && Set(values).count > 1
            table.add(
                [PageTable.Cell(name)] + values.map { PageTable.Cell($0 ?? NumberText.none) },
                style: differs ? "differs" : ""
            )
        }
        return table.html
    }

    private static func settings(_ summary: RunSummary) -> [Row] {
        var rows: [Row] = summary.configuration.sorted { $0.key < $1.key }
            .map { ($0.key.replacing("_", with: " "), $0.value) }
        rows += [
            ("pace", summary.pacing.speed.map { "\(NumberText.ratio($0)) the recorded one" } ?? "a rate"),
            ("rate asked", NumberText.rate(summary.pacing.askedRate)),
        ]
        if let corpus = summary.corpus { rows += settings(corpus) }
        rows.append(("Spammer", summary.toolVersion))
        return rows
    }

    private static func measured(_ summary: RunSummary) -> [Row] {
        let pacing = summary.pacing
        var rows: [Row] = [
            ("started", instant(summary.startedAt)),
            ("time", NumberText.seconds(pacing.seconds) + (pacing.stoppedEarly == true ? ", and was stopped" : "")),
            ("rate reached", NumberText.rate(pacing.reachedRate)),
        ]
        if let warmup = summary.warmup {
            let sent = NumberText.count(warmup.books.sent, "request")
            rows.append(("warm-up", "\(NumberText.seconds(warmup.seconds)), \(sent) that nothing else here counts"))
        }
        if let connections = summary.connections { rows.append(("connections", SummaryText.text(connections))) }
        if let correlation = summary.correlation { rows.append(("correlation", CorrelationText.text(correlation))) }
        if let dns = summary.dns, dns.lookups > 0 { rows.append(("names", SummaryText.text(dns))) }
        if summary.connectTime.count > 0 { rows.append(("connecting", quantiles(summary.connectTime))) }
        if summary.lateness.count > 0 { rows.append(("lateness", quantiles(summary.lateness))) }
        if let floor = summary.timerFloor { rows.append(("timer floor", quantiles(floor))) }
        if let moved = summary.moved { rows.append(("moved by their connection", quantiles(moved))) }
        rows.append(("received", "\(NumberText.bytes(summary.responseBytes)) of bodies"))
        return rows
    }

    private static func settings(_ corpus: CorpusSummary) -> [Row] {
        var rows: [Row] = [
            ("corpus digest", corpus.digest),
            (
                "recorded",
                "\(NumberText.count(corpus.exchanges, "exchange")) over \(NumberText.seconds(corpus.spanSeconds))"
            ),
            ("recorded from", corpus.sources.joined(separator: ", ")),
        ]
        if let leftOut = corpus.leftOut, !leftOut.isEmpty { rows.append(("left out", leftOut.reasons())) }
        if let others = corpus.notSelected, !others.isEmpty { rows.append(("not asked for", others.reasons())) }
        return rows
    }

    private static func quantiles(_ latency: LatencySummary) -> String {
        "p50 \(NumberText.time(milliseconds: latency.p50)), p99 \(NumberText.time(milliseconds: latency.p99)), "
            + "max \(NumberText.time(milliseconds: latency.max))"
    }

    private static func books(_ summary: RunSummary) -> [Row] {
        let books = summary.books
        return [
            ("scheduled", NumberText.count(books.scheduled)),
            ("of those, sent", NumberText.count(books.sent)),
            ("dropped at a limit of the generator", NumberText.count(books.dropped)),
            ("cancelled, as the run was stopped", NumberText.count(books.cancelled)),
            ("of the sent, passed", NumberText.count(books.passed)),
            ("failed", NumberText.count(books.failed)),
            ("unfinished at the end", NumberText.count(books.unfinished)),
        ]
    }
}

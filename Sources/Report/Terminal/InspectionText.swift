package import Corpus

/// What `inspect` prints: what is in a corpus, over time and by endpoint, and what is not in it and why.
package struct InspectionText: Sendable {
    private let inspection: CorpusInspection

    /// Endpoints and hosts that are shown; all of them are in the JSON.
    private static let mostEndpoints = 25
    private static let mostHosts = 10
    private static let chartColumns = 80
    private static let chartHeight = 4

    /// The text of an inspection.
    package init(_ inspection: CorpusInspection) {
        self.inspection = inspection
    }

    /// The text, with a line break at its end.
    package func text(_ style: TextStyle = .plain) -> String {
        var page = TextPage(style)
        page.section("\(inspection.path): \(NumberText.count(inspection.totals.exchanges, "exchange"))")
        page.paragraph(facts)
        if !inspection.isComplete {
            let rest = NumberText.bytes(inspection.unreadBytes)
            let lost =
                inspection.unreadBytes > 0 ? " The file's last \(rest) are no whole block; they were not read." : ""
            page.paragraph(
                """
                This corpus has no end: its recording was cut off, or the file is damaged. What is shown was found by \
                reading its blocks; where it comes from is not known.\(lost) --repair gives it an end.
                """,
                .warning
            )
        }
        if let lost = inspection.skipped?.words {
            page.paragraph(lost.prefix(1).uppercased() + lost.dropFirst() + ".", .warning)
        }
        addTimeline(to: &page)
        addEndpoints(to: &page)
        addBodies(to: &page)
        if let correlation = inspection.totals.correlation { CorrelationText.add(correlation, to: &page) }
        add(inspection.totals.hosts, "host", to: &page)
        add(inspection.totals.clients ?? [:], "client", to: &page)
        let provenance = ProvenanceText(inspection.provenance)
        provenance.addSteps(to: &page)
        provenance.addSources(to: &page)
        AccountText(inspection.provenance.account).add(to: &page)
        RecordingAdvice(inspection.provenance).add(to: &page)
        provenance.addCredentials(to: &page, advice: ProvenanceText.advice)
        return page.text
    }

    private var facts: String {
        let totals = inspection.totals
        var facts = [NumberText.bytes(inspection.fileSize), NumberText.count(UInt64(inspection.blocks), "block")]
        if totals.connections > 0 { facts.append(NumberText.count(totals.connections, "connection")) }
        facts.append("\(NumberText.bytes(totals.requestBodyBytes)) of request bodies")
        facts.append("\(NumberText.bytes(totals.responseBodyBytes)) of response bodies")
        if let kept = totals.keptResponses {
            let bodies = NumberText.count(totals.keptResponseBodies ?? 0, "body", plural: "bodies")
            facts.append(
                "\(NumberText.count(kept, "response")) kept, with \(bodies) of \(NumberText.bytes(totals.keptResponseBodyBytes ?? 0))"
            )
        }
        return facts.joined(separator: ", ")
    }

    private func addTimeline(to page: inout TextPage) {
        let totals = inspection.totals
        guard let first = totals.first, let last = totals.last else { return }
        page.skip()
        let span = Double(totals.span) / 1e9
        let mean = span > 0 ? ", \(NumberText.rate(Double(totals.exchanges) / span)) on average" : ""
        page.paragraph("\(first) to \(last): \(NumberText.seconds(span))\(mean)")
        let timeline = inspection.timeline
        guard timeline.stepSeconds > 0 else { return }
        let rates = timeline.counts.map { Double($0) / timeline.stepSeconds }
        let columns = min(Self.chartColumns, page.style.columns)
        let indent = columns + 2 > page.style.columns ? "" : "  "
        for line in RateChart.lines(rates, columns: columns, height: Self.chartHeight) { page.line(indent + line) }
        let step = timeline.stepSeconds * max(1, Double(rates.count) / Double(columns))
        page.paragraph("peak \(NumberText.rate(rates.max())), a column is \(NumberText.seconds(step))", .faint)
    }

    private func addEndpoints(to page: inout TextPage) {
        guard !inspection.endpoints.isEmpty else { return }
        page.skip()
        let shown = inspection.endpoints.prefix(Self.mostEndpoints)
        let hasIncomplete = shown.contains { $0.incomplete > 0 }
        var table = TextTable(
            [.words("endpoint"), .numbers("requests"), .words("statuses")]
                + (hasIncomplete ? [.numbers("no whole\nresponse")] : [])
                + [.numbers("p50"), .numbers("p95"), .numbers("p99"), .numbers("max")]
        )
        for endpoint in shown {
            let statuses = endpoint.statuses.largestFirst
            let most = statuses.prefix(3).map {
                statuses.count == 1 ? $0.key : "\($0.key): \(NumberText.count($0.value))"
            }
            let times = [
                endpoint.durationMedian, endpoint.duration95th, endpoint.duration99th, endpoint.durationMaximum,
            ]
            table.add(
                [
                    TextTable.Cell(endpoint.name), TextTable.Cell(NumberText.count(endpoint.count)),
                    TextTable.Cell(most.joined(separator: ", ") + (statuses.count > 3 ? ", ..." : "")),
                ]
                    + (hasIncomplete
                        ? [TextTable.Cell(endpoint.incomplete > 0 ? NumberText.count(endpoint.incomplete) : "")] : [])
                    + times.map { TextTable.Cell(NumberText.time(milliseconds: $0)) }
            )
        }
        page.add(table)
        let rest = inspection.endpoints.count - Self.mostEndpoints
        if rest > 0 {
            page.paragraph("and \(NumberText.count(UInt64(rest), "more endpoint")); --format json has all of them")
        }
    }

    private func addBodies(to page: inout TextPage) {
        let totals = inspection.totals
        let rows = [("of requests", totals.requestBodySizes), ("of responses", totals.responseBodySizes)]
            .compactMap { name, sizes in sizes.map { (name, $0) } }.filter { $0.1.count > 0 }
        guard !rows.isEmpty else { return }
        page.skip()
        var table = TextTable([
            .words("bodies"), .numbers("not empty"), .numbers("p50"), .numbers("p95"), .numbers("p99"), .numbers("max"),
        ])
        for (name, sizes) in rows {
            let quantiles = [0.5, 0.95, 0.99].map(sizes.quantile) + [sizes.max]
            table.add(
                [TextTable.Cell(name), TextTable.Cell(NumberText.count(sizes.count))]
                    + quantiles.map { TextTable.Cell(NumberText.bytes($0)) }
            )
        }
        page.add(table)
    }

    /// How many requests were of each name, most first.
    private func add(_ names: [String: UInt64], _ title: String, to page: inout TextPage) {
        guard !names.isEmpty else { return }
        page.skip()
        var table = TextTable([.words(title), .numbers("requests")])
        let sorted = names.largestFirst
        for (name, count) in sorted.prefix(Self.mostHosts) {
            table.add([TextTable.Cell(name.isEmpty ? "(not told)" : name), TextTable.Cell(NumberText.count(count))])
        }
        page.add(table)
        let rest = sorted.count - Self.mostHosts
        if rest > 0 { page.paragraph("and \(NumberText.count(UInt64(rest), "more \(title)"))") }
    }
}

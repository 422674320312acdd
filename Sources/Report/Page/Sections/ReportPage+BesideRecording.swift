import Analysis

extension ReportPage {
    /// Endpoints that are shown beside the recording; all of them are in the table of endpoints.
    private static let mostEndpoints = 12
    /// Requests that are shown.
    private static let mostRequests = 10

    /// The worst endpoints of a replay, each request against its own recorded outcome.
    static func besideRecording(_ comparison: Comparison) -> HTML {
        let worst = comparison.endpoints.filter { $0.trouble > 0 || $0.paired != nil }
            .sorted { ($0.trouble, $0.paired?.ratioP50 ?? 0) > ($1.trouble, $1.paired?.ratioP50 ?? 0) }
            .prefix(mostEndpoints)
        guard !worst.isEmpty else {
            return "<p>No request failed or got another status than was recorded, and no recorded time is known.</p>\n"
        }
        let plot = IntervalPlot(worst.compactMap(\.paired).flatMap { [$0.ratioP10, $0.ratioP90] })
        let drawn: HTML =
            worst.contains { $0.paired != nil }
            ? """
             The dot is the median of service time over recorded time, the line covers the middle 80% of the requests.
            """ : .none
        var html: HTML = """
            <p class="intro">Each replayed request against its own recorded outcome, worst endpoint first.\(drawn)</p>

            """
        let rows = worst.map { endpoint in
            let failures = endpoint.failures.candidate ?? 0
            let changed = endpoint.otherStatuses
            let paired = endpoint.paired
            let drawing = paired.flatMap { paired in
                paired.ratioP10 <= paired.ratioP90
                    ? plot.row(paired.ratioP50, paired.ratioP10...paired.ratioP90, noise: nil, nil) : nil
            }
            let middle = paired.map { "\(NumberText.ratio($0.ratioP10)) to \(NumberText.ratio($0.ratioP90))" }
            return """
                <tbody><tr class="group"><th colspan="6" scope="rowgroup"><span class="name">\(endpoint.name)</span></th></tr>
                <tr><td class="n" data-label="Requests">\(NumberText.count(endpoint.requests.candidate ?? 0))</td>\
                <td class="n \(failures > 0 ? "bad" : .none)" data-label="Failed">\(NumberText.count(failures))</td>\
                <td class="n \(changed > 0 ? "bad" : .none)" data-label="Other status">\(NumberText.count(changed))</td>\
                <td class="n" data-label="Median">\(NumberText.ratio(paired?.ratioP50))</td>\
                <td class="n" data-label="Middle 80%">\(middle ?? NumberText.none)</td>\
                <td class="plot">\(drawing ?? .none)</td></tr></tbody>

                """ as HTML
        }
        html += """
            <table class="changes"><caption class="hidden">The replay beside the recording, by endpoint</caption>
            <thead><tr><th scope="col" class="n">Requests</th><th scope="col" class="n">Failed</th>\
            <th scope="col" class="n">Other status</th><th scope="col" class="n">Median ratio</th>\
            <th scope="col" class="n">Middle 80%</th>\
            <th scope="col" class="plot"><span class="hidden">Ratio, drawn</span>\(plot.axis)</th></tr></thead>
            \(rows)</table>

            """
        return html + mostChanged(comparison)
    }

    private static func mostChanged(_ comparison: Comparison) -> HTML {
        guard let changed = comparison.mostChanged, !changed.isEmpty else { return .none }
        var table = PageTable(
            "The requests that took longest beyond their recorded time",
            [.words("Endpoint"), .numbers("Recorded"), .numbers("Replayed"), .numbers("Exchange")]
        )
        for request in changed.prefix(mostRequests) {
            table.add([
                PageTable.Cell("<span class=\"name\">\(request.endpoint)</span>" as HTML),
                PageTable.Cell(NumberText.time(milliseconds: request.recorded)),
                PageTable.Cell(NumberText.time(milliseconds: request.replayed)),
                PageTable.Cell("\(request.exchange)"),
            ])
        }
        let command = comparison.corpus.map { "spammer show \(ShellText.word($0)) --id \(changed[0].exchange)" }
        let note =
            command.map { "<p class=\"note\"><code>\($0)</code> shows the first of them.</p>\n" as HTML } ?? .none
        return "<h3>Longest beyond their recorded time</h3>\n\(note)\(table.html)"
    }
}

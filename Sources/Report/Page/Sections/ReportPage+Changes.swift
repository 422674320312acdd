import Analysis
import Corpus

extension ReportPage {
    /// What changed, by endpoint, worst first; nil where there is nothing to hold the run against.
    var changesSection: PageSection? {
        guard let comparison else { return nil }
        if let judgement = comparison.judgement {
            return PageSection("changes", "What changed", changes(judgement, comparison))
        }
        return PageSection("changes", "Beside the recording", Self.besideRecording(comparison))
    }

    // MARK: - Run beside run

    private func changes(_ judgement: Judgement, _ comparison: Comparison) -> HTML {
        guard !judgement.findings.isEmpty else {
            return "<p>Nothing was judged.</p>\n"
        }
        let groups = Self.changedEndpoints(judgement)
        let rest = judgement.findings.filter { finding in !groups.contains { $0.endpoint == finding.endpoint } }
        let plot = IntervalPlot(judgement.findings.flatMap { [$0.ratioLow, $0.ratioHigh].compactMap(\.self) })
        var html: HTML =
            groups.isEmpty
            ? "<p>No endpoint changed by more than the noise.</p>\n"
            : """
            <p class="intro">Service times and failures of \(comparison.candidate.label) over those of \
            \(comparison.baseline.label), worst first. The line is the 95% interval, the grey band the noise.</p>
            \(table(groups, comparison, plot, "What changed, by endpoint"))
            """
        if !rest.isEmpty {
            let same = rest.count { $0.outcome == .equivalent }
            html += """
                <details><summary>\(NumberText.count(UInt64(rest.count), "other figure")): \(same) stayed the same, \
                \(rest.count - same) could go either way</summary>
                \(table(Self.grouped(rest), comparison, plot, "Figures that did not change for certain"))</details>

                """
        }
        return html
    }

    private typealias Group = (endpoint: String, findings: [Judgement.Finding])

    /// The endpoints with a figure that is worse, worst first, then those with one that is better; each with all its figures.
    private static func changedEndpoints(_ judgement: Judgement) -> [Group] {
        let all = grouped(judgement.findings)
        let worse = all.filter { $0.findings.contains { $0.outcome == .regression } }
        let better = all.filter { group in
            group.findings.contains { $0.outcome == .improvement } && !worse.contains { $0.endpoint == group.endpoint }
        }
        return worse + better.reversed()
    }

    /// The findings by endpoint, in the order in which an endpoint is first named, failures ahead of quantiles.
    private static func grouped(_ findings: [Judgement.Finding]) -> [Group] {
        var order: [String] = []
        var byEndpoint: [String: [Judgement.Finding]] = [:]
        for finding in findings {
            if byEndpoint[finding.endpoint] == nil { order.append(finding.endpoint) }
            byEndpoint[finding.endpoint, default: []].append(finding)
        }
        return order.map { name in
            let sorted = (byEndpoint[name] ?? []).sorted {
                ($0.ratio == nil ? "" : $0.figure) < ($1.ratio == nil ? "" : $1.figure)
            }
            return (name, sorted)
        }
    }

    private func table(_ groups: [Group], _ comparison: Comparison, _ plot: IntervalPlot, _ caption: String) -> HTML {
        let bodies = groups.map { group -> HTML in
            let endpoint =
                group.endpoint == comparison.overall.name
                ? comparison.overall : comparison.endpoints.first { $0.name == group.endpoint }
            let requests = endpoint?.requests.candidate.map { NumberText.count($0, "request") } ?? ""
            let rows = group.findings.map { row($0, endpoint, plot) }
            return """
                <tbody><tr class="group"><th colspan="6" scope="rowgroup"><span class="name">\(group.endpoint)</span> \
                <span class="note">\(requests)</span></th></tr>
                \(rows)</tbody>

                """
        }
        return """
            <table class="changes"><caption class="hidden">\(caption)</caption>
            <thead><tr><th scope="col">Figure</th><th scope="col" class="n">Baseline → candidate</th>\
            <th scope="col" class="n">Change</th><th scope="col" class="n">95% interval</th><th scope="col">Verdict</th>\
            <th scope="col" class="plot"><span class="hidden">Ratio, drawn</span>\(plot.axis)</th></tr></thead>
            \(bodies)</table>

            """
    }

    private func row(_ finding: Judgement.Finding, _ endpoint: EndpointComparison?, _ plot: IntervalPlot) -> HTML {
        let (word, tone) = Self.words(finding.outcome)
        let values: String
        let change: String
        let interval: String
        var drawing = HTML.none
        if let ratio = finding.ratio, let low = finding.ratioLow, let high = finding.ratioHigh, low <= high {
            let quantile = Quantile(rawValue: finding.figure)
            let row = quantile.flatMap { endpoint?.clock(.serviceTime)?[$0] }
            values =
                "\(NumberText.time(milliseconds: row?.baseline)) → \(NumberText.time(milliseconds: row?.candidate))"
            change = NumberText.ratio(ratio)
            interval = "\(NumberText.ratio(low)) to \(NumberText.ratio(high))"
            let noise = quantile.map { rules.noise(of: $0) }
            drawing = plot.row(ratio, low...high, noise: noise, tone)
        } else {
            values = "\(Self.share(endpoint, \.baseline)) → \(Self.share(endpoint, \.candidate))"
            change = Self.points(finding.difference)
            interval = "\(Self.points(finding.differenceLow)) to \(Self.points(finding.differenceHigh))"
        }
        return """
            <tr><th scope="row">\(finding.figure)</th><td class="n">\(values)</td>\
            <td class="n \(tone?.style ?? .none)">\(change)</td><td class="n" data-label="95%">\(interval)</td>\
            <td class="\(tone?.style ?? .none)">\(word)</td><td class="plot">\(drawing)</td></tr>

            """
    }

    private static func share(_ endpoint: EndpointComparison?, _ side: KeyPath<CountComparison, UInt64?>) -> String {
        guard let failures = endpoint?.failures[keyPath: side], let requests = endpoint?.requests[keyPath: side] else {
            return NumberText.none
        }
        return NumberText.share(failures, of: requests)
    }

    /// A share as points of a hundred: `+12.3 points`.
    private static func points(_ share: Double) -> String {
        "\(share < 0 ? "−" : "+")\(NumberText.fixed(abs(share) * 100, decimals: abs(share) < 0.1 ? 2 : 1)) points"
    }

    /// An outcome in a word, and what it means to the reader.
    static func words(_ outcome: Judgement.Outcome) -> (String, Tone?) {
        switch outcome {
        case .regression: ("worse", .bad)
        case .improvement: ("better", .good)
        case .equivalent: ("same", nil)
        case .undecided, .inconclusive: ("open", .faint)
        }
    }

    // MARK: - Replay beside recording

    /// Endpoints that are shown beside the recording; all of them are in the table of endpoints.
    private static let mostEndpoints = 12
    /// Requests that are shown.
    private static let mostRequests = 10

    private static func besideRecording(_ comparison: Comparison) -> HTML {
        let worst = comparison.endpoints.filter { trouble($0) > 0 || $0.paired != nil }
            .sorted { (trouble($0), $0.paired?.ratioP50 ?? 0) > (trouble($1), $1.paired?.ratioP50 ?? 0) }
            .prefix(mostEndpoints)
        let plot = IntervalPlot(worst.compactMap(\.paired).flatMap { [$0.ratioP10, $0.ratioP90] })
        var html: HTML = """
            <p class="intro">Each replayed request against its own recorded outcome, worst endpoint first. The dot is the median \
            of service time over recorded time, the line covers the middle 80% of the requests.</p>

            """
        let rows = worst.map { endpoint in
            let failures = endpoint.failures.candidate ?? 0
            let changed = endpoint.statusChanges.reduce(0) { $0 &+ $1.candidate }
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

    /// Requests that failed, or whose status is another one than was recorded.
    private static func trouble(_ endpoint: EndpointComparison) -> UInt64 {
        max(endpoint.failures.candidate ?? 0, endpoint.statusChanges.reduce(0) { $0 &+ $1.candidate })
    }

    /// A file's name as a shell takes it.
    private static func word(_ path: String) -> String {
        let isPlain = path.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "._/+-".utf8.contains(byte)
        }
        return isPlain && !path.hasPrefix("-") ? path : CurlExporter.quoted(path)
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
        let command = comparison.corpus.map { "spammer show \(word($0)) --id \(changed[0].exchange)" }
        let note =
            command.map { "<p class=\"note\"><code>\($0)</code> shows the first of them.</p>\n" as HTML } ?? .none
        return "<h3>Longest beyond their recorded time</h3>\n\(note)\(table.html)"
    }
}

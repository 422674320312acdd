import Analysis

extension ReportPage {
    /// What changed, by endpoint, worst first; nil where there is nothing to hold the run against.
    var changesSection: PageSection? {
        guard let comparison else { return nil }
        if let judgement = comparison.judgement {
            return PageSection("changes", "What changed", changes(judgement, comparison))
        }
        return PageSection("changes", "Beside the recording", Self.besideRecording(comparison))
    }

    private func changes(_ judgement: Judgement, _ comparison: Comparison) -> HTML {
        guard !judgement.findings.isEmpty else {
            return "<p>Nothing was judged.</p>\n"
        }
        let groups = Self.changedEndpoints(judgement)
        let rest = judgement.findings.filter { finding in !groups.contains { $0.endpoint == finding.endpoint } }
        let plot = IntervalPlot(judgement.findings.flatMap { [$0.ratioLow, $0.ratioHigh].compactMap(\.self) })
        var html: HTML =
            groups.isEmpty
            ? "<p>No endpoint is known to have changed by more than the noise.</p>\n"
            : """
            <p class="intro">Service times and failures of \(comparison.candidate.label) over those of \
            \(comparison.baseline.label), worst first. The line is the 95% interval, the grey band the noise.</p>
            \(table(groups, comparison, plot, "What changed, by endpoint"))
            """
        if !rest.isEmpty {
            let same = rest.count { $0.outcome == .equivalent }
            let figures = NumberText.count(UInt64(rest.count), groups.isEmpty ? "figure" : "other figure")
            html += """
                <details><summary>\(figures): \(same) stayed the same, \
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
            interval = FindingText.ratioInterval(finding)
            let noise = quantile.map { rules.noise(of: $0) }
            drawing = plot.row(ratio, low...high, noise: noise, tone)
        } else {
            let shares = [\.baseline, \CountComparison.candidate].map { endpoint?.failureShare($0) ?? NumberText.none }
            values = shares.joined(separator: " → ")
            change = Self.points(finding.difference)
            interval = "\(Self.points(finding.differenceLow)) to \(Self.points(finding.differenceHigh))"
        }
        return """
            <tr><th scope="row">\(finding.figure)</th><td class="n">\(values)</td>\
            <td class="n \(tone?.style ?? .none)">\(change)</td><td class="n" data-label="95%">\(interval)</td>\
            <td class="\(tone?.style ?? .none)">\(word)</td><td class="plot">\(drawing)</td></tr>

            """
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
}

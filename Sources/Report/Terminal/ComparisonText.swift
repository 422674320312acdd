package import Analysis

/// A comparison as tables that line up and fit the page, or a terminal that is narrower.
package struct ComparisonText: Sendable {
    let comparison: Comparison

    /// Endpoints that are shown; all of them are in the JSON.
    private static let mostEndpoints = 30
    /// Status changes that are shown.
    private static let mostChanges = 20
    /// What marks a figure that has too few times behind it.
    private static let unjudged = "~"

    /// The text of a comparison.
    package init(_ comparison: Comparison) {
        self.comparison = comparison
    }

    /// The text, with a line break at its end.
    package func text(_ style: TextStyle = .plain) -> String {
        var page = TextPage(style)
        addJudgement(to: &page)
        ThresholdText.add(comparison.thresholds, to: &page)
        addSides(to: &page)
        addOverall(to: &page)
        addEndpoints(to: &page)
        addPairs(to: &page)
        addFailures(to: &page)
        addChanges(to: &page)
        addLegend(to: &page)
        return page.text
    }

    private func addSides(to page: inout TextPage) {
        page.section("\(comparison.candidate.label), compared with \(comparison.baseline.label)")
        // A judgement that could not be made has said them.
        if comparison.judgement?.outcome != .inconclusive {
            for note in comparison.notes { page.paragraph(note, .warning) }
        }
        page.skip()
        var table = TextTable([
            .labels(""), .words(""), .numbers("requests"), .numbers("failed"), .numbers("asked"), .numbers("reached"),
            .numbers("lateness p50"), .numbers("p99"),
        ])
        let (requests, failures) = (comparison.overall.requests, comparison.overall.failures)
        for (name, side, requests, failures) in [
            ("baseline", comparison.baseline, requests.baseline, failures.baseline),
            ("candidate", comparison.candidate, requests.candidate, failures.candidate),
        ] {
            table.add([
                TextTable.Cell(name), TextTable.Cell(side.label), Self.count(requests), Self.count(failures),
                TextTable.Cell(NumberText.rate(side.askedRate)), TextTable.Cell(NumberText.rate(side.reachedRate)),
                TextTable.Cell(NumberText.time(milliseconds: side.latenessP50)),
                TextTable.Cell(NumberText.time(milliseconds: side.latenessP99)),
            ])
        }
        page.add(table)
    }

    private func addOverall(to page: inout TextPage) {
        for clock in comparison.overall.clocks {
            page.section(Self.title(of: clock.clock) + ", all endpoints")
            let quantiles = clock.quantiles.filter { Quantile.shown.contains($0.quantile) }
            let columns: [TextTable.Column] = quantiles.map { .numbers($0.quantile.rawValue) }
            var table = TextTable(
                [.labels(""), .numbers("count"), .numbers("average", isOptional: true)] + columns + [.numbers("max")]
            )
            table.add(
                ["baseline", Self.count(clock.count.baseline), Self.time(clock.mean.baseline)]
                    + quantiles.map { Self.time($0.baseline) } + [Self.time(clock.max.baseline)]
            )
            table.add(
                ["candidate", Self.count(clock.count.candidate), Self.time(clock.mean.candidate)]
                    + quantiles.map { Self.time($0.candidate) } + [Self.time(clock.max.candidate)]
            )
            table.add(
                ["ratio", "", Self.ratio(clock.mean.ratio, isJudged: true)]
                    + quantiles.map { Self.ratio($0.ratio, isJudged: $0.judged) }
                    + [Self.ratio(clock.max.ratio, isJudged: false)]
            )
            page.add(table)
        }
    }

    private func addEndpoints(to page: inout TextPage) {
        guard !comparison.endpoints.isEmpty else { return }
        let clock = ClockComparison.Clock.serviceTime
        page.section(Self.title(of: clock) + ", by endpoint")
        var columns: [TextTable.Column] = [.words("endpoint"), .numbers("requests"), .numbers("failed")]
        for quantile in ["p50", "p99"] {
            columns += [
                .numbers("\(quantile)\nbaseline", isOptional: true), .numbers("\(quantile)\ncandidate"),
                .numbers("ratio"),
            ]
        }
        var table = TextTable(columns)
        for endpoint in comparison.endpoints.prefix(Self.mostEndpoints) {
            let rows = [Quantile.p50, .p99].map { endpoint.clock(clock)?[$0] }
            table.add(
                [
                    TextTable.Cell(endpoint.name), Self.count(endpoint.requests.candidate),
                    Self.count(endpoint.failures.candidate, isBad: true),
                ]
                    + rows.flatMap { row in
                        [
                            Self.time(row?.baseline), Self.time(row?.candidate),
                            Self.ratio(row?.ratio, isJudged: row?.judged ?? false),
                        ]
                    }
            )
        }
        page.add(table)
        let rest = comparison.endpoints.count - Self.mostEndpoints
        if rest > 0 { page.paragraph("and \(NumberText.count(UInt64(rest), "more endpoint")), which the JSON has") }
    }

    private func addFailures(to page: inout TextPage) {
        let kinds = FailureKind.allCases.compactMap { kind in
            comparison.overall.failuresByKind[kind.rawValue].map { (kind, $0) }
        }
        guard !kinds.isEmpty else { return }
        page.section("Failures by kind")
        var table = TextTable([.labels(""), .numbers("baseline"), .numbers("candidate"), .words("")])
        for (kind, count) in kinds {
            table.add([
                TextTable.Cell(kind.rawValue), Self.count(count.baseline), Self.count(count.candidate, isBad: true),
                TextTable.Cell(kind.explanation, .faint),
            ])
        }
        page.add(table)
    }

    private func addChanges(to page: inout TextPage) {
        let changes = comparison.overall.statusChanges
        guard !changes.isEmpty else { return }
        page.section("Statuses that are not the recorded ones")
        let hasBaseline = comparison.baseline.kind == .run
        var columns: [TextTable.Column] = [.numbers("recorded"), .numbers("replayed")]
        if hasBaseline { columns.append(.numbers("baseline")) }
        columns += [.numbers(hasBaseline ? "candidate" : "requests"), .words("where most")]
        var table = TextTable(columns)
        for change in changes.sorted(by: { $0.candidate > $1.candidate }).prefix(Self.mostChanges) {
            let replayed = change.replayed.map { String($0) } ?? "none"
            var cells = [TextTable.Cell("\(change.recorded)"), TextTable.Cell(replayed)]
            if hasBaseline { cells.append(Self.count(change.baseline)) }
            cells += [Self.count(change.candidate, isBad: true), TextTable.Cell(mostAffected(by: change))]
            table.add(cells)
        }
        page.add(table)
        let rest = changes.count - Self.mostChanges
        if rest > 0 { page.paragraph("and \(NumberText.count(UInt64(rest), "more pair")), which the JSON has") }
    }

    private func addLegend(to page: inout TextPage) {
        let clocks = [comparison.overall] + comparison.endpoints.prefix(Self.mostEndpoints)
        let hasUnjudged = clocks.contains { $0.clocks.contains { !$0.quantiles.allSatisfy(\.judged) } }
        // Beyond the largest time there is none.
        guard hasUnjudged || comparison.overall.clocks.contains(where: { $0.max.ratio != nil }) else { return }
        page.skip()
        page.paragraph(
            """
            Ratios are candidate over baseline. \(Self.unjudged) marks one that says little: fewer than \
            \(Quantile.samplesBeyond) times lie beyond it.
            """,
            .faint
        )
    }

    /// The endpoint at which a change came most often.
    private func mostAffected(by change: StatusChange) -> String {
        func count(_ endpoint: EndpointComparison) -> UInt64 {
            let same = endpoint.statusChanges.first { $0.recorded == change.recorded && $0.replayed == change.replayed }
            return same.map { max($0.candidate, $0.baseline ?? 0) } ?? 0
        }
        // The first of the largest, so that the same comparison always gives the same text.
        var most: (name: String, count: UInt64) = ("", 0)
        for endpoint in comparison.endpoints {
            let count = count(endpoint)
            if count > most.count { most = (endpoint.name, count) }
        }
        return most.name
    }

    private static func title(of clock: ClockComparison.Clock) -> String {
        switch clock {
        case .responseTime: "Response time"
        case .serviceTime: "Service time"
        case .timeToFirstByte: "Time to first byte"
        }
    }

    private static func count(_ count: UInt64?, isBad: Bool = false) -> TextTable.Cell {
        guard let count else { return TextTable.Cell(NumberText.none) }
        return TextTable.Cell(NumberText.count(count), isBad && count > 0 ? .bad : nil)
    }

    private static func time(_ milliseconds: Double?) -> TextTable.Cell {
        TextTable.Cell(NumberText.time(milliseconds: milliseconds))
    }

    /// A ratio, marked where it is not judged, and coloured where it is and the change is plain.
    private static func ratio(_ ratio: Double?, isJudged: Bool) -> TextTable.Cell {
        guard let ratio else { return TextTable.Cell(NumberText.none) }
        let text = NumberText.ratio(ratio)
        if !isJudged { return TextTable.Cell(unjudged + text, .faint) }
        return TextTable.Cell(text, ratio >= 1.1 ? .warning : ratio <= 0.9 ? .good : nil)
    }
}

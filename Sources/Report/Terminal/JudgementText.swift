import Analysis

extension ComparisonText {
    /// The verdict in one line, then what bears it out, then what got better.
    func addJudgement(to page: inout TextPage) {
        guard let judgement = comparison.judgement else { return }
        switch judgement.outcome {
        case .regression: page.section("REGRESSION: the candidate is worse than its baseline", .bad)
        case .improvement: page.section("IMPROVEMENT: nothing got worse, and something got better", .good)
        case .equivalent: page.section("EQUIVALENT: the candidate is as good as its baseline", .good)
        case .undecided: page.section("UNDECIDED: these runs do not tell whether the candidate is worse", .warning)
        case .inconclusive: page.section("INCONCLUSIVE: these runs cannot be held against each other", .warning)
        }
        let worse = judgement.findings.filter { $0.outcome == .regression }
        let better = judgement.findings.filter { $0.outcome == .improvement }
        if worse.isEmpty && better.isEmpty {
            for reason in judgement.reasons { page.paragraph(reason) }
        } else {
            add(worse, titled: "worse", to: &page)
            add(better.reversed(), titled: "better", to: &page)
            let open = judgement.findings.count { $0.outcome == .undecided }
            let same = judgement.findings.count { $0.outcome == .equivalent }
            page.skip()
            page.paragraph(
                "Of the \(judgement.findings.count) figures that could be judged, \(same) stayed the same, and \(open) "
                    + "could go either way."
            )
        }
    }

    private func add(_ findings: [Judgement.Finding], titled title: String, to page: inout TextPage) {
        guard !findings.isEmpty else { return }
        page.skip()
        var table = TextTable([
            .words(title), .words("figure"), .numbers("ratio"), .numbers("95% interval"), .numbers("difference"),
            .numbers("95% interval"),
        ])
        for finding in findings.prefix(Self.mostFindings) {
            table.add([
                TextTable.Cell(finding.endpoint), TextTable.Cell(finding.figure),
                TextTable.Cell(finding.ratio.map { NumberText.ratio($0) } ?? ""),
                TextTable.Cell(Self.interval(finding.ratioLow, finding.ratioHigh) { NumberText.ratio($0) }),
                TextTable.Cell(Self.difference(finding.difference, of: finding)),
                TextTable.Cell(
                    Self.interval(finding.differenceLow, finding.differenceHigh) { Self.difference($0, of: finding) }
                ),
            ])
        }
        page.add(table)
        if findings.count > Self.mostFindings {
            page.paragraph("and \(findings.count - Self.mostFindings) more, in the JSON")
        }
    }

    private static let mostFindings = 20

    private static func interval(_ low: Double?, _ high: Double?, _ text: (Double) -> String) -> String {
        guard let low, let high else { return "" }
        return "\(text(low)) to \(text(high))"
    }

    /// Milliseconds; for failures, points of a hundred.
    private static func difference(_ value: Double, of finding: Judgement.Finding) -> String {
        let sign = value < 0 ? "-" : "+"
        return finding.ratio == nil
            ? "\(sign)\(NumberText.fixed(abs(value) * 100, decimals: 2)) points"
            : sign + NumberText.time(milliseconds: abs(value))
    }
}

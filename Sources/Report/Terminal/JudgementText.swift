import Analysis

extension ComparisonText {
    /// The verdict in one line, then what bears it out, then what got better.
    func addJudgement(to page: inout TextPage) {
        guard let judgement = comparison.judgement else { return }
        let missed = UInt64(comparison.missedThresholds.count)
        if missed > 0, judgement.outcome != .inconclusive {
            page.section("FAIL: \(NumberText.count(missed, "threshold")) \(missed == 1 ? "was" : "were") not met", .bad)
        }
        switch judgement.outcome {
        case .regression: page.section("REGRESSION: the candidate is worse than its baseline", .bad)
        case .improvement:
            page.section("IMPROVEMENT: nothing \(VerdictSentence.gotWorse(judgement)), and something got better", .good)
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
            page.skip()
            page.paragraph(FindingText.rest(of: judgement.findings))
            if let silence = judgement.silenceOnLatency { page.paragraph(silence) }
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
                TextTable.Cell(FindingText.ratioInterval(finding)), TextTable.Cell(FindingText.difference(finding)),
                TextTable.Cell(FindingText.differenceInterval(finding)),
            ])
        }
        page.add(table)
        if findings.count > Self.mostFindings {
            page.paragraph("and \(findings.count - Self.mostFindings) more, in the JSON")
        }
    }

    private static let mostFindings = 20
}

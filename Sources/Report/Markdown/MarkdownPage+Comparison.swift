import Analysis

extension MarkdownPage {
    /// Adds what changed, the worst first, then what got better.
    mutating func addFindings(of comparison: Comparison) {
        for note in comparison.notes { paragraph("> \(MarkdownText.escaped(note))") }
        guard let judgement = comparison.judgement, !judgement.findings.isEmpty else { return }
        let findings = judgement.findings
        section("What changed")
        let worse = findings.filter { $0.outcome == .regression }
        let better = findings.filter { $0.outcome == .improvement }.reversed()
        var table = MarkdownTable([
            .words(""), .words("Endpoint"), .words("Figure"), .numbers("Ratio"), .numbers("95% interval"),
            .numbers("Difference"), .numbers("95% interval"),
        ])
        for finding in (worse + better).prefix(MarkdownReport.mostRows) {
            table.add([
                finding.outcome == .regression ? "**worse**" : "better", Self.code(finding.endpoint), finding.figure,
                finding.ratio.map { NumberText.ratio($0) } ?? "",
                FindingText.ratioInterval(finding), FindingText.difference(finding),
                FindingText.differenceInterval(finding),
            ])
        }
        add(table, leftOut: worse.count + better.count - MarkdownReport.mostRows)
        paragraph(FindingText.rest(of: findings))
        // Of a verdict that is undecided for that, it is the sentence.
        if let silence = judgement.silenceOnLatency, judgement.outcome != .undecided { paragraph(silence) }
    }

    /// Adds the kinds of failures on both sides.
    mutating func addFailures(of comparison: Comparison) {
        var table = MarkdownTable([.words("Kind"), .numbers("Baseline"), .numbers("Candidate"), .words("")])
        for kind in FailureKind.allCases {
            guard let count = comparison.overall.failuresByKind[kind.rawValue] else { continue }
            table.add([kind.rawValue, Self.count(count.baseline), Self.count(count.candidate), kind.explanation])
        }
        guard !table.isEmpty else { return }
        section("Failures")
        add(table)
    }

    /// Adds the two sides, for a reader who asks how they were run.
    mutating func addSides(of comparison: Comparison) {
        section("Runs")
        let (requests, failures) = (comparison.overall.requests, comparison.overall.failures)
        var table = MarkdownTable([
            .words(""), .words("Run"), .words("Started"), .numbers("Requests"), .numbers("Failed"), .numbers("Asked"),
            .numbers("Reached"), .numbers("Lateness p99"),
        ])
        for (name, side, requests, failures) in [
            ("baseline", comparison.baseline, requests.baseline, failures.baseline),
            ("candidate", comparison.candidate, requests.candidate, failures.candidate),
        ] {
            table.add([
                name, Self.code(side.label), MarkdownText.escaped(side.startedAt ?? NumberText.none),
                Self.count(requests), Self.count(failures), NumberText.rate(side.askedRate),
                NumberText.rate(side.reachedRate), Self.time(side.latenessP99),
            ])
        }
        add(table)
        for clock in comparison.overall.clocks where clock.clock == .serviceTime {
            var times = MarkdownTable(
                [.words("Service time, all endpoints")] + Quantile.shown.map { .numbers($0.rawValue) }
            )
            let rows = Quantile.shown.map { clock[$0] }
            times.add(["baseline"] + rows.map { Self.time($0?.baseline) })
            times.add(["candidate"] + rows.map { Self.time($0?.candidate) })
            add(times)
        }
    }
}

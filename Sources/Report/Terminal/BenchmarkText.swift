package import Analysis

/// A comparison of benchmarks as a table.
package struct BenchmarkText: Sendable {
    private let comparison: BenchmarkComparison

    /// The text of a comparison.
    package init(_ comparison: BenchmarkComparison) {
        self.comparison = comparison
    }

    /// The text, with a line break at its end.
    package func text(_ style: TextStyle = .plain) -> String {
        var page = TextPage(style)
        switch comparison.outcome {
        case .regression: page.section("REGRESSION: a figure got worse", .bad)
        case .improvement:
            // A figure that could go either way may be worse.
            let isOpen = comparison.findings.contains { $0.outcome == .undecided }
            page.section("IMPROVEMENT: no figure \(isOpen ? "is known to be" : "got") worse, and one got better", .good)
        case .equivalent: page.section("EQUIVALENT: all figures stayed the same", .good)
        case .undecided: page.section("UNDECIDED: these rounds do not tell whether a figure got worse", .warning)
        case .inconclusive: page.section("INCONCLUSIVE: these benchmarks cannot be held against each other", .warning)
        }
        for note in comparison.notes { page.paragraph(note, .warning) }
        guard !comparison.findings.isEmpty else { return page.text }
        page.skip()
        var table = TextTable([
            .words("figure"), .labels("unit"), .numbers("baseline"), .numbers("candidate"), .numbers("ratio"),
            .numbers("95% interval"), .labels("verdict"),
        ])
        for finding in comparison.findings {
            table.add([
                TextTable.Cell(finding.figure), TextTable.Cell(finding.unit),
                TextTable.Cell(Self.number(finding.baseline)), TextTable.Cell(Self.number(finding.candidate)),
                TextTable.Cell(NumberText.ratio(finding.ratio)), TextTable.Cell(Self.interval(finding)),
                TextTable.Cell(finding.outcome.rawValue, Self.emphasis(finding.outcome)),
            ])
        }
        page.add(table)
        return page.text
    }

    private static func number(_ value: Double) -> String {
        NumberText.fixed(value, decimals: value < 10 ? 3 : value < 1000 ? 1 : 0)
    }

    private static func interval(_ finding: BenchmarkComparison.Finding) -> String {
        guard let low = finding.ratioLow, let high = finding.ratioHigh else { return "" }
        return "\(NumberText.ratio(low)) to \(NumberText.ratio(high))"
    }

    private static func emphasis(_ outcome: Judgement.Outcome) -> TextStyle.Emphasis? {
        switch outcome {
        case .regression: .bad
        case .improvement: .good
        case .undecided, .inconclusive: .warning
        case .equivalent: nil
        }
    }
}

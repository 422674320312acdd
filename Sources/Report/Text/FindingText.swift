import Analysis

/// A finding's figures, as tables show them.
enum FindingText {
    /// `1.10x to 1.32x`; nothing for failures.
    static func ratioInterval(_ finding: Judgement.Finding) -> String {
        guard let low = finding.ratioLow, let high = finding.ratioHigh else { return "" }
        return "\(NumberText.ratio(low)) to \(NumberText.ratio(high))"
    }

    /// Milliseconds; for failures, points of a hundred.
    static func difference(_ finding: Judgement.Finding) -> String {
        difference(finding.difference, of: finding)
    }

    /// The difference's interval.
    static func differenceInterval(_ finding: Judgement.Finding) -> String {
        "\(difference(finding.differenceLow, of: finding)) to \(difference(finding.differenceHigh, of: finding))"
    }

    /// What became of the figures that did not change for certain.
    static func rest(of findings: [Judgement.Finding]) -> String {
        let open = findings.count { $0.outcome == .undecided }
        let same = findings.count { $0.outcome == .equivalent }
        let judged = findings.count == 1 ? "one figure" : "\(findings.count) figures"
        return "Of the \(judged) that could be judged, \(same) stayed the same, and \(open) could go either way."
    }

    private static func difference(_ value: Double, of finding: Judgement.Finding) -> String {
        let sign = value < 0 ? "-" : "+"
        return finding.ratio == nil
            ? "\(sign)\(NumberText.fixed(abs(value) * 100, decimals: 2)) points"
            : sign + NumberText.time(milliseconds: abs(value))
    }
}

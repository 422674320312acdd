import Analysis

/// Lines of Markdown, put together from sections.
struct MarkdownPage {
    private var lines: [String] = []

    init(_ verdict: VerdictSentence?) {
        lines.append("## Spammer: \(verdict?.word ?? "comparison")")
        if let verdict { paragraph("**\(MarkdownText.escaped(verdict.sentence))**") }
    }

    var text: String { lines.joined(separator: "\n") + "\n" }

    mutating func section(_ title: String) {
        paragraph("### \(title)")
    }

    /// Adds a paragraph of Markdown.
    mutating func paragraph(_ markdown: String) {
        lines += ["", markdown]
    }

    /// Adds a table, and says how many rows are left out.
    mutating func add(_ table: MarkdownTable, leftOut: Int = 0) {
        guard !table.isEmpty else { return }
        lines += [""] + table.lines
        if leftOut > 0 { paragraph("and \(NumberText.count(UInt64(leftOut))) more, in the JSON") }
    }

    /// Adds the reasons of a verdict but the first, which its sentence has.
    mutating func reasons(_ reasons: ArraySlice<String>) {
        guard !reasons.isEmpty else { return }
        lines.append("")
        lines += reasons.prefix(MarkdownReport.mostRows).map { "- \(MarkdownText.escaped($0))" }
    }

    /// Adds the thresholds, those that were not met first.
    mutating func add(_ thresholds: [ThresholdResult]) {
        guard !thresholds.isEmpty else { return }
        section("Thresholds")
        let sorted = thresholds.filter { !$0.passed } + thresholds.filter(\.passed)
        var table = MarkdownTable([.words(""), .words("Threshold"), .words("Figure"), .numbers("Measured"), .words("")])
        for result in sorted.prefix(MarkdownReport.mostRows) {
            table.add([
                result.passed ? "pass" : "**fail**", Self.code(result.expression), result.figure, result.measuredText,
                MarkdownText.escaped(result.note ?? ""),
            ])
        }
        add(table, leftOut: sorted.count - MarkdownReport.mostRows)
    }

    /// Recorded text, no longer than a cell should be.
    static func code(_ text: String) -> String {
        MarkdownText.code(DisplayText.shortened(text, to: MarkdownReport.mostCharacters))
    }

    static func count(_ count: UInt64?) -> String { count.map { NumberText.count($0) } ?? NumberText.none }

    static func time(_ milliseconds: Double?) -> String { NumberText.time(milliseconds: milliseconds) }
}

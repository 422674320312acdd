package import Analysis

/// A run or a comparison for a pull request: the verdict, what changed, the thresholds, the failures, and how it was run.
///
/// Short enough for a comment, whose limit is 65,536 characters on GitHub; the JSON has the rest.
package struct MarkdownReport: Sendable {
    /// The text, with a line break at its end.
    package let text: String

    /// Rows of a table; the JSON has all of them.
    static let mostRows = 15
    /// Characters of a recorded text that are shown.
    static let mostCharacters = 120

    /// A run, with the recording beside it where it is a replay.
    package init(_ summary: RunSummary) {
        var page = MarkdownPage(VerdictSentence(summary))
        page.reasons(summary.verdict.reasons.dropFirst())
        if let comparison = summary.comparison { page.addChanges(besideRecording: comparison) }
        page.add(summary.thresholds ?? [])
        page.addFailures(of: summary)
        page.add(summary.responses)
        page.addRun(summary)
        text = page.text
    }

    /// A run beside another.
    package init(_ comparison: Comparison) {
        var page = MarkdownPage(VerdictSentence(comparison))
        page.addFindings(of: comparison)
        page.add(comparison.thresholds ?? [])
        page.addFailures(of: comparison)
        page.addSides(of: comparison)
        text = page.text
    }
}

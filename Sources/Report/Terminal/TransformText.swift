package import Corpus

/// What a command prints that has made a corpus of others.
package struct TransformText: Sendable {
    private let verb: String
    private let path: String
    private let report: CorpusTransform.Report
    private let total: UInt64
    private let lost: SkippedBlocks

    /// The text of a corpus that was written.
    ///
    /// - Parameters:
    ///   - verb: what was done: `Kept`.
    ///   - total: exchanges that the corpora held.
    package init(verb: String, path: String, report: CorpusTransform.Report, total: UInt64, lost: SkippedBlocks) {
        self.verb = verb
        self.path = path == "-" ? "standard output" : path
        self.report = report
        self.total = total
        self.lost = lost
    }

    /// The text, with a line break at its end.
    package func text(_ style: TextStyle = .plain) -> String {
        var page = TextPage(style)
        let of = report.written == total ? "" : "\(NumberText.count(report.written)) of "
        page.section(
            "\(verb) \(of)\(NumberText.count(total, "exchange")) into \(path)",
            report.written > 0 ? .good : .warning
        )
        let each = report.written > 0 ? Double(report.size) / Double(report.written) : 0
        let perExchange = NumberText.fixed(each, decimals: each < 99.95 ? 1 : 0)
        page.paragraph(
            NumberText.bytes(report.size) + (report.written > 0 ? ", \(perExchange) bytes an exchange" : "")
        )
        for (reason, count) in report.leftOut.sorted(by: { ($0.value, $1.key) > ($1.value, $0.key) }) {
            page.paragraph("\(NumberText.count(count)) left out for: \(reason)", .faint)
        }
        if let words = lost.words { page.paragraph("\(words.prefix(1).uppercased())\(words.dropFirst()).", .warning) }
        return page.text
    }
}

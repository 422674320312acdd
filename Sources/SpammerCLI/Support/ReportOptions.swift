import Analysis
import ArgumentParser
import Foundation
import Report
import SpammerKit

/// The options that `run`, `replay` and `compare` share: what else is made of the result, for other programs to show.
struct ReportOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Write the verdict as JUnit XML, for a CI system; - is standard output.", valueName: "file"),
        completion: .file()
    )
    var junit: String?

    @Option(
        help: ArgumentHelp(
            "Write the verdict as Markdown, for a pull request; - is standard output.",
            valueName: "file"
        ),
        completion: .file()
    )
    var markdown: String?

    /// Whether one of them goes to standard output, so that nothing else can.
    var takesStandardOutput: Bool { paths.contains("-") }

    /// Whether none was asked for.
    var isEmpty: Bool { paths.isEmpty }

    private var paths: [String] { [junit, markdown].compactMap(\.self) }

    /// Throws where two outputs go to standard output, or a file's folder is not there: before a long run, not after it.
    ///
    /// - Parameter others: where the command's other outputs go.
    func check(besides others: [String?]) throws {
        guard (paths + others.compactMap(\.self)).count(where: { $0 == "-" }) <= 1 else {
            throw ValidationError("only one output can be -, standard output")
        }
        // A folder that is named as one is made.
        for path in paths + others.compactMap(\.self) where !path.hasSuffix("/") { try OutputFile(path: path).check() }
    }

    /// Writes what was asked for of a run; a file that is there is replaced.
    func write(_ summary: RunSummary) throws {
        try write(junit: { JUnitReport(summary).xml }, markdown: { MarkdownReport(summary).text })
    }

    /// Writes what was asked for of a comparison; a file that is there is replaced.
    func write(_ comparison: Comparison) throws {
        try write(junit: { JUnitReport(comparison).xml }, markdown: { MarkdownReport(comparison).text })
    }

    private func write(junit xml: () -> String, markdown text: () -> String) throws {
        if let junit { try OutputFile(path: junit).write(Data(xml().utf8)) }
        if let markdown { try OutputFile(path: markdown).write(Data(text().utf8)) }
    }
}

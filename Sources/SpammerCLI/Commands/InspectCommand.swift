import ArgumentParser
import Corpus
import Foundation
import Report

/// `spammer inspect`: what is in a corpus.
struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Say what is in a corpus, and what is not.",
        discussion: """
            spammer inspect service.corpus
            spammer inspect service.corpus.partial --repair

            A recording that was killed leaves a corpus without an end. It can be read as it is; --repair gives it its \
            index, so that seeking in it is fast again.

            In JSON, times (duration...) are milliseconds, sizes (...Bytes) bytes, and what is not known is left out.
            """
    )

    @Argument(help: "The corpus; - is standard input.", completion: .file())
    var corpus: String

    @Option(help: "text or json.")
    var format = Format.text

    @Flag(help: "Write the index of a corpus that has none.")
    var repair = false

    @OptionGroup(title: "How the corpus is read")
    var reading: ReadingOptions

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    func validate() throws {
        guard !repair || corpus != "-" else { throw ValidationError("--repair needs a file, not standard input") }
    }

    func run() throws {
        if repair { StandardError.write("spammer: \(try mend())\n") }
        let inspection = try CorpusInspection(
            CorpusReader(path: corpus, options: reading.options(showsProgress: true))
        )
        switch format {
        case .text:
            StandardOutput.write(InspectionText(inspection).text(StandardOutput.style))
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            StandardOutput.write(String(decoding: try encoder.encode(inspection), as: UTF8.self) + "\n")
        }
    }

    /// Repairs the corpus, and says what that did.
    private func mend() throws -> String {
        guard let report = try CorpusRepair.repair(path: corpus, options: reading.options()) else {
            return "\(corpus) has its index; there is nothing to repair"
        }
        var text =
            "\(corpus) has its index now: \(NumberText.count(UInt64(report.blocks), "block")), "
            + NumberText.count(UInt64(report.exchanges), "exchange")
        if report.droppedBytes > 0 {
            text += "; its last \(report.droppedBytes) bytes were no whole block, and are gone"
        }
        if let lost = report.skipped.words { text += "; \(lost)" }
        return text
    }
}

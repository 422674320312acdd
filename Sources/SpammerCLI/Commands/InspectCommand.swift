import ArgumentParser
import Corpus
import Foundation
import Report

/// `spammer inspect`: what is in a corpus.
struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Say what is in a corpus, and what is not.",
        discussion: "spammer inspect service.corpus"
    )

    @Argument(help: "The corpus.")
    var corpus: String

    @Option(help: "text or json.")
    var format = Format.text

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    func run() throws {
        let inspection = try CorpusInspection(CorpusReader(path: corpus))
        switch format {
        case .text:
            StandardOutput.write(InspectionText(inspection).text(StandardOutput.style))
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            StandardOutput.write(String(decoding: try encoder.encode(inspection), as: UTF8.self) + "\n")
        }
    }
}

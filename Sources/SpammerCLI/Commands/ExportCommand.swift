import ArgumentParser
import Corpus
import Foundation

/// `spammer export`: a corpus in another form.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a corpus in another form.",
        discussion: "spammer export service.corpus --format jsonl | jq .request.url"
    )

    @Argument(help: "The corpus.")
    var corpus: String

    @Option(help: "jsonl: a HAR entry a line; raw: the requests as HTTP/1 bytes.")
    var format = Format.jsonl

    @Option(name: .shortAndLong, help: "The file to write; - is standard output.")
    var output = "-"

    @Flag(help: "Replace the file if it is there.")
    var force = false

    @OptionGroup(title: "How the corpus is read")
    var reading: ReadingOptions

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case jsonl
        case raw
    }

    func run() throws {
        let reader = try CorpusReader(path: corpus, options: reading.options())
        let file = try ExportFile(path: output, replaces: force)
        switch format {
        case .jsonl:
            let exporter = JSONLinesExporter()
            while let exchange = try reader.next() {
                try file.write { try exporter.append(exchange, to: &$0) }
            }
        case .raw:
            let exporter = RawExporter()
            while let exchange = try reader.next() {
                try file.write { exporter.append(exchange, to: &$0) }
            }
        }
        try file.close()
        ReadingOptions.report(reader)
    }
}

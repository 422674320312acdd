import ArgumentParser
import Corpus
import Foundation
import SpammerKit

/// `spammer export`: a corpus in another form.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a corpus in another form.",
        discussion: """
            spammer export service.corpus --format jsonl | jq .request.url
            spammer export service.corpus --format vegeta |
                vegeta attack -format=json -rate=100
            spammer export service.corpus --format k6 -o replay.js &&
                k6 run -e TARGET=http://staging:8080 replay.js

            In jsonl and har, time is in milliseconds as HAR has it; fields of Spammer's own begin with _, and of them _duration \
            and _ttfb (time to first byte) are in nanoseconds.

            `spammer record` reads jsonl and har back into the same corpus, and gor without outcomes, which it has none of. \
            What record --correlate noted is in no export: record --response-bodies, export it as har, and record that with \
            --correlate again.
            """
    )

    @Argument(help: "The corpus; - is standard input.", completion: .file())
    var corpus: String

    @Option(
        help: """
            jsonl: a HAR entry a line; har: an HTTP archive; raw: the requests as HTTP/1 bytes; gor: a file of GoReplay's; \
            curl: commands; vegeta: targets in JSON; k6: a script.
            """
    )
    var format = Format.jsonl

    @Option(name: .shortAndLong, help: "The file to write; - is standard output.", completion: .file())
    var output = "-"

    @Flag(help: "Replace the file if it is there.")
    var force = false

    @OptionGroup(title: "How the corpus is read")
    var reading: ReadingOptions

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case jsonl
        case har
        case raw
        case gor
        case curl
        case vegeta
        case k6
    }

    func run() throws {
        let reader = try CorpusReader(path: corpus, options: reading.options(showsProgress: true))
        let file = try ExportFile(path: output, replaces: force)
        var exporter = try exporter(reader)
        try file.write { exporter.begin(&$0) }
        while let exchange = try reader.next() {
            try file.write { try exporter.append(exchange, to: &$0) }
        }
        try file.write { exporter.end(&$0) }
        try file.close()
        ReadingOptions.report(reader)
    }

    private func exporter(_ reader: CorpusReader) throws -> any Exporter {
        switch format {
        case .jsonl: return JSONLinesExporter()
        case .har: return HARExporter(version: Version.text)
        case .raw: return RawExporter()
        case .gor: return GorExporter()
        case .curl: return CurlExporter()
        case .vegeta: return VegetaExporter()
        case .k6:
            let totals = try reader.footerOrRebuilt().totals
            return K6Exporter(exchanges: totals.exchanges, span: totals.span)
        }
    }
}

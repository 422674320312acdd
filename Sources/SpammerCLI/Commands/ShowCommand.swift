import ArgumentParser
import Corpus
import Report

/// `spammer show`: one exchange, as HTTP text.
struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one exchange of a corpus as HTTP text.",
        discussion: """
            spammer show service.corpus --at 12:00:05
            spammer show service.corpus --at 90s
            spammer show service.corpus --id 17

            Of a corpus that was recorded with --correlate it shows which values of the request an earlier response gave, and \
            which one that was; in JSON these are the entry's `_links`, which `spammer export` leaves out.

            Bytes that a terminal would act upon are shown as \\x1B and the like; `spammer export` has them as they were.
            """
    )

    @Argument(help: "The corpus; - is standard input.", completion: .file())
    var corpus: String

    @Option(
        help: "The first exchange at this time (UTC) or later: 12:00:05, 2026-03-09T12:00:00Z, 90s after the begin."
    )
    var at: MomentValue?

    @Option(help: ArgumentHelp("The exchange of this number, from 1.", valueName: "n"))
    var id: UInt64?

    @Option(help: "text, or json: a HAR entry.")
    var format = Format.text

    @OptionGroup(title: "How the corpus is read")
    var reading: ReadingOptions

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    func validate() throws {
        guard (at == nil) != (id == nil) else { throw ValidationError("name one exchange, with --at or with --id") }
        guard id != 0 else { throw ValidationError("--id is counted from 1") }
    }

    func run() throws {
        let reader = try CorpusReader(path: corpus, options: reading.options())
        let totals = try reader.footerOrRebuilt().totals
        guard let first = totals.first, let last = totals.last else {
            throw CommandError("\(corpus) holds no exchange")
        }
        if let id {
            guard try reader.seek(toNumber: id - 1) else {
                throw CommandError(
                    "\(corpus) has \(NumberText.count(totals.exchanges, "exchange")), and no exchange \(id)"
                )
            }
        } else if let at {
            try reader.seek(to: at.instant(first: first, last: last))
        }
        let number = reader.nextNumber + 1
        guard let exchange = try reader.next() else {
            throw CommandError("\(corpus) has no exchange that late; its last one began at \(last)")
        }
        let links = reader.linkedValues(of: exchange)
        switch format {
        case .text:
            let text = ExchangeText(exchange, number: number, of: totals.exchanges, begin: first, links: links)
            StandardOutput.write(text.text(StandardOutput.style))
        case .json:
            let line = try ShownExchange(exchange, links: links).line
            StandardOutput.write(String(decoding: line, as: UTF8.self))
        }
    }
}

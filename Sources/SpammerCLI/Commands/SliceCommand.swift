import ArgumentParser
import Corpus
import SpammerKit

/// `spammer slice`: a part of a corpus, as a corpus.
struct SliceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "slice",
        abstract: "Write a part of a corpus as a corpus of its own.",
        discussion: """
            spammer slice service.corpus --from 10m --to 20m --path '/api/*' -o api.corpus
            spammer slice service.corpus --sample 10% -o tenth.corpus
            ssh host spammer record --interface eth0 --duration 1h -o - |
                spammer slice - --status 5xx -o errors.corpus

            What the recording's books say stays as it was, and the corpus says what was taken of it.
            """
    )

    @Argument(help: "The corpus; - is standard input.", completion: .file())
    var corpus: String

    @OptionGroup
    var target: CorpusOutputOptions

    @Option(help: "Begin here: 10m after the recording's begin, or at 2026-03-09T12:00:00Z.")
    var from: PlaceValue?

    @Option(help: "End here, as --from.")
    var to: PlaceValue?

    @Option(help: "Take this share of the connections, whole ones: 10%. It is the same one that replay takes.")
    var sample: ShareValue?

    @Option(help: "Decides which connections are in the sample.")
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Take this client only, by its address: '10.0.0.7', '10.1.*'.", valueName: "address"))
    var client: [String] = []

    @Option(help: ArgumentHelp("Take this connection only, by its number.", valueName: "number"))
    var connection: [String] = []

    @OptionGroup(title: "Which requests (each option may be given again; * and ? stand for any characters)")
    var filter: FilterOptions

    @OptionGroup(title: "How the corpus is read")
    var reading: ReadingOptions

    func validate() throws {
        _ = try rules()
        if case .offset(let start) = from?.place, case .offset(let end) = to?.place, end <= start {
            throw ValidationError("--to has to be later than --from")
        }
    }

    private func rules() throws -> ExchangeFilter {
        try filter.filter([(.client, "--client", client), (.connection, "--connection", connection)])
    }

    func run() throws {
        let rules = try rules()
        var selection = ReplaySelection()
        selection.sample = sample?.share ?? 1
        selection.seed = seed
        let begin = from?.place
        let merge = try CorpusMerge(
            paths: [corpus],
            options: reading.options(showsProgress: true),
            isOneRecording: true,
            from: begin.map { place in { place.instant(from: $0) } }
        )
        var endpoints = EndpointTable(patterns: merge.provenance.patterns)
        try target.write(
            merge,
            "Kept",
            step: words,
            end: to.flatMap { place in merge.first.map { place.place.instant(from: $0) } }
        ) { exchange in
            // A source without connections has each exchange stand for itself.
            let chosen = exchange.connection?.id ?? UInt64(bitPattern: exchange.start.nanoseconds)
            guard selection.takes(connection: chosen, copy: 0) else { return "another connection" }
            guard !rules.isEmpty else { return nil }
            let number = endpoints.index(of: exchange.request)
            return rules.reasonToLeaveOut(exchange) { endpoints.names[number] }
        }
    }

    /// The command, as the corpus tells of it.
    private var words: String {
        var words = ["slice"]
        if let from { words.append("--from \(Self.words(from.place))") }
        if let to { words.append("--to \(Self.words(to.place))") }
        if let sample { words.append("--sample \(sample.share) --seed \(seed)") }
        words += client.map { "--client '\($0)'" } + connection.map { "--connection '\($0)'" } + filter.words
        return words.joined(separator: " ")
    }

    private static func words(_ place: ReplaySelection.Place) -> String {
        switch place {
        case .offset(let nanoseconds): "\(Double(nanoseconds) / 1e9)s"
        case .instant(let instant): instant.description
        }
    }
}

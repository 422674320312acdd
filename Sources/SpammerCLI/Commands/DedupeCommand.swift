import ArgumentParser
import Corpus

/// `spammer dedupe`: a corpus in which nothing is there twice.
struct DedupeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dedupe",
        abstract: "Write a corpus without repeated requests.",
        discussion: """
            spammer dedupe service.corpus -o unique.corpus
            spammer dedupe service.corpus --by endpoint --most 100 -o smoke.corpus
            spammer dedupe merged.corpus --by capture -o once.corpus

            It remembers about 40 bytes for each request that is not like another.
            """
    )

    @Argument(help: "The corpus; - is standard input.", completion: .file())
    var corpus: String

    @OptionGroup
    var target: CorpusOutputOptions

    @Option(
        help: """
            What makes two the same: request (method, host, target and body), bytes (header fields too), endpoint, or capture \
            (the same instant and connection too, as overlapping captures have it).
            """
    )
    var by = DuplicateFilter.Likeness.request

    @Option(help: ArgumentHelp("How many that are the same are kept.", valueName: "n"))
    var most = 1

    @OptionGroup(title: "How the corpus is read")
    var reading: ReadingOptions

    func validate() throws {
        guard most > 0 else { throw ValidationError("--most has to be 1 or more") }
    }

    func run() throws {
        let merge = try CorpusMerge(
            paths: [corpus],
            options: reading.options(showsProgress: true),
            isOneRecording: true
        )
        var filter = DuplicateFilter(by, most: most)
        try target.write(merge, "Kept", step: "dedupe --by \(by.rawValue) --most \(most)") {
            filter.isDuplicate($0) ? "the same came before" : nil
        }
    }
}

extension DuplicateFilter.Likeness: ExpressibleByArgument {}

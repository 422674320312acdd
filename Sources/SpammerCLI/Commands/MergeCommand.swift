import ArgumentParser
import Corpus

/// `spammer merge`: several corpora as one.
struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Write several corpora as one, in order of time.",
        discussion: """
            spammer merge monday.corpus tuesday.corpus -o week.corpus
            spammer merge prod-*.corpus --same-recording -o prod.corpus

            However many there are, memory stays the same: those that lie behind one another in time are read one by one, \
            and of those that overlap \(CorpusMerge.fanIn) at once.
            """
    )

    @Argument(help: "The corpora; - is standard input.")
    var corpora: [String]

    @OptionGroup
    var target: CorpusOutputOptions

    @Flag(
        help: "They are files of one recording, as --rotate writes them: a connection's number is the same one in all."
    )
    var sameRecording = false

    @OptionGroup(title: "How the corpora are read")
    var reading: ReadingOptions

    func validate() throws {
        guard corpora.filter({ $0 == "-" }).count <= 1 else {
            throw ValidationError("standard input can be read once only")
        }
    }

    func run() throws {
        let merge = try CorpusMerge(
            paths: corpora,
            options: reading.options(showsProgress: true),
            isOneRecording: sameRecording
        )
        try target.write(merge, "Merged", step: "merge of \(corpora.count) corpora")
    }
}

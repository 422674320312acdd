import ArgumentParser
import Corpus

/// The options of every command that reads a corpus.
struct ReadingOptions: ParsableArguments {
    @Flag(help: "Pass over damaged blocks, and say how many exchanges that lost.")
    var skipDamaged = false

    /// How the corpus is read.
    func options() throws -> CorpusReader.Options {
        var options = CorpusReader.Options()
        options.skipsDamaged = skipDamaged
        return options
    }

    /// Says on standard error what of a corpus could not be read.
    static func report(_ reader: CorpusReader) {
        let name = reader.path == "-" ? "standard input" : reader.path
        if let lost = reader.skipped.words { StandardError.write("spammer: \(name): \(lost)\n") }
        guard !reader.isComplete else { return }
        let rest = reader.unreadBytes
        StandardError.write(
            "spammer: \(name) has no end: its recording was cut off, or the file is damaged"
                + (rest > 0 ? "; its last \(rest) bytes are no whole block, and were not read\n" : "\n")
        )
    }
}

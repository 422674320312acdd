import ArgumentParser
import Corpus

/// The options of every command that reads a corpus.
struct ReadingOptions: ParsableArguments {
    @Flag(help: "Pass over damaged blocks, and say how many exchanges that lost.")
    var skipDamaged = false

    @Option(help: ArgumentHelp("The key of a corpus that is encrypted.", valueName: "file"), completion: .file())
    var keyFile: String?

    /// How the corpus is read.
    ///
    /// - Parameter showsProgress: whether a person is shown how far the reading is.
    func options(showsProgress: Bool = false) throws -> CorpusReader.Options {
        var options = CorpusReader.Options()
        options.skipsDamaged = skipDamaged
        options.key = try keyFile.map { try Self.key(of: $0, "--key-file") }
        if showsProgress { options.progress = ReadingLine.shared.begin() }
        return options
    }

    /// The key that a file holds.
    static func key(of path: String, _ option: String) throws -> CorpusKey {
        let bytes = Array(try GivenFile.bytes(path, of: option))
        guard let key = CorpusKey(bytes) else {
            throw CommandError(
                "\(option) \(path): expected \(CorpusKey.leastBytes) bytes or more, and it has \(bytes.count); "
                    + "`openssl rand -out \(path) \(CorpusKey.leastBytes)` makes a key"
            )
        }
        return key
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

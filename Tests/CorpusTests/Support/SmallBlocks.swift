import TestSupport

@testable import Corpus

/// A corpus of several small blocks, written as a recording writes them.
struct SmallBlocks {
    let folder: TemporaryFolder
    let bytes: [UInt8]
    let exchanges: [Exchange]
    let footer: CorpusFooter

    var index: [BlockEntry] { footer.index }

    /// Where the footer begins, which is where the last block ends.
    var footerStart: Int { index.last.map { Int($0.offset + $0.length) } ?? 0 }

    /// The file without footer and end, as a recording that was killed leaves it.
    var cutOff: [UInt8] { Array(bytes.prefix(footerStart)) }

    init(blocks: Int = 3, of size: Int = 10, key: CorpusKey? = nil) throws {
        folder = try TemporaryFolder()
        exchanges = (0..<blocks * size).map { Exchange.simple("/\($0)", at: Int64($0), connection: UInt64($0 % 7 + 1)) }
        let seal = key.map { CorpusSeal($0) }
        let file = try BlockFile(path: folder.file("made"), replacing: true, encoder: MemberEncoder(), seal: seal)
        var builder = FooterBuilder()
        for (number, exchange) in exchanges.enumerated() {
            builder.add(exchange)
            _ = try file.append(exchange)
            if number % size == size - 1 {
                for block in try file.flush() { builder.add(block: block.entry, content: block.content) }
            }
        }
        footer = builder.finish(Provenance())
        try file.finish(footer: footer.encoded())
        try file.close()
        bytes = try folder.read("made")
    }

    /// What a reader that passes over damaged blocks makes of a file.
    func skimmed(_ changed: [UInt8]) throws -> (exchanges: [Exchange], skipped: SkippedBlocks, isComplete: Bool) {
        var options = CorpusReader.Options()
        options.skipsDamaged = true
        let reader = try CorpusReader(path: folder.write("changed", changed), options: options)
        var found: [Exchange] = []
        while let exchange = try reader.next() { found.append(exchange) }
        return (found, reader.skipped, reader.isComplete)
    }
}

import Corpus
import TestSupport
import Testing

@Suite("Seeking in a corpus")
struct SeekTests {
    /// More than a block's worth of exchanges would take long to make, so blocks are filled by large bodies.
    private func corpus() throws -> CorpusOnDisk {
        try CorpusOnDisk(
            (0..<24).map { number in
                .simple("/\(number)", at: Int64(number) * 10, body: String(repeating: "\(number),", count: 100_000))
            }
        )
    }

    @Test("finds the first exchange at an instant or after it, with the index")
    func instants() throws {
        let corpus = try corpus()
        #expect(corpus.footer.index.count > 2)
        let reader = try CorpusReader(path: corpus.path)
        for milliseconds in stride(from: Int64(-5), through: 235, by: 5) {
            try reader.seek(to: Exchange.simple(at: milliseconds).start)
            let expected = (max(milliseconds, 0) + 9) / 10
            #expect(try reader.next()?.request.target == (expected < 24 ? "/\(expected)" : nil))
        }
    }

    @Test("reads on from there to the end")
    func rest() throws {
        let corpus = try corpus()
        let reader = try CorpusReader(path: corpus.path)
        try reader.seek(to: Exchange.simple(at: 95).start)
        var targets: [String] = []
        while let exchange = try reader.next() { targets.append(exchange.request.target) }
        #expect(targets == (10..<24).map { "/\($0)" })
    }

    @Test("works without the index too")
    func withoutIndex() throws {
        let corpus = try corpus()
        let end = try #require(corpus.footer.index.last)
        let path = try corpus.folder.write("cut", Array(corpus.bytes().prefix(Int(end.offset + end.length))))
        let reader = try CorpusReader(path: path)
        #expect(!reader.isComplete)
        try reader.seek(to: Exchange.simple(at: 200).start)
        #expect(try reader.next()?.request.target == "/20")
        try reader.seek(to: Exchange.simple(at: 1000).start)
        #expect(try reader.next() == nil)
    }
}

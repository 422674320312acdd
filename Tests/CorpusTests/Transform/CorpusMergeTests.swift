import TestSupport
import Testing

@testable import Corpus

@Suite("Corpora that are merged")
struct CorpusMergeTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func write(_ name: String, _ exchanges: [Exchange], _ provenance: Provenance = Provenance()) throws
        -> String
    {
        let writer = try CorpusWriter(path: folder.file(name))
        for exchange in exchanges { try writer.append(exchange) }
        _ = try writer.finish(provenance: provenance)
        return folder.file(name)
    }

    private func all(_ merge: CorpusMerge) throws -> [Exchange] {
        var found: [Exchange] = []
        while let exchange = try merge.next() { found.append(exchange) }
        return found
    }

    @Test("give every exchange once, in order of time", arguments: [2, 3, 16])
    func order(_ fanIn: Int) throws {
        var random = SeededGenerator(seed: 4)
        var paths: [String] = []
        var expected: [Exchange] = []
        for number in 0..<40 {
            let exchanges = (0..<Int.random(in: 0..<8, using: &random)).map { step in
                Exchange.simple("/\(number)/\(step)", at: .random(in: 0..<1000, using: &random), connection: nil)
            }
            paths.append(try write("\(number)", exchanges))
            expected += exchanges.inCorpusOrder
        }
        let merge = try CorpusMerge(paths: paths, fanIn: fanIn)
        #expect(merge.total == UInt64(expected.count))
        #expect(try all(merge) == expected.inCorpusOrder)
    }

    @Test("keep connections apart that only have the same number, unless they are of one recording")
    func connections() throws {
        let paths = try (0..<20).map { number in
            try write(
                "\(number)",
                [.simple("/\(number)", at: 0, connection: 1), .simple("/\(number)", at: 1, connection: 3)]
            )
        }
        let apart = try all(CorpusMerge(paths: paths, fanIn: 4))
        var ids: [String: Set<UInt64>] = [:]
        for exchange in apart { ids[exchange.request.target, default: []].insert(exchange.connection?.id ?? 0) }
        #expect(Set(ids.values.flatMap(\.self)).count == 40)
        #expect(ids.values.allSatisfy { $0.count == 2 })
        let same = try all(CorpusMerge(paths: paths, isOneRecording: true, fanIn: 4))
        #expect(Set(same.compactMap(\.connection?.id)) == [1, 3])
    }

    @Test("that lie behind one another are open one at a time, however many")
    func many() throws {
        let paths = try (0..<300).map { try write("\($0)", [.simple("/\($0)", at: Int64($0))]) }
        let merge = try CorpusMerge(paths: paths.shuffled())
        #expect(try all(merge).map(\.request.target) == (0..<300).map { "/\($0)" })
    }

    @Test("carry their sources, their books and what was done to them")
    func provenance() throws {
        var first = Provenance()
        first.sources = [
            .init(name: "a.pcap", kind: "pcap", exchanges: 1), .init(name: "b", kind: "har", exchanges: 2),
        ]
        first.account.packets.total = 5
        first.steps = ["one"]
        var second = Provenance()
        second.sources = [.init(name: "a.pcap", kind: "pcap", exchanges: 10)]
        second.account.packets.total = 7
        second.filters = ["port: 80"]
        let paths = [try write("1", [.simple()], first), try write("2", [.simple(at: 1)], second)]
        let merge = try CorpusMerge(paths: paths)
        #expect(merge.provenance.sources.map(\.exchanges) == [11, 2])
        #expect(merge.provenance.account.packets.total == 12)
        #expect(merge.provenance.filters == ["port: 80"])
        let transform = CorpusTransform(output: folder.file("out"), options: .init())
        let report = try transform.run(merge, step: "merge") { $0.start == Exchange.simple(at: 1).start ? "late" : nil }
        #expect(report.written == 1 && report.read == 2 && report.leftOut == ["late": 1])
        #expect(report.footer.provenance.steps == ["one", "merge: 1 of 2 exchanges"])
        #expect(try CorpusReader(path: folder.file("out")).footer == report.footer)
    }

    @Test("of which one is damaged are an error and no output, or go on without what it lost")
    func damage() throws {
        let corpus = try SmallBlocks()
        var changed = corpus.bytes
        changed[Int(corpus.index[1].offset) + 60] ^= 0xFF
        let path = try folder.write("damaged", changed)
        let other = try write("other", [.simple("/other", at: 12)])
        let transform = CorpusTransform(output: folder.file("out"), options: .init())
        #expect(throws: CorpusError.self) { try transform.run(CorpusMerge(paths: [path, other]), step: nil) }
        #expect(folder.names == ["damaged", "other"])
        var options = CorpusReader.Options()
        options.skipsDamaged = true
        let report = try transform.run(CorpusMerge(paths: [path, other], options: options), step: "merge")
        #expect(report.written == 21)
        #expect(report.footer.provenance.steps?.last == "1 damaged block was passed over, with 10 exchanges")
    }
}

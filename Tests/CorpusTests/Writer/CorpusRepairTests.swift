import Foundation
import Glibc
import TestSupport
import Testing

@testable import Corpus

@Suite("A corpus that is repaired")
struct CorpusRepairTests {
    @Test("has the same blocks, and the index, totals and endpoints that it lost")
    func repair() throws {
        let corpus = try SmallBlocks()
        let path = try corpus.folder.write("cut", corpus.cutOff + [1, 2, 3])
        let report = try #require(try CorpusRepair.repair(path: path))
        #expect(report.blocks == 3 && report.exchanges == 30 && report.droppedBytes == 3)
        let repaired = try corpus.folder.read("cut")
        #expect(repaired.starts(with: corpus.cutOff))
        let footer = try #require(try CorpusReader(path: path).footer)
        #expect(footer.index == corpus.footer.index)
        #expect(footer.totals == corpus.footer.totals)
        #expect(footer.endpoints == corpus.footer.endpoints)
        #expect(footer.provenance.steps?.count == 1)
        #expect(try CorpusOnDisk.exchanges(of: path) == corpus.exchanges)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(!corpus.folder.names.contains("cut.repaired"))
        #expect(try CorpusRepair.repair(path: path) == nil)
    }

    @Test("still says what its requests sent back of earlier responses")
    func links() throws {
        let login = RecordedResponse(fieldLines: [], body: Array(#"{"t": "abc123def456"}"#.utf8))
        var first = Exchange.simple("/login")
        first.response = login
        let corpus = try CorpusOnDisk([first, .simple("/a/abc123def456", at: 10)]) { $0.correlates = true }
        #expect(corpus.footer.totals.correlation?.links == 1)
        let end = try #require(corpus.footer.index.last)
        let path = try corpus.folder.write("cut", corpus.bytes().prefix(Int(end.offset + end.length)) + [])
        _ = try #require(try CorpusRepair.repair(path: path))
        #expect(try CorpusReader(path: path).footer?.totals == corpus.footer.totals)
    }

    @Test("of which a block is damaged is as it was, unless that block may go")
    func damage() throws {
        let corpus = try SmallBlocks()
        var changed = corpus.cutOff
        changed[Int(corpus.index[1].offset) + 60] ^= 0xFF
        let path = try corpus.folder.write("cut", changed)
        #expect(throws: CorpusError.self) { try CorpusRepair.repair(path: path) }
        #expect(try corpus.folder.read("cut") == changed)
        #expect(corpus.folder.names.filter { $0.hasPrefix("cut") } == ["cut"])
        var options = CorpusReader.Options()
        options.skipsDamaged = true
        let report = try #require(try CorpusRepair.repair(path: path, options: options))
        #expect(report.exchanges == 20 && report.skipped.exchanges == 10)
        #expect(try CorpusOnDisk.exchanges(of: path) == Array(corpus.exchanges[..<10] + corpus.exchanges[20...]))
        #expect(
            try run("gzip", ["-t", "-S", ".corpus", try corpus.folder.write("x.corpus", corpus.folder.read("cut"))])
                .status == 0
        )
    }

    @Test("has none of the blocks that hold nothing, which no writer writes")
    func emptyBlock() throws {
        let corpus = try SmallBlocks()
        var nothing = BlockEncoder()
        let empty = try MemberEncoder().member(.block, content: nothing.finish(), count: 0)
        let path = try corpus.folder.write("cut", corpus.cutOff + empty)
        let report = try #require(try CorpusRepair.repair(path: path))
        #expect(report.blocks == 3 && report.exchanges == 30 && report.skipped.blocks == 0)
        #expect(try CorpusOnDisk.exchanges(of: path) == corpus.exchanges)
    }

    @Test("is not one that is being written")
    func locked() throws {
        let folder = try TemporaryFolder()
        let writer = try CorpusWriter(path: folder.file("a"))
        try writer.append(.simple())
        let error = #expect(throws: CorpusError.self) { try CorpusRepair.repair(path: folder.file("a.partial")) }
        #expect(error?.description.contains("another process is writing it") == true)
        _ = try writer.finish(provenance: Provenance())
        #expect(try CorpusRepair.repair(path: folder.file("a")) == nil)
    }
}

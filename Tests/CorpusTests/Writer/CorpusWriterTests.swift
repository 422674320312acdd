import Corpus
import Foundation
import TestSupport
import Testing

@Suite("A corpus that is written")
struct CorpusWriterTests {
    private func randomExchanges(_ count: Int, seed: UInt64) -> [Exchange] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in Exchange.random(using: &random) }
    }

    @Test("gives back every exchange in order of time, in whichever order they came", arguments: UInt64(1)...4)
    func order(_ seed: UInt64) throws {
        let exchanges = randomExchanges(100, seed: seed)
        #expect(try CorpusOnDisk(exchanges).exchanges() == exchanges.inCorpusOrder)
    }

    @Test("is the same when its exchanges have to be spilled and merged", arguments: [1, 2, 20], [2, 64])
    func spills(_ window: Int, _ fanIn: Int) throws {
        let exchanges = randomExchanges(60, seed: 3)
        let spilled = try CorpusOnDisk(exchanges) {
            $0.windowCount = window
            $0.fanIn = fanIn
        }
        #expect(try spilled.bytes() == CorpusOnDisk(exchanges).bytes())
        #expect(spilled.folder.names == ["test.corpus"])
    }

    @Test("keeps the order in which equal ones came, through spilling and merging")
    func ties() throws {
        let exchanges = (0..<200).map { Exchange.simple("/\($0)", at: Int64($0 % 3)) }
        let corpus = try CorpusOnDisk(exchanges) {
            $0.windowCount = 5
            $0.fanIn = 2
        }
        #expect(try corpus.exchanges() == exchanges.inCorpusOrder)
    }

    @Test("is held to a bound of bytes too")
    func windowBytes() throws {
        let exchanges = (0..<100).reversed().map { Exchange.simple("/\($0)", at: Int64($0), body: "body \($0)") }
        let corpus = try CorpusOnDisk(exchanges) { $0.windowBytes = 1000 }
        #expect(try corpus.exchanges() == exchanges.inCorpusOrder)
    }

    @Test("is in order when the recorder says how far it is")
    func watermark() throws {
        let folder = try TemporaryFolder()
        let writer = try CorpusWriter(path: folder.file("a"))
        for step in 0..<100 as Range<Int64> {
            try writer.append(.simple("/late", at: step * 10 + 5))
            try writer.append(.simple("/early", at: step * 10))
            try writer.advance(to: Exchange.simple(at: step * 10).start)
        }
        _ = try writer.finish(provenance: Provenance())
        let targets = try CorpusOnDisk.exchanges(of: folder.file("a")).map(\.request.target)
        #expect(targets == (0..<100).flatMap { _ in ["/early", "/late"] })
    }

    @Test("has the same bytes each time")
    func determinism() throws {
        let exchanges = randomExchanges(50, seed: 9)
        #expect(try CorpusOnDisk(exchanges).bytes() == CorpusOnDisk(exchanges).bytes())
    }

    @Test("is gzip to everybody else")
    func gzip() throws {
        let corpus = try CorpusOnDisk(randomExchanges(50, seed: 4))
        #expect(try run("gzip", ["-t", "-S", ".corpus", corpus.path]).status == 0)
        let shown = try run("zcat", ["-S", ".corpus", corpus.path])
        #expect(shown.status == 0)
        let text = String(decoding: shown.output, as: UTF8.self)
        #expect(text.hasPrefix("Spammer request corpus\n"))
        #expect(text.contains("\"provenance\""))
    }

    @Test("can be read by its owner only, though the file was there with another mode")
    func mode() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("test.corpus", [1])
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        var options = CorpusWriter.Options()
        options.overwrite = true
        _ = try CorpusWriter(path: path, options: options).finish(provenance: Provenance())
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test("replaces none that is there")
    func existing() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a", [1, 2, 3])
        #expect(throws: CorpusError.exists(path: path)) { try CorpusWriter(path: path) }
        #expect(try folder.read("a") == [1, 2, 3])
    }

    @Test("replaces none that came to be there while it was written")
    func race() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a")
        let writer = try CorpusWriter(path: path)
        try folder.write("a", [1, 2, 3])
        #expect(throws: CorpusError.exists(path: path)) { try writer.finish(provenance: Provenance()) }
        #expect(try folder.read("a") == [1, 2, 3])
    }

    @Test("does not touch what another recording to that name has written so far")
    func unfinished() throws {
        let folder = try TemporaryFolder()
        let first = try CorpusWriter(path: folder.file("a"))
        #expect(throws: CorpusError.unfinished(path: folder.file("a.partial"))) {
            try CorpusWriter(path: folder.file("a"))
        }
        try first.append(.simple())
        _ = try first.finish(provenance: Provenance())
        #expect(try CorpusOnDisk.exchanges(of: folder.file("a")).count == 1)
    }

    @Test("is replaced by nobody while another recording is writing it, though that was asked to replace it")
    func locked() throws {
        let folder = try TemporaryFolder()
        let first = try CorpusWriter(path: folder.file("a"))
        try first.append(.simple())
        try first.advance(to: Timestamp(nanoseconds: .max))
        try first.flush()
        var options = CorpusWriter.Options()
        options.overwrite = true
        let error = #expect(throws: CorpusError.self) { try CorpusWriter(path: folder.file("a"), options: options) }
        #expect(error?.description.contains("another process is writing it") == true)
        _ = try first.finish(provenance: Provenance())
        #expect(try CorpusOnDisk.exchanges(of: folder.file("a")).count == 1)
        #expect(folder.names == ["a"])
    }

    @Test("whose sorted parts cannot be merged leaves these, and nothing that is half of all")
    func failedMerge() throws {
        let folder = try TemporaryFolder()
        var options = CorpusWriter.Options()
        options.windowCount = 1
        let writer = try CorpusWriter(path: folder.file("a"), options: options)
        for number in 0..<6 { try writer.append(.simple(at: 10 - Int64(number))) }
        try writer.flush()
        let parts = folder.names.map { folder.file($0) }
        #expect(parts.count > 2)
        try FileManager.default.removeItem(atPath: folder.file("a.partial-1"))
        let error = #expect(throws: CorpusError.self) { try writer.finish(provenance: Provenance()) }
        let salvaged = writer.salvage(after: try #require(error))
        guard case .stopped(_, _, let kept, let exchanges) = salvaged else {
            Issue.record("\(salvaged)")
            return
        }
        #expect(Set(kept) == Set(parts) && exchanges == 6)
        #expect(folder.names.count == parts.count - 1)
        #expect(writer.salvage(after: salvaged) == salvaged)
    }

    @Test("is not written through a link that someone has put there")
    func link() throws {
        let folder = try TemporaryFolder()
        let victim = try folder.write("victim", [7])
        try FileManager.default.createSymbolicLink(atPath: folder.file("a.partial"), withDestinationPath: victim)
        var options = CorpusWriter.Options()
        options.overwrite = true
        #expect(throws: CorpusError.self) { try CorpusWriter(path: folder.file("a"), options: options) }
        #expect(try folder.read("victim") == [7])
    }

    @Test("is not there before it is whole, and nothing is left of one that was given up")
    func abandoned() throws {
        let folder = try TemporaryFolder()
        let writer = try CorpusWriter(path: folder.file("a"))
        try writer.append(.simple())
        #expect(folder.names == ["a.partial"])
        writer.abandon()
        #expect(folder.names == [])
    }

    @Test("in a folder that is not there is a clear error")
    func noFolder() throws {
        let error = #expect(throws: CorpusError.self) { try CorpusWriter(path: "/nowhere/at/all") }
        #expect(error?.description == "/nowhere/at/all.partial: No such file or directory")
    }

    @Test("takes no exchange that its reader would not take")
    func tooLarge() throws {
        let folder = try TemporaryFolder()
        let writer = try CorpusWriter(path: folder.file("a"))
        var large = Exchange.simple()
        large.request = RecordedRequest(
            method: [],
            target: [],
            authority: [],
            fields: [],
            body: [UInt8](repeating: 0, count: CorpusWriter.exchangeLimit + 1),
            version: nil,
            scheme: nil
        )
        #expect(throws: CorpusError.self) { try writer.append(large) }
        writer.abandon()
    }

    @Test("of nothing is a corpus too")
    func empty() throws {
        let corpus = try CorpusOnDisk([])
        #expect(try corpus.exchanges() == [])
        #expect(corpus.footer.totals.exchanges == 0)
        #expect(corpus.footer.totals.first == nil)
    }
}

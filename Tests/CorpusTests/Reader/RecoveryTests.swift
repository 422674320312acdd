import Foundation
import Glibc
import TestSupport
import Testing

@testable import Corpus

@Suite("A corpus that was cut off or damaged")
struct RecoveryTests {
    private let folder: TemporaryFolder
    private let whole: [UInt8]
    private let exchanges: [Exchange]
    private let index: [BlockEntry]

    /// A corpus of several blocks, written as a recording writes them.
    init() throws {
        folder = try TemporaryFolder()
        let exchanges = (0..<30).map { Exchange.simple("/\($0)", at: Int64($0)) }
        let encoder = MemberEncoder()
        let file = try BlockFile(path: folder.file("made"), replacing: true, encoder: encoder)
        var builder = FooterBuilder()
        for (number, exchange) in exchanges.enumerated() {
            builder.add(exchange)
            _ = try file.append(exchange)
            if number % 10 == 9 {
                for block in try file.flush() { builder.add(block: block.entry, content: block.content) }
            }
        }
        let footer = builder.finish(Provenance())
        try file.finish(footer: footer.encoded())
        try file.close()
        whole = try folder.read("made")
        index = footer.index
        self.exchanges = exchanges
    }

    /// What a reader makes of a file: the exchanges up to an error, and the error.
    private func read(
        _ bytes: [UInt8]
    ) throws -> (exchanges: [Exchange], isComplete: Bool, problem: CorpusError?) {
        let path = try folder.write("changed", bytes)
        var found: [Exchange] = []
        var isComplete = false
        do throws(CorpusError) {
            let reader = try CorpusReader(path: path)
            isComplete = reader.isComplete
            while let exchange = try reader.next() { found.append(exchange) }
        } catch {
            return (found, isComplete, error)
        }
        return (found, isComplete, nil)
    }

    @Test("has three blocks of ten, or the tests after this one test less than they say")
    func shape() throws {
        #expect(index.map(\.count) == [10, 10, 10])
        let (found, isComplete, problem) = try read(whole)
        #expect(found == exchanges)
        #expect(isComplete && problem == nil)
    }

    @Test("cut at any byte gives every block before the cut, and says that its end is missing")
    func cuts() throws {
        let headerEnd = try #require(index.first).offset
        for length in 0..<whole.count {
            let (found, isComplete, problem) = try read(Array(whole.prefix(length)))
            #expect(!isComplete)
            if length < Member.headLength {
                #expect(problem == .notACorpus(path: folder.file("changed")))
                continue
            }
            let blocks = index.filter { $0.offset + $0.length <= UInt64(length) }
            #expect(problem == nil)
            #expect(found == Array(exchanges.prefix(blocks.count * 10)), "cut at \(length), header of \(headerEnd)")
        }
    }

    @Test("says how many bytes it could not read")
    func unread() throws {
        let last = try #require(index.last)
        let path = try folder.write("changed", Array(whole.prefix(Int(last.offset) + 50)))
        let reader = try CorpusReader(path: path)
        #expect(reader.unreadBytes == 50)
        #expect(reader.index.count == 2)
        #expect(try CorpusReader(path: folder.file("made")).unreadBytes == 0)
    }

    @Test("with any byte changed gives an error that names the block, or what was there; never anything else")
    func flips() throws {
        for position in whole.indices {
            var changed = whole
            changed[position] ^= 0x20
            let (found, isComplete, problem) = try read(changed)
            #expect(found == Array(exchanges.prefix(found.count)), "byte \(position)")
            // Some of deflate's bits mean nothing: those after its end, up to the next byte.
            guard found.count < exchanges.count else { continue }
            #expect(problem != nil || !isComplete, "byte \(position): exchanges are missing and nobody says so")
            if let block = index.firstIndex(where: { ($0.offset..<$0.offset + $0.length).contains(UInt64(position)) }) {
                guard case .damaged(_, block, index[block].offset, let count, _) = problem else {
                    Issue.record("byte \(position) of block \(block): \(String(describing: problem))")
                    continue
                }
                #expect(count == 10)
                #expect(found.count == block * 10)
            }
        }
    }

    @Test("is described by what its blocks hold")
    func rebuilt() throws {
        let end = try #require(index.last)
        let path = try folder.write("changed", Array(whole.prefix(Int(end.offset + end.length))))
        let rebuilt = try CorpusReader(path: path).footerOrRebuilt()
        let footer = try CorpusReader(path: folder.file("made")).footerOrRebuilt()
        #expect(rebuilt.index == footer.index)
        #expect(rebuilt.endpoints == footer.endpoints)
        #expect(rebuilt.totals.exchanges == 30)
        #expect(rebuilt.totals.first == footer.totals.first && rebuilt.totals.last == footer.totals.last)
    }

    @Test("of another version is named so")
    func version() throws {
        var changed = whole
        changed[16] = 2
        let problem = try read(changed).problem
        #expect(problem == .version(path: folder.file("changed"), found: 2))
        let words = try #require(problem?.description)
        #expect(words.hasSuffix("format version 2, and this Spammer reads version 1; take a newer Spammer"))
    }

    @Test(
        "is told from what is none",
        arguments: [[], [1, 2, 3], Array("GET / HTTP/1.1\r\n\r\nand then some more than a head".utf8)] as [[UInt8]]
    )
    func others(_ bytes: [UInt8]) throws {
        #expect(try read(bytes).problem == .notACorpus(path: folder.file("changed")))
    }

    @Test("that is a folder is a clear error")
    func folders() throws {
        let error = #expect(throws: CorpusError.self) { try CorpusReader(path: folder.path) }
        #expect(error?.description.contains("expected a file") == true)
    }

    @Test("with a block as long as no block is, in a file that has the room for it, is read without that")
    func hugeBlock() throws {
        let body = Array(whole.prefix(Int((index.last?.offset ?? 0) + (index.last?.length ?? 0))))
        let length: UInt64 = 300 << 20
        let head = Member(kind: .block, length: length, contentLength: 0, count: 1).encoded
        let path = try folder.write("changed", body + head)
        // A file of holes takes no room on a disk; its last bytes are a length of 0, as the head claims.
        #expect(truncate(path, off_t(clamping: UInt64(body.count) + length)) == 0)
        #expect(try CorpusOnDisk.exchanges(of: path) == exchanges)
        #expect(try CorpusReader(path: path).unreadBytes == length)
    }

    @Test("with a footer that points anywhere is read by its blocks")
    func hostileFooters() throws {
        let body = Array(whole.prefix(Int((index.last?.offset ?? 0) + (index.last?.length ?? 0))))
        let encoder = MemberEncoder()
        for json in [
            "{}", "[]", "", #"{"index":[{"offset":18446744073709551615,"length":1,"count":1,"first":0,"last":0}]}"#,
            #"{"index":[{"offset":57,"length":10,"count":-1,"first":0,"last":0}]}"#,
        ] {
            let footer = try encoder.member(.footer, content: Array(json.utf8))
            let (found, isComplete, problem) = try read(body + footer + MemberEncoder.end(footer: UInt64(body.count)))
            #expect(found == exchanges, "\(json)")
            #expect(!isComplete && problem == nil, "\(json)")
        }
    }
}

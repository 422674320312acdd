import Foundation
import TestSupport
import Testing

@testable import Corpus

@Suite("A corpus that is encrypted")
struct CorpusSealTests {
    private static let keyBytes = Array("0123456789abcdef0123456789abcdef".utf8)
    private let key: CorpusKey

    init() throws {
        key = try #require(CorpusKey(Self.keyBytes))
    }

    private func options(_ key: CorpusKey?, skips: Bool = false) -> CorpusReader.Options {
        var options = CorpusReader.Options()
        options.key = key
        options.skipsDamaged = skips
        return options
    }

    private func read(_ path: String, skips: Bool = false) throws -> (exchanges: [Exchange], reader: CorpusReader) {
        let reader = try CorpusReader(path: path, options: options(key, skips: skips))
        var found: [Exchange] = []
        while let exchange = try reader.next() { found.append(exchange) }
        return (found, reader)
    }

    @Test("gives back every exchange to who has the key, through spilling and merging too", arguments: [7, 1000])
    func roundTrip(_ window: Int) throws {
        var random = SeededGenerator(seed: 3)
        let exchanges = (0..<60).map { _ in Exchange.random(using: &random) }
        let corpus = try CorpusOnDisk(exchanges) {
            $0.key = key
            $0.windowCount = window
            $0.fanIn = 2
        }
        let (found, reader) = try read(corpus.path)
        #expect(found == exchanges.inCorpusOrder)
        #expect(reader.isSealed && reader.footer == corpus.footer)
        #expect(try run("gzip", ["-t", "-S", ".corpus", corpus.path]).status == 0)
    }

    @Test("shows nothing of what it holds, and is never the same twice")
    func hidden() throws {
        let corpus = try SmallBlocks(key: key)
        let shown = try run("zcat", ["-S", ".corpus", corpus.folder.write("a.corpus", corpus.bytes)]).output
        #expect(shown.starts(with: Array("Spammer request corpus\nsealed: AES-256-GCM\n".utf8)))
        for word in ["service.test", "provenance", "10.0.0.7"] { #expect(shown.firstRange(of: Data(word.utf8)) == nil) }
        #expect(try SmallBlocks(key: key).bytes != corpus.bytes)
    }

    @Test("is a clear error without the key, and with another one")
    func keys() throws {
        let corpus = try SmallBlocks(key: key)
        let path = corpus.folder.file("made")
        #expect(throws: CorpusError.sealed(path: path)) { try CorpusReader(path: path) }
        let other = CorpusKey(Array("another key another key another!".utf8))
        #expect(throws: CorpusError.wrongKey(path: path)) { try CorpusReader(path: path, options: options(other)) }
        let plain = try CorpusOnDisk([.simple()])
        #expect(throws: CorpusError.notSealed(path: plain.path)) {
            try CorpusReader(path: plain.path, options: options(key))
        }
        #expect(CorpusKey([UInt8](repeating: 1, count: 31)) == nil)
    }

    @Test("with any byte changed gives what was written, or an error that names the block")
    func flips() throws {
        let corpus = try SmallBlocks(key: key)
        for position in stride(from: 0, to: corpus.bytes.count, by: 3) {
            var changed = corpus.bytes
            changed[position] ^= 0x04
            do {
                let (found, reader) = try read(corpus.folder.write("changed", changed), skips: true)
                #expect(UInt64(found.count) + reader.skipped.exchanges == 30, "byte \(position)")
                #expect(found == corpus.exchanges.filter(found.contains))
            } catch {
                #expect(position < Int(corpus.index[0].offset), "byte \(position): \(error)")
            }
        }
    }

    @Test("knows a block that was moved, repeated, left out, or is of another file, though each checksum is right")
    func moved() throws {
        let corpus = try SmallBlocks(key: key)
        let bytes = corpus.bytes
        let ranges = corpus.index.map { Int($0.offset)..<Int($0.offset + $0.length) }
        let header = Array(bytes[..<ranges[0].lowerBound])
        let orders: [[UInt8]] = [
            header + bytes[ranges[1]] + bytes[ranges[0]] + bytes[ranges[2]],
            header + bytes[ranges[1]] + bytes[ranges[2]], header + bytes[ranges[0]] + bytes[ranges[0]],
        ]
        for order in orders {
            let path = try corpus.folder.write("changed", order)
            #expect(throws: CorpusError.self) { try read(path) }
            let found = try read(path, skips: true).exchanges
            #expect(found == corpus.exchanges.filter(found.contains) && found.count < 30)
        }
        let other = try SmallBlocks(key: key)
        var foreign = bytes
        let start = Int(other.index[0].offset)
        foreign.replaceSubrange(ranges[0], with: other.bytes[start..<start + ranges[0].count])
        let error = #expect(throws: CorpusError.self) { try read(corpus.folder.write("changed", foreign)) }
        #expect(error?.description.contains("block 0") == true)
        #expect(error?.description.contains("with this key") == true)
    }

    @Test("that was cut off is repaired, and encrypted as before")
    func repair() throws {
        let corpus = try SmallBlocks(key: key)
        var cut = corpus.cutOff
        cut[Int(corpus.index[1].offset) + 60] ^= 1
        let path = try corpus.folder.write("cut", cut)
        _ = try #require(try CorpusRepair.repair(path: path, options: options(key, skips: true)))
        let (found, reader) = try read(path)
        #expect(found == Array(corpus.exchanges[..<10] + corpus.exchanges[20...]))
        #expect(reader.isComplete && reader.isSealed)
    }

    @Test(
        "is read by another program that goes by FORMAT.md",
        .enabled(if: hasCryptography, "it needs Python's cryptography")
    )
    func otherReader() throws {
        let corpus = try SmallBlocks(key: key)
        let tool = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../tools/read-corpus")
        let keyFile = try corpus.folder.write("key", Self.keyBytes)
        let (status, output) = try run("python3", [tool.standardizedFileURL.path, corpus.folder.file("made"), keyFile])
        #expect(status == 0)
        #expect(String(decoding: output, as: UTF8.self).split(separator: "\n").count == 30)
    }
}

/// Whether Python has the package.
private let hasCryptography = (try? run("python3", ["-c", "import cryptography"]).status) == 0

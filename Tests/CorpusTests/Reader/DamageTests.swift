import TestSupport
import Testing

@testable import Corpus

@Suite("A damaged corpus whose other blocks are wanted")
struct DamageTests {
    @Test("with any byte changed loses one block at most, and says which exchanges", arguments: [0x01] as [UInt8])
    func flips(_ mask: UInt8) throws {
        let corpus = try SmallBlocks()
        for position in corpus.bytes.indices {
            var changed = corpus.bytes
            changed[position] ^= mask
            do {
                let (found, skipped, _) = try corpus.skimmed(changed)
                #expect(
                    found == corpus.exchanges.filter(found.contains),
                    "byte \(position): other exchanges, or another order"
                )
                #expect(UInt64(found.count) + skipped.exchanges == 30, "byte \(position)")
                #expect(skipped.blocks <= 1)
                let block = corpus.index.firstIndex { ($0.offset..<$0.offset + $0.length).contains(UInt64(position)) }
                if block == nil { #expect(skipped.blocks == 0, "byte \(position)") }
            } catch {
                // The version's byte is the one that cannot be passed over: another version is read in no way.
                #expect(position == 16, "byte \(position): \(error)")
            }
        }
    }

    @Test("with any byte changed and no footer loses one block at most", arguments: [0x40] as [UInt8])
    func flipsWithoutFooter(_ mask: UInt8) throws {
        let corpus = try SmallBlocks()
        for position in corpus.cutOff.indices {
            var changed = corpus.cutOff
            changed[position] ^= mask
            guard let (found, skipped, isComplete) = try? corpus.skimmed(changed) else {
                #expect(position == 16)
                continue
            }
            #expect(!isComplete)
            #expect(found == corpus.exchanges.filter(found.contains))
            #expect(found.count >= 20, "byte \(position)")
            // The last block's own head may be what is gone: then it is no block, and its bytes count as unread.
            let isInLast = position >= Int(corpus.index[2].offset)
            #expect(found.count == 30 || skipped.blocks == 1 || isInLast, "byte \(position)")
        }
    }

    @Test("whose footer is gone gives an error for a block that is damaged in the middle, and is not cut short there")
    func middle() throws {
        let corpus = try SmallBlocks()
        var changed = corpus.cutOff
        changed[Int(corpus.index[1].offset)] = 0
        let reader = try CorpusReader(path: corpus.folder.write("changed", changed))
        for _ in 0..<10 { #expect(try reader.next() != nil) }
        let error = #expect(throws: CorpusError.self) { try reader.next() }
        guard case .damaged(_, 1, corpus.index[1].offset, nil, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.description.contains("an unknown number of exchanges") == true)
    }

    @Test("with zeros, noise or another corpus in place of a block never gives exchanges that were not written")
    func replaced() throws {
        let corpus = try SmallBlocks()
        let entry = corpus.index[1]
        let range = Int(entry.offset)..<Int(entry.offset + entry.length)
        var random = SeededGenerator(seed: 1)
        let contents: [[UInt8]] = [
            [UInt8](repeating: 0, count: range.count), range.map { _ in UInt8.random(in: 0...255, using: &random) },
            Array(corpus.bytes[Int(corpus.index[0].offset)...].prefix(range.count)),
        ]
        for content in contents {
            var changed = corpus.bytes
            changed.replaceSubrange(range, with: content)
            let (found, skipped, _) = try corpus.skimmed(changed)
            if content == contents[2], found.count == 30 { continue }
            #expect(found == Array(corpus.exchanges[..<10] + corpus.exchanges[20...]))
            #expect(skipped.exchanges == 10 && skipped.blocks == 1)
        }
    }

    @Test("a block is counted once, however often it is passed over, and seeking passes over it too")
    func seeking() throws {
        let corpus = try SmallBlocks()
        var changed = corpus.bytes
        changed[Int(corpus.index[1].offset) + 60] ^= 0xFF
        var options = CorpusReader.Options()
        options.skipsDamaged = true
        let reader = try CorpusReader(path: corpus.folder.write("changed", changed), options: options)
        for _ in 0..<3 {
            try reader.seek(to: corpus.exchanges[15].start)
            #expect(try reader.next() == corpus.exchanges[20])
        }
        #expect(reader.skipped.blocks == 1 && reader.skipped.exchanges == 10)
        #expect(reader.skipped.words == "1 damaged block was passed over, with 10 exchanges")
    }

    @Test("an exchange is found by its number")
    func numbers() throws {
        let corpus = try SmallBlocks()
        let reader = try CorpusReader(path: corpus.folder.file("made"))
        for number in [0, 9, 10, 29] {
            #expect(try reader.seek(toNumber: UInt64(number)))
            #expect(try reader.next() == corpus.exchanges[number])
        }
        #expect(try !reader.seek(toNumber: 30))
        #expect(try !reader.seek(toNumber: .max))
    }
}

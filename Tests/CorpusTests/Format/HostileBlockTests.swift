import TestSupport
import Testing

@testable import Corpus

/// A checksum guards against accidents, not against a person: a block may be anything.
@Suite("A block whose checksum is right and whose content is not")
struct HostileBlockTests {
    private func content(_ seed: UInt64, count: Int = 4) -> [UInt8] {
        var random = SeededGenerator(seed: seed)
        var encoder = BlockEncoder()
        for exchange in (0..<count).map({ _ in Exchange.random(using: &random) }).inCorpusOrder {
            encoder.append(exchange)
        }
        return encoder.finish()
    }

    /// Reads all that can be read; a trap would end the test.
    private func readAll(_ content: [UInt8]) -> Int {
        guard let block = try? ExchangeBlock(content) else { return 0 }
        return (0..<block.count).reduce(0) { $0 + block.exchange($1).request.storage.count }
    }

    @Test("is refused or read, never a crash: each byte changed in many ways")
    func everyByte() {
        let whole = content(1)
        var refused = 0
        for index in whole.indices {
            for value in [0, 0x7F, 0xFF, whole[index] ^ 1] {
                var changed = whole
                changed[index] = value
                if readAll(changed) == 0 { refused += 1 }
            }
        }
        #expect(refused > whole.count / 4)
    }

    @Test("is refused when it is cut off, wherever that is")
    func everyLength() {
        let whole = content(2)
        for length in 0..<whole.count {
            #expect(throws: ByteReader.Malformed.self) { try ExchangeBlock(Array(whole.prefix(length))) }
        }
        #expect(throws: ByteReader.Malformed.self) { try ExchangeBlock(whole + [0]) }
    }

    @Test("is refused or read when pieces of it are gone, doubled or swapped", arguments: UInt64(1)...20)
    func pieces(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let whole = content(seed, count: 8)
        for _ in 0..<40 {
            var changed = whole
            for _ in 0..<Int.random(in: 1..<4, using: &random) where !changed.isEmpty {
                let start = Int.random(in: 0..<changed.count, using: &random)
                let end = min(changed.count, start + Int.random(in: 1..<20, using: &random))
                switch Int.random(in: 0..<3, using: &random) {
                case 0: changed.removeSubrange(start..<end)
                case 1: changed.insert(contentsOf: changed[start..<end], at: start)
                default: changed[start] = UInt8.random(in: .min ... .max, using: &random)
                }
            }
            _ = readAll(changed)
        }
    }

    @Test("with numbers into a table of nothing is refused")
    func emptyTables() throws {
        // One exchange, no time steps past the first, and from there on every section empty but the columns.
        var writer = ByteWriter()
        writer.append(varint: 1)
        writer.append(zigzag: 0)
        writer.append(byte: 0)
        writer.append(section: [0])  // Starts.
        writer.append(section: [0])  // No connections.
        writer.append(section: [0])
        for _ in 0..<2 { writer.append(section: []) }  // No methods, and one exchange that has the first of them.
        writer.append(section: [0])
        for _ in 0..<20 { writer.append(section: []) }
        #expect(throws: ByteReader.Malformed.self) { try ExchangeBlock(writer.bytes) }
    }

    @Test("that claims more exchanges than a block has is refused before it takes the memory")
    func countBomb() {
        var writer = ByteWriter()
        writer.append(varint: UInt64(BlockEncoder.fullAtCount) + 1)
        writer.append([UInt8](repeating: 0, count: 100_000))
        let error = #expect(throws: ByteReader.Malformed.self) { try ExchangeBlock(writer.bytes) }
        #expect(error.map { "\($0.what)" } == "a count past its bound")
    }

    @Test("with more strings or connections than exchanges is refused")
    func tableBomb() throws {
        let two = ByteReader([1, 1])
        #expect(throws: ByteReader.Malformed.self) { try StringColumn(two, ByteReader([65, 66]), atMost: 1) }
        #expect(try StringColumn(two, ByteReader([65, 66]), atMost: 2).count == 2)
        let section = ByteReader([2, 2, 0, 0, 2, 0, 0])
        #expect(throws: ByteReader.Malformed.self) { try ConnectionTable.decode(section, atMost: 1) }
        #expect(try ConnectionTable.decode(section, atMost: 2).map(\.id) == [1, 2])
    }

    @Test("that calls one long line very often is refused before it takes the memory")
    func fieldBomb() throws {
        var lengths = ByteWriter()
        lengths.append(varint: 1 << 20)
        let lines = try StringColumn(ByteReader(lengths.bytes), ByteReader([UInt8](repeating: 0x61, count: 1 << 20)))
        var sets = ByteWriter()
        sets.append(varint: 1)
        sets.append(varint: 100_000)
        sets.append([UInt8](repeating: 0, count: 100_000))
        #expect(throws: ByteReader.Malformed.self) {
            try FieldSetTable.decode(lines: lines, sets: ByteReader(sets.bytes), limit: 8 << 20)
        }
    }
}

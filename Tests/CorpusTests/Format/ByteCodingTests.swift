import TestSupport
import Testing

@testable import Corpus

@Suite("The bytes of a block")
struct ByteCodingTests {
    @Test("a varint comes back, whatever its value", arguments: [0, 1, 127, 128, 16_383, 16_384, UInt64.max])
    func varints(_ value: UInt64) throws {
        var writer = ByteWriter()
        writer.append(varint: value)
        var reader = ByteReader(writer.bytes)
        #expect(try reader.varint() == value)
        #expect(reader.remaining == 0)
    }

    @Test("a signed number comes back, and a small one is one byte", arguments: [0, -1, 63, -64, Int64.max, .min])
    func zigzags(_ value: Int64) throws {
        var writer = ByteWriter()
        writer.append(zigzag: value)
        #expect((-64...63).contains(value) == (writer.count == 1))
        var reader = ByteReader(writer.bytes)
        #expect(try reader.zigzag() == value)
    }

    @Test("random numbers come back one after another")
    func sequence() throws {
        var random = SeededGenerator(seed: 1)
        let values = (0..<2000).map { _ in
            UInt64.random(in: .min ... .max, using: &random) >> UInt64.random(in: 0..<64, using: &random)
        }
        var writer = ByteWriter()
        for value in values { writer.append(varint: value) }
        var reader = ByteReader(writer.bytes)
        for value in values { #expect(try reader.varint() == value) }
        #expect(reader.remaining == 0)
    }

    @Test(
        "a number that is cut off or past 64 bits is malformed",
        arguments: [
            [], [0x80], [0xFF, 0xFF], [UInt8](repeating: 0xFF, count: 10),
            [UInt8](repeating: 0x80, count: 9) + [2], [UInt8](repeating: 0x80, count: 10) + [1],
        ]
    )
    func badVarints(_ bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        #expect(throws: ByteReader.Malformed.self) { try reader.varint() }
    }

    @Test("a count past its bound is malformed, also where nothing is allowed")
    func counts() throws {
        for (bytes, limit) in [([6], 5), ([0], -1), ([UInt8](repeating: 0xFF, count: 9) + [1], .max)] {
            var reader = ByteReader(bytes.map { UInt8($0) })
            #expect(throws: ByteReader.Malformed.self) { try reader.count(atMost: limit) }
        }
        var reader = ByteReader([5])
        #expect(try reader.count(atMost: 5) == 5)
    }

    @Test("a section longer than what is there is malformed")
    func sections() throws {
        var reader = ByteReader([2, 7])
        #expect(throws: ByteReader.Malformed.self) { try reader.section() }
        var writer = ByteWriter()
        writer.append(section: [7, 8, 9])
        var whole = ByteReader(writer.bytes)
        var section = try whole.section()
        #expect(Array(try section.bytes(3)) == [7, 8, 9])
        #expect(throws: ByteReader.Malformed.self) { try section.byte() }
        #expect(throws: ByteReader.Malformed.self) { try section.bytes(-1) }
    }
}

import NIOCore
import NIOHPACK
import TestSupport
import Testing

@testable import HTTPWire

@Suite("Headers of HTTP/2")
struct HeaderDecoderTests {
    private func fields(_ pairs: [(String, String)]) -> [HeaderDecoder.Field] {
        pairs.map { HeaderDecoder.Field(name: $0.0, value: $0.1) }
    }

    private func encode(_ pairs: [(String, String)], _ encoder: inout HPACKEncoder) throws -> [UInt8] {
        var buffer = ByteBuffer()
        try encoder.encode(headers: HPACKHeaders(pairs), to: &buffer)
        return Array(buffer.readableBytesView)
    }

    @Test("come back, each block building on those before it")
    func table() throws {
        var encoder = HPACKEncoder(allocator: ByteBufferAllocator())
        var decoder = HeaderDecoder()
        var sizes: [Int] = []
        for number in 0..<5 {
            let pairs = [
                (":method", "GET"), (":path", "/long/path/that/stays"), ("x-number", "\(number)"), ("cookie", "a=b"),
            ]
            let block = try encode(pairs, &encoder)
            sizes.append(block.count)
            #expect(try decoder.decode(block) == fields(pairs))
        }
        #expect(sizes[4] < sizes[0] / 2)
    }

    @Test("without the block before them are unreadable, and not something else")
    func missingBlock() throws {
        var encoder = HPACKEncoder(allocator: ByteBufferAllocator())
        _ = try encode([("x-first", "1")], &encoder)
        let second = try encode([("x-first", "1")], &encoder)
        var decoder = HeaderDecoder()
        #expect(throws: HeaderDecoder.Unreadable.self) { try decoder.decode(second) }
    }

    @Test("use a larger table where it is allowed")
    func tableSize() throws {
        var encoder = HPACKEncoder(allocator: ByteBufferAllocator())
        try encoder.setDynamicTableSize(16_384)
        let block = try encode([("x", "y")], &encoder)
        var strict = HeaderDecoder()
        #expect(throws: HeaderDecoder.Unreadable.self) { try strict.decode(block) }
        var lax = HeaderDecoder()
        lax.setTableSize(65_536)
        #expect(try lax.decode(block) == fields([("x", "y")]))
    }

    @Test("that claim more than they may are unreadable")
    func bomb() throws {
        var encoder = HPACKEncoder(allocator: ByteBufferAllocator())
        _ = try encode([("x", String(repeating: "v", count: 4000))], &encoder)
        var decoder = HeaderDecoder()
        var block = try encode([("y", String(repeating: "v", count: 3900))], &encoder)
        _ = try? decoder.decode(block)
        // The one entry of the table, called a thousand times.
        block = [UInt8](repeating: 0xBE, count: 1000)
        #expect(throws: HeaderDecoder.Unreadable.self) { try decoder.decode(block) }
    }

    @Test("never crash, whatever the block", arguments: UInt64(1)...30)
    func anything(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            var decoder = HeaderDecoder()
            let block = (0..<Int.random(in: 0..<80, using: &random)).map { _ in
                UInt8.random(in: .min ... .max, using: &random)
            }
            _ = try? decoder.decode(block)
        }
    }
}

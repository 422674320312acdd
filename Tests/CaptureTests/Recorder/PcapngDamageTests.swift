import Corpus
import Foundation
import TestSupport
import Testing

@testable import Capture

@Suite("A pcapng capture that is not whole")
struct PcapngDamageTests {
    /// A capture of one exchange, and where each of its blocks ends.
    private static func capture(isLittleEndian: Bool = true) -> (bytes: [UInt8], ends: [Int]) {
        var builder = PcapngBuilder(isLittleEndian: isLittleEndian)
        var ends = [builder.bytes.count]
        builder.interface(1)
        ends.append(builder.bytes.count)
        for frame in PcapngTests.frames(.ethernet) {
            builder.packet(0, stamp: 1_700_000_000_000_000, frame)
            ends.append(builder.bytes.count)
        }
        return (builder.bytes, ends)
    }

    @Test("goes on with the next block that is whole, and says what was passed over")
    func damage() throws {
        let frames = PcapngTests.frames(.ethernet)
        for (name, damage) in [
            ("garbage", [UInt8](repeating: 0xA5, count: 37)),
            ("a length that lies", [6, 0, 0, 0, 0x40, 0, 0, 0] + [1, 2, 3]),
            ("a length beyond the end", [6, 0, 0, 0, 0x60, 0, 0x80, 0]),
            ("a length that is too long", [6, 0, 0, 0, 0x60, 0, 0, 0x80]),
            ("a length that is none", [6, 0, 0, 0, 3, 0, 0, 0]), ("zeros", [UInt8](repeating: 0, count: 64)),
            ("a section of the other order that is none", [10, 13, 13, 10, 0, 0, 0, 0, 0x1A, 0x2B, 0x3C, 0x4D]),
            (
                "a section of the other order in garbage",
                [1, 2, 3, 4, 5, 10, 13, 13, 10, 0, 0, 0, 0x40, 0x1A, 0x2B, 0x3C, 0x4D]
            ),
        ] {
            var builder = PcapngBuilder()
            builder.interface(1)
            for (index, frame) in frames.enumerated() {
                if index == 4 { builder.raw(damage) }
                builder.packet(0, stamp: 0, frame)
            }
            let recording = try Recording(bytes: builder.bytes)
            #expect(recording.lines == ["GET / 200"], "\(name)")
            #expect(recording.account.packets.total == UInt64(frames.count), "\(name)")
            let warning = try #require(recording.provenance.sources.first?.warnings.first)
            #expect(warning.contains("damaged from byte"), "\(name)")
        }
    }

    @Test("loses one packet to a flipped bit in its length, whichever bit that is", arguments: [true, false])
    func flippedLengths(isLittleEndian: Bool) throws {
        let (whole, ends) = Self.capture(isLittleEndian: isLittleEndian)
        let (start, end) = (ends[5], ends[6])
        for bit in 0..<32 {
            var bytes = whole
            bytes[start + 4 + bit / 8] ^= 1 << (bit % 8)
            let recording = try Recording(bytes: bytes)
            #expect(recording.account.packets.total == UInt64(ends.count - 3), "bit \(bit)")
            #expect(
                recording.warnings
                    == ["the capture is damaged from byte \(start) to byte \(end), which were passed over"],
                "bit \(bit)"
            )
        }
    }

    @Test("cut off anywhere gives what came before, and says where it ends")
    func cuts() throws {
        let (whole, ends) = Self.capture()
        for length in Array(stride(from: ends[0], to: whole.count, by: 7)) + ends {
            let recording = try Recording(bytes: Array(whole.prefix(length)))
            #expect(recording.account.imbalances == [])
            // The section and the interface are no packets.
            let packets = max(0, ends.count { $0 <= length } - 2)
            #expect(recording.account.packets.total == UInt64(packets), "\(length)")
            let expected =
                "the capture is cut off: it ends at byte \(length), in the middle of a block; "
                + "all \(packets) packets before that are used"
            #expect(recording.warnings == (ends.contains(length) ? [] : [expected]), "\(length)")
        }
    }

    @Test("with a block too long to be one passes over it, whatever follows", arguments: [true, false])
    func longBlock(isLast: Bool) throws {
        let frames = PcapngTests.frames(.ethernet)
        var builder = PcapngBuilder()
        builder.interface(1)
        if isLast { for frame in frames { builder.packet(0, stamp: 0, frame) } }
        builder.block(0xBAD, [UInt8](repeating: 1, count: 17 << 20))
        if !isLast { for frame in frames { builder.packet(0, stamp: 0, frame) } }
        let recording = try Recording(bytes: builder.bytes)
        #expect(recording.lines == ["GET / 200"])
        #expect(recording.warnings.count == 1)
        #expect(recording.warnings.first?.contains("was passed over") == true)
    }

    @Test("yet, as it is still being written, is waited for")
    func growing() throws {
        let (whole, ends) = Self.capture()
        let folder = try TemporaryFolder()
        let path = try folder.write("growing", Array(whole.prefix(30)))
        let writer = try #require(FileHandle(forWritingAtPath: path))
        try writer.seekToEnd()
        var rest = whole.dropFirst(30)
        let source = try GrowingSource(path: path) { _ in
            writer.write(Data(rest.prefix(13)))
            defer { rest = rest.dropFirst(13) }
            return rest.isEmpty
        }
        let reader = try PcapngReader(Input(name: "growing", source, peekLimit: 24), filter: nil)
        var count = 0
        let isStopped = { false }
        try reader.forEachPacket(unless: isStopped) { _, _, _, _ in count += 1 }
        #expect(count == ends.count - 2)
        #expect(reader.warnings == [])
    }
}

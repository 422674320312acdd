import Corpus
import TestSupport
import Testing

@testable import Capture

@Suite("A capture in libpcap's format")
struct PcapTests {
    private struct Packet {
        var time: Int64
        var bytes: [UInt8]
    }

    private static let requests = 6

    /// Some exchanges, each on a connection of its own.
    private static var packets: [Packet] {
        var script = PacketScript()
        for number in 0..<requests {
            var connection = PacketScript.Connection(client: .init([10, 0, 0, 7], 51_000 + UInt16(number)))
            script.open(&connection)
            script.send(&connection, .client, "GET /\(number) HTTP/1.1\r\nHost: a\r\n\r\n")
            script.send(&connection, .server, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            script.close(&connection)
        }
        return script.packets.map { Packet(time: $0.time, bytes: $0.bytes) }
    }

    private static func number(_ value: UInt32, _ isLittleEndian: Bool) -> [UInt8] {
        let bytes = FrameBuilder.little(value)
        return isLittleEndian ? bytes : bytes.reversed()
    }

    private static func short(_ value: UInt16, _ isLittleEndian: Bool) -> [UInt8] {
        let bytes = FrameBuilder.little(value)
        return isLittleEndian ? bytes : bytes.reversed()
    }

    private static func header(
        _ magic: UInt32 = 0xA1B2_C3D4,
        _ isLittleEndian: Bool = true,
        version: (UInt16, UInt16) = (2, 4),
        snapLength: UInt32 = 65_535,
        link: UInt32 = 1
    ) -> [UInt8] {
        number(magic, isLittleEndian) + short(version.0, isLittleEndian) + short(version.1, isLittleEndian)
            + [UInt8](repeating: 0, count: 8) + number(snapLength, isLittleEndian) + number(link, isLittleEndian)
    }

    /// A packet with its header; by default as version 2.4 has it.
    private static func record(
        _ packet: Packet,
        _ isLittleEndian: Bool = true,
        unit: Int64 = 1000,
        isSwapped: Bool = false,
        extra: [UInt8] = []
    ) -> [UInt8] {
        let lengths = [UInt32(packet.bytes.count), UInt32(packet.bytes.count + (isSwapped ? 3 : 0))]
        let ordered = isSwapped ? lengths.reversed() : lengths
        return number(UInt32(packet.time / 1_000_000_000), isLittleEndian)
            + number(UInt32(packet.time % 1_000_000_000 / unit), isLittleEndian)
            + ordered.flatMap { number($0, isLittleEndian) } + extra + packet.bytes
    }

    private static var expected: [String] { (0..<requests).map { "GET /\($0) 200" } }

    @Test("is read in either order of bytes, with micro- and nanoseconds, and as old programs wrote it")
    func variants() throws {
        let packets = Self.packets
        for isLittleEndian in [true, false] {
            let micro = Self.header(0xA1B2_C3D4, isLittleEndian) + packets.flatMap { Self.record($0, isLittleEndian) }
            let nano =
                Self.header(0xA1B2_3C4D, isLittleEndian)
                + packets.flatMap { Self.record($0, isLittleEndian, unit: 1) }
            // The patches of Linux 2.0: an interface, a protocol and a type behind the lengths.
            let patched =
                Self.header(0xA1B2_CD34, isLittleEndian)
                + packets.flatMap { Self.record($0, isLittleEndian, extra: [1, 0, 0, 0, 8, 0, 0, 0]) }
            let old =
                Self.header(0xA1B2_C3D4, isLittleEndian, version: (2, 2))
                + packets.flatMap { Self.record($0, isLittleEndian, isSwapped: true) }
            let between = [false, true].map { isSwapped in
                Self.header(0xA1B2_C3D4, isLittleEndian, version: (2, 3))
                    + packets.flatMap { Self.record($0, isLittleEndian, isSwapped: isSwapped) }
            }
            for bytes in [micro, nano, patched, old] + between {
                let recording = try Recording(bytes: bytes)
                #expect(recording.lines == Self.expected)
                #expect(recording.provenance.sources.first?.warnings == [])
                #expect(recording.exchanges.first?.start.nanoseconds == packets[3].time)
            }
        }
    }

    @Test("keeps what is behind a damaged packet, and says where the damage is")
    func damage() throws {
        let packets = Self.packets
        let middle = packets.count / 2
        let head = Self.header() + packets[..<middle].flatMap { Self.record($0) }
        let tail = packets[middle...].flatMap { Self.record($0) }
        for (name, damage) in [
            ("garbage", [UInt8](repeating: 0xA5, count: 41)), ("zeros", [UInt8](repeating: 0, count: 333)),
            (
                "a length that lies",
                Self.number(1_700_000_000, true) + Self.number(5, true) + [0xFF, 0xFF, 0xFF, 0x7F, 60, 0, 0, 0]
            ),
            ("text", Array("The quick brown fox jumps over the lazy dog, again and again.".utf8)),
        ] {
            let recording = try Recording(bytes: head + damage + tail)
            #expect(recording.lines == Self.expected, "\(name)")
            let warning = recording.provenance.sources.first?.warnings.first ?? "none"
            #expect(
                warning
                    == "the capture is damaged from byte \(head.count) to byte \(head.count + damage.count), which were passed over",
                "\(name)"
            )
            #expect(recording.account.imbalances == [], "\(name)")
        }
    }

    @Test("with a packet whose length is wrong loses that one and no other")
    func wrongLength() throws {
        let packets = Self.packets
        // The request of the third connection.
        let wrong = 2 * packets.count / Self.requests + 3
        for change in [-7, -1, 3, 9] {
            var bytes = Self.header()
            for (index, packet) in packets.enumerated() {
                var record = Self.record(packet)
                if index == wrong {
                    let length = UInt32(packet.bytes.count + change)
                    record.replaceSubrange(8..<12, with: Self.number(length, true))
                    record.replaceSubrange(12..<16, with: Self.number(max(length, UInt32(packet.bytes.count)), true))
                }
                bytes += record
            }
            let recording = try Recording(bytes: bytes)
            #expect(Set(recording.lines).isSuperset(of: Self.expected.filter { !$0.contains("/2") }), "\(change)")
            #expect(recording.account.imbalances == [], "\(change)")
            #expect(recording.provenance.sources.first?.warnings.count == 1, "\(change)")
        }
    }

    @Test("with times that leap, packets of no bytes, and lengths above its own limit is read all the same")
    func oddities() throws {
        var packets = Self.packets
        for index in packets.indices where index % 2 == 1 { packets[index].time += 400_000 * 86_400 }
        packets.insert(Packet(time: 0, bytes: []), at: 3)
        let bytes = Self.header(snapLength: 96) + packets.flatMap { Self.record($0) }
        let recording = try Recording(bytes: bytes)
        #expect(Set(recording.lines) == Set(Self.expected))
        #expect(recording.provenance.sources.first?.warnings == [])
        #expect(recording.account.packets.total == UInt64(packets.count))
    }

    @Test("of a version or a link layer that nobody knows is an error that says so")
    func unknown() throws {
        for (bytes, text) in [
            (Self.header(version: (3, 0)), "version"), (Self.header(link: 147), "link"),
            (Array(Self.header().prefix(20)), "ends after 20 bytes"),
        ] {
            let error = #expect(throws: RecordingError.self) { try Recording(bytes: bytes) }
            #expect(error?.description.contains(text) == true, "\(error?.description ?? "")")
        }
    }
}

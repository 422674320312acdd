import Corpus
import TestSupport
import Testing

@testable import Capture

@Suite("A pcapng capture")
struct PcapngTests {
    /// The frames of one exchange, on a link.
    static func frames(_ link: FrameBuilder.Link, port: UInt16 = 51_000, path: String = "/") -> [[UInt8]] {
        var script = PacketScript(FrameBuilder(link: link))
        var connection = PacketScript.Connection(client: .init([10, 0, 0, 7], port))
        script.open(&connection)
        script.send(&connection, .client, "GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
        script.send(&connection, .server, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        script.close(&connection)
        return script.packets.map(\.bytes)
    }

    /// A file of one interface, with a packet each millisecond.
    private static func file(
        _ link: FrameBuilder.Link = .ethernet,
        isLittleEndian: Bool = true,
        options: [(UInt16, [UInt8])] = [],
        unitsPerMillisecond: UInt64 = 1000,
        start: UInt64 = 1_700_000_000_000_000
    ) -> PcapngBuilder {
        var builder = PcapngBuilder(isLittleEndian: isLittleEndian)
        builder.interface(link.number, options: options)
        for (index, frame) in frames(link).enumerated() {
            builder.packet(0, stamp: start + UInt64(index) * unitsPerMillisecond, frame)
        }
        return builder
    }

    private static let start: Int64 = 1_700_000_000_000_000_000

    @Test("is read in either order of bytes")
    func byteOrder() throws {
        for isLittleEndian in [true, false] {
            let recording = try Recording(bytes: Self.file(isLittleEndian: isLittleEndian).bytes)
            #expect(recording.lines == ["GET / 200"])
            #expect(recording.provenance.sources.first?.kind == "pcapng")
            #expect(recording.provenance.sources.first?.warnings == [])
            // The fourth packet, after the handshake.
            #expect(recording.exchanges.first?.start.nanoseconds == Self.start + 3_000_000)
        }
    }

    @Test("whose interfaces have different link layers is read whole")
    func linkTypes() throws {
        var builder = PcapngBuilder()
        let links: [FrameBuilder.Link] = [.ethernet, .raw, .linuxCooked2, .null]
        for (index, link) in links.enumerated() {
            builder.interface(link.number, snapLength: UInt32(index) * 1000 + 500)
        }
        builder.interface(147)
        for (index, link) in links.enumerated() {
            for frame in Self.frames(link, port: 51_000 + UInt16(index), path: "/\(index)") {
                builder.packet(UInt32(index), stamp: 1_700_000_000_000_000, frame)
            }
        }
        builder.packet(4, stamp: 0, [1, 2, 3])
        let recording = try Recording(bytes: builder.bytes)
        #expect(Set(recording.lines) == Set((0..<4).map { "GET /\($0) 200" }))
        #expect(recording.account.events["unknownLinkTypes"] == 1)
        #expect(recording.account.packets.notIP == 1)
        let warning = try #require(recording.provenance.sources.first?.warnings.first)
        #expect(warning.hasPrefix("the link layer of interface 4 is "))
        // The filter is compiled for each of them.
        let filtered = try Recording(bytes: builder.bytes) { $0.filter = "tcp port 51002" }
        #expect(filtered.lines == ["GET /2 200"])
        // All but those of the third connection, and the one that no expression is about.
        #expect(filtered.account.packets.filtered == 3 * UInt64(Self.frames(.ethernet).count))
    }

    @Test("has the time that its interface's units and offset say")
    func times() throws {
        let nanoseconds = Self.file(
            options: [(9, [9])],
            unitsPerMillisecond: 1_000_000,
            start: 1_700_000_000_000_000_000
        )
        let milliseconds = Self.file(options: [(9, [3])], unitsPerMillisecond: 1, start: 1_700_000_000_000)
        let picoseconds = Self.file(options: [(9, [12])], unitsPerMillisecond: 1_000_000_000, start: 0)
        let binary = Self.file(options: [(9, [0x80 | 10])], unitsPerMillisecond: 1, start: 1_700_000_000 << 10)
        var offset = PcapngBuilder()
        offset = Self.file(options: [(14, offset.number(Int64(1_700_000_000)))], start: 0)
        func start(_ builder: PcapngBuilder) throws -> Int64? {
            try Recording(bytes: builder.bytes).exchanges.first?.start.nanoseconds
        }
        #expect(try start(nanoseconds) == Self.start + 3_000_000)
        #expect(try start(milliseconds) == Self.start + 3_000_000)
        #expect(try start(picoseconds) == 3_000_000)
        #expect(try start(binary) == Self.start + 3_000_000_000 / 1024)
        #expect(try start(offset) == Self.start + 3_000_000)
    }

    @Test(
        "may stamp what no clock shows",
        arguments: [0, 6, 9, 19, 20, 127, 0x80, 0x80 | 63, 0x80 | 64, 0xFF] as [UInt8]
    )
    func hostileTimes(_ resolution: UInt8) {
        for offset in [0, Int64.min, .max] {
            let interface = PcapngInterface(linkType: 1, snapLength: 0, resolution: resolution, offset: offset)
            for stamp in [0, 1, 1 << 32, UInt64.max] { _ = interface.time(stamp) }
        }
        let usual = PcapngInterface(linkType: 1, snapLength: 0)
        #expect(usual.time(1_500_000).nanoseconds == 1_500_000_000)
    }

    @Test("has simple and obsolete packets too, and what was dropped, and other blocks")
    func otherBlocks() throws {
        var builder = PcapngBuilder()
        builder.interface(1)
        builder.block(4, [0, 0, 0, 0])
        builder.block(0x0A, builder.number(UInt32(0x544C_534B)) + builder.number(UInt32(3)) + Array("key".utf8))
        builder.block(0xBAD, [1, 2, 3, 4])
        for (index, frame) in Self.frames(.ethernet).enumerated() {
            let length = builder.number(UInt32(frame.count))
            if index % 2 == 0 {
                builder.block(3, length + frame)
            } else {
                let head = builder.number(UInt16(0)) + builder.number(UInt16(0)) + builder.number(UInt64(0))
                builder.block(2, head + length + length + frame)
            }
        }
        let drops = builder.encoded([(5, builder.number(UInt64(3))), (7, builder.number(UInt64(4)))])
        builder.block(5, builder.number(UInt32(0)) + builder.number(UInt64(0)) + drops)
        let recording = try Recording(bytes: builder.bytes)
        #expect(recording.lines == ["GET / 200"])
        #expect(recording.account.packets.droppedByKernel == 7)
        #expect(recording.account.events["secretBlocks"] == 1)
        #expect(recording.account.imbalances == [])
    }

    @Test("of several sections is read whole, each with its own interfaces")
    func sections() throws {
        let first = Self.file(.raw, isLittleEndian: false)
        var second = PcapngBuilder()
        second.interface(1)
        for frame in Self.frames(.ethernet, port: 52_000, path: "/second") { second.packet(0, stamp: 0, frame) }
        #expect(try Set(Recording(bytes: first.bytes + second.bytes).lines) == ["GET / 200", "GET /second 200"])
    }

    @Test("has what each interface dropped, as its last statistics have it, in each section")
    func drops() throws {
        func section(_ counts: [(interface: UInt32, byInterface: UInt64?, bySystem: UInt64?)]) -> [UInt8] {
            var builder = PcapngBuilder()
            builder.interface(1)
            builder.interface(1)
            for count in counts {
                let options =
                    (count.byInterface.map { [(UInt16(5), builder.number($0))] } ?? [])
                    + (count.bySystem.map { [(UInt16(7), builder.number($0))] } ?? [])
                builder.block(
                    5,
                    builder.number(count.interface) + builder.number(UInt64(0)) + builder.encoded(options)
                )
            }
            return builder.bytes
        }
        let first = section([(0, nil, 4), (1, 1, 1), (0, nil, 10), (0, 3, nil), (1, 1, 1)])
        let second = section([(0, nil, 5), (7, 1000, 1000)])
        let recording = try Recording(bytes: first + second)
        #expect(recording.account.packets.droppedByKernel == 10 + 3 + 2 + 5)
        // There is no interface 7.
        #expect(recording.provenance.sources.first?.warnings.count == 1)
    }

    @Test("with a packet of no interface, or longer than its block, has it counted as unreadable")
    func badPackets() throws {
        var builder = PcapngBuilder()
        builder.interface(1)
        builder.packet(7, stamp: 0, [1])
        let lie = builder.number(UInt32(500))
        builder.block(6, builder.number(UInt32(0)) + builder.number(UInt64(0)) + lie + lie)
        builder.block(6, [1, 2, 3, 4])
        let recording = try Recording(bytes: builder.bytes)
        #expect(recording.provenance.sources.first?.warnings.count == 3)
        #expect(recording.account.packets.total == 0)
    }

    @Test("with a filter that is no expression is an error, whatever is in it")
    func badFilter() {
        #expect(throws: RecordingError.self) { try Recording(bytes: PcapngBuilder().bytes) { $0.filter = "tcp prot" } }
    }

    @Test("names of hosts are used where a request, or a client's hello, names none", arguments: [true, false])
    func names(isLittleEndian: Bool) throws {
        var script = PacketScript(FrameBuilder(link: .raw))
        var connection = PacketScript.Connection()
        script.open(&connection)
        script.send(&connection, .client, "GET /old HTTP/1.0\r\n\r\n")
        script.send(&connection, .server, "HTTP/1.0 204 No Content\r\n\r\n")
        script.send(&connection, .client, "GET /new HTTP/1.1\r\nHost: own.test\r\n\r\n")
        script.send(&connection, .server, "HTTP/1.1 204 No Content\r\n\r\n")
        // A hello that is cut short names nobody.
        var secret = PacketScript.Connection(
            client: .init([10, 0, 0, 8], 40_000),
            server: .init([10, 0, 0, 2], 443)
        )
        script.open(&secret)
        script.send(&secret, .client, [22, 3, 1, 0, 5, 1, 0, 0, 1, 0])
        var builder = PcapngBuilder(isLittleEndian: isLittleEndian)
        builder.interface(101)
        let records: [(UInt16, [UInt8])] = [
            (1, [10, 0, 0, 1] + Array("shop.internal\0alias.internal\0".utf8)),
            (1, [10, 0, 0, 2] + Array("bank.internal\0".utf8)),
            (2, [UInt8](repeating: 1, count: 16) + Array("six.internal\0".utf8)), (1, [1, 2]), (1, [10, 0, 0, 3, 0]),
        ]
        builder.block(4, builder.encoded(records))
        for packet in script.packets { builder.packet(0, stamp: UInt64(packet.time / 1000), packet.bytes) }
        let recording = try Recording(bytes: builder.bytes)
        #expect(recording.exchanges.map(\.request.authority) == ["shop.internal:8080", "own.test"])
        #expect(recording.account.serversWithoutKey == ["bank.internal": 1])
        #expect(recording.account.imbalances == [])
    }
}

import Corpus
import TestSupport
import Testing

@testable import Capture

@Suite("Segments are found within tunnels")
struct TunnelDecoderTests {
    private static let inner = (FrameBuilder.End([10, 9, 0, 7], 51_234), FrameBuilder.End([10, 9, 0, 1], 80))
    private static let inner6 = (
        FrameBuilder.End([0x20, 1, 0xD, 0xB8] + [UInt8](repeating: 0, count: 11) + [7], 51_234),
        FrameBuilder.End([0x20, 1, 0xD, 0xB8] + [UInt8](repeating: 0, count: 11) + [1], 80)
    )
    private static let outer = (FrameBuilder.End([192, 0, 2, 1], 40_000), FrameBuilder.End([192, 0, 2, 2], 0))
    private static let payload = Array("GET / HTTP/1.1\r\n\r\n".utf8)

    /// The tunnelled packet, from its Ethernet header or from its IP header on.
    private static func packet(
        _ link: FrameBuilder.Link,
        _ ends: (FrameBuilder.End, FrameBuilder.End) = inner
    ) -> [UInt8] {
        let builder = FrameBuilder(link: link)
        let segment = builder.segment(
            from: ends.0,
            to: ends.1,
            sequence: 7,
            acknowledgment: 9,
            flags: 0x18,
            payload: payload
        )
        return builder.frame(segment, from: ends.0, to: ends.1)
    }

    /// A frame of the outer network that carries some bytes.
    private static func frame(_ transport: UInt8, _ bytes: [UInt8]) -> [UInt8] {
        FrameBuilder().frame(bytes, from: outer.0, to: outer.1, transport: transport)
    }

    private static func udp(_ port: UInt16, _ bytes: [UInt8], from source: UInt16 = 40_000) -> [UInt8] {
        let length = FrameBuilder.big(UInt16(8 + bytes.count))
        return frame(17, FrameBuilder.big(source) + FrameBuilder.big(port) + length + [0, 0] + bytes)
    }

    private static func gre(_ header: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
        frame(47, header + bytes)
    }

    /// An Ethernet frame of some type.
    private static func ethernet(_ type: UInt16, _ bytes: [UInt8]) -> [UInt8] {
        [UInt8](repeating: 2, count: 12) + FrameBuilder.big(type) + bytes
    }

    private static let vxlan: [UInt8] = [8, 0, 0, 0, 0, 0, 42, 0]

    static let tunnels: [(name: String, bytes: [UInt8])] = [
        ("VXLAN", udp(4789, vxlan + packet(.ethernet))), ("VXLAN on Linux's port", udp(8472, vxlan + packet(.vlan))),
        ("VXLAN of IPv6", udp(4789, vxlan + packet(.ethernet, inner6))),
        ("VXLAN-GPE of IP", udp(4790, [0x0C, 0, 0, 1, 0, 0, 42, 0] + packet(.raw))),
        ("VXLAN-GPE of Ethernet", udp(4790, [0x0C, 0, 0, 3, 0, 0, 42, 0] + packet(.ethernet))),
        ("Geneve of Ethernet", udp(6081, [0, 0, 0x65, 0x58, 0, 0, 42, 0] + packet(.ethernet))),
        ("Geneve of IP, with options", udp(6081, [2, 0, 8, 0, 0, 0, 42, 0, 1, 2, 3, 4, 5, 6, 7, 8] + packet(.raw))),
        ("GTP", udp(2152, [0x30, 0xFF, 0, 9, 0, 0, 0, 1] + packet(.raw))),
        ("GTP with a sequence number", udp(2152, [0x32, 0xFF, 0, 9, 0, 0, 0, 1, 0, 5, 0, 0] + packet(.raw))),
        (
            "GTP with extension headers",
            udp(
                2152,
                [0x34, 0xFF, 0, 9, 0, 0, 0, 1, 0, 0, 0, 0x85, 1, 0, 0, 0x85, 2, 0, 0, 0, 0, 0, 0, 0] + packet(.raw)
            )
        ),
        ("Teredo", udp(3544, packet(.raw, inner6))), ("Teredo's answer", udp(40_000, packet(.raw, inner6), from: 3544)),
        ("Teredo with an origin", udp(3544, [0, 0, 1, 2, 3, 4, 5, 6] + packet(.raw, inner6))),
        (
            "AYIYA",
            udp(5072, [0x44, 0x52, 0x11, 41, 0, 0, 0, 0] + [UInt8](repeating: 7, count: 36) + packet(.raw, inner6))
        ),
        ("GRE of IP", gre([0, 0, 8, 0], packet(.raw))),
        ("GRE with checksum, key and sequence", gre([0xB0, 0, 8, 0] + [UInt8](repeating: 1, count: 12), packet(.raw))),
        ("GRE of Ethernet", gre([0x20, 0, 0x65, 0x58, 0, 0, 0, 9], packet(.ethernet))),
        ("ERSPAN I", gre([0, 0, 0x88, 0xBE], packet(.ethernet))),
        ("ERSPAN II", gre([0x10, 0, 0x88, 0xBE, 0, 0, 0, 1, 0x10, 1, 0, 0, 0, 0, 0, 0], packet(.ethernet))),
        (
            "ERSPAN III",
            gre([0x10, 0, 0x22, 0xEB, 0, 0, 0, 1, 0x20, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], packet(.ethernet))
        ),
        (
            "ERSPAN III with a subheader",
            gre(
                [0x10, 0, 0x22, 0xEB, 0, 0, 0, 1, 0x20, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
                    + [UInt8](repeating: 0, count: 8),
                packet(.ethernet)
            )
        ),
        ("PPTP", gre([0x30, 0x81, 0x88, 0x0B, 0, 9, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0xFF, 3, 0, 0x21], packet(.raw))),
        ("IP in IP", frame(4, packet(.raw))), ("IPv6 in IP", frame(41, packet(.raw, inner6))),
        ("MPLS in IP", frame(137, [0, 1, 0x01, 64] + packet(.raw))),
        ("MPLS", ethernet(0x8847, [0, 1, 0, 64, 0, 2, 0x01, 64] + packet(.raw))),
        ("MPLS of Ethernet", ethernet(0x8847, [0, 2, 0x01, 64, 0, 0, 0, 0] + packet(.ethernet))),
        ("PPPoE", ethernet(0x8864, [0x11, 0, 0, 7, 0, 40, 0, 0x21] + packet(.raw))),
        ("PPPoE of IPv6", ethernet(0x8864, [0x11, 0, 0, 7, 0, 40, 0, 0x57] + packet(.raw, inner6))),
        ("PPPoE with a compressed number", ethernet(0x8864, [0x11, 0, 0, 7, 0, 40, 0x21] + packet(.raw))),
        (
            "VXLAN within GRE within IP",
            frame(4, Array(gre([0, 0, 8, 0], Array(udp(4789, vxlan + packet(.ethernet)).dropFirst(14))).dropFirst(14)))
        ),
    ]

    @Test("of every kind", arguments: tunnels.indices)
    func kinds(_ index: Int) throws {
        let (name, bytes) = Self.tunnels[index]
        let decoded = PacketDecoder(linkType: .ethernet).decode(bytes.span.bytes)
        guard case .tcp(let segment) = decoded else {
            Issue.record("\(name): \(decoded)")
            return
        }
        #expect(segment.isTunnelled)
        #expect(segment.source.port == 51_234 && segment.destination.port == 80)
        #expect(["10.9.0.7:51234", "[2001:db8::7]:51234"].contains(segment.source.description))
        #expect(Array(bytes[segment.payload]) == Self.payload)
    }

    @Test("and no packet cut anywhere, and no change of any byte, does harm", arguments: tunnels.indices)
    func damage(_ index: Int) {
        let whole = Self.tunnels[index].bytes
        let decoder = PacketDecoder(linkType: .ethernet)
        var random = SeededGenerator(seed: UInt64(index))
        for length in 0...whole.count {
            check(decoder.decode(Array(whole.prefix(length)).span.bytes), within: length)
        }
        for position in whole.indices {
            var changed = whole
            for value in [0, 0xFF, UInt8.random(in: .min ... .max, using: &random)] {
                changed[position] = value
                check(decoder.decode(changed.span.bytes), within: changed.count)
            }
        }
    }

    private func check(_ decoded: DecodedPacket, within count: Int) {
        switch decoded {
        case .tcp(let segment): #expect(segment.payload.lowerBound >= 0 && segment.payload.upperBound <= count)
        case .fragment(let fragment): #expect(fragment.payload.lowerBound >= 0 && fragment.payload.upperBound <= count)
        default: break
        }
    }

    @Test("but not in what only has a tunnel's port")
    func otherProtocols() {
        let decoder = PacketDecoder(linkType: .ethernet)
        for port in [4789, 4790, 6081, 2152, 3544, 53] as [UInt16] {
            let bytes = Self.udp(port, [0xF0] + [UInt8](repeating: 0xF1, count: 60))
            #expect(decoder.decode(bytes.span.bytes) == .otherTransport, "port \(port)")
        }
        let arp = Self.udp(4789, Self.vxlan + Self.ethernet(0x0806, [UInt8](repeating: 0, count: 28)))
        #expect(decoder.decode(arp.span.bytes) == .notIP)
    }

    @Test("and only so deep")
    func depth() {
        let decoder = PacketDecoder(linkType: .rawIP)
        var bytes = Self.packet(.raw)
        for depth in 1...20 {
            bytes = FrameBuilder(link: .raw).frame(bytes, from: Self.outer.0, to: Self.outer.1, transport: 4)
            if case .tcp = decoder.decode(bytes.span.bytes) {
                #expect(depth <= 8)
            } else {
                #expect(depth > 8)
            }
        }
    }

    @Test("also where the outer packet came in fragments")
    func fragments() throws {
        let inner = [0, 0, 8, 0] + Self.packet(.raw)
        var script = PacketScript()
        let builder = FrameBuilder()
        let cut = 24
        script.add(
            builder.frame(
                Array(inner[..<cut]),
                from: Self.outer.0,
                to: Self.outer.1,
                transport: 47,
                fragment: (0, true)
            )
        )
        script.add(
            builder.frame(
                Array(inner[cut...]),
                from: Self.outer.0,
                to: Self.outer.1,
                transport: 47,
                fragment: (cut, false)
            )
        )
        let recording = try Recording(script)
        #expect(recording.lines == ["GET / -"])
        #expect(recording.account.packets.fragments == 2)
        #expect(recording.account.packets.reassembledDatagrams == 1)
        #expect(recording.account.imbalances == [])
    }

    @Test("and are counted")
    func counts() throws {
        var script = PacketScript()
        script.add(Self.udp(4789, Self.vxlan + Self.packet(.ethernet)))
        script.add(Self.packet(.ethernet))
        let recording = try Recording(script)
        #expect(recording.account.packets.tunnelled == 1)
        #expect(recording.account.packets.tcp == 2)
        // The same segment, seen within a tunnel and without it, is one.
        #expect(recording.lines == ["GET / -"])
        #expect(recording.account.bytes.duplicate == UInt64(Self.payload.count))
    }
}

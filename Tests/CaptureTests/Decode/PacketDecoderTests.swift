import TestSupport
import Testing

@testable import Capture

@Suite("Packets are decoded down to their TCP segment")
struct PacketDecoderTests {
    private let v4 = (FrameBuilder.End([10, 0, 0, 7], 51_234), FrameBuilder.End([10, 0, 0, 1], 80))
    private let v6 = (
        FrameBuilder.End([0x20, 0x01, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11) + [7], 51_234),
        FrameBuilder.End([0x20, 0x01, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11) + [1], 80)
    )
    private let payload = Array("GET / HTTP/1.1\r\n\r\n".utf8)

    private func linkType(_ link: FrameBuilder.Link) -> LinkType {
        switch link {
        case .ethernet, .vlan, .doubleVLAN: .ethernet
        case .null, .nullSwapped: .null
        case .loop: .loop
        case .linuxCooked: .linuxCooked
        case .linuxCooked2: .linuxCooked2
        case .raw: .rawIP
        }
    }

    private func frame(_ builder: FrameBuilder, _ ends: (FrameBuilder.End, FrameBuilder.End)) -> [UInt8] {
        let segment = builder.segment(
            from: ends.0,
            to: ends.1,
            sequence: 0xFFFF_FFF0,
            acknowledgment: 17,
            flags: 0x19,
            payload: payload
        )
        return builder.frame(segment, from: ends.0, to: ends.1)
    }

    private func expectSegment(_ bytes: [UInt8], _ link: FrameBuilder.Link, from source: String, to destination: String)
        throws
    {
        let decoded = PacketDecoder(linkType: linkType(link)).decode(bytes.span.bytes)
        guard case .tcp(let segment) = decoded else {
            Issue.record("\(link): \(decoded)")
            return
        }
        #expect(segment.source.description == source)
        #expect(segment.destination.description == destination)
        #expect(segment.sequence == 0xFFFF_FFF0)
        #expect(segment.acknowledgment == 17)
        #expect(segment.flags.contains([.ack, .fin]))
        #expect(Array(bytes[segment.payload]) == payload)
        #expect(segment.wireLength == payload.count)
        #expect(!segment.isCut)
    }

    @Test("every link layer, in IPv4 and IPv6", arguments: FrameBuilder.Link.allCases)
    func links(_ link: FrameBuilder.Link) throws {
        var builder = FrameBuilder(link: link)
        // Ethernet pads short frames; the padding is no payload.
        builder.padding = 6
        try expectSegment(frame(builder, v4), link, from: "10.0.0.7:51234", to: "10.0.0.1:80")
        try expectSegment(frame(builder, v6), link, from: "[2001:db8::7]:51234", to: "[2001:db8::1]:80")
    }

    @Test("options and extension headers are passed over")
    func options() throws {
        var builder = FrameBuilder()
        builder.ipOptions = [7, 4, 4, 0, 1, 1, 1, 0]
        builder.tcpOptions = [1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2]
        try expectSegment(frame(builder, v4), .ethernet, from: "10.0.0.7:51234", to: "10.0.0.1:80")
        builder.extensionHeaders = [
            (0, [0, 0, 1, 4, 0, 0, 0, 0]), (60, [0, 1] + [UInt8](repeating: 0, count: 14)),
            (43, [0, 0, 0, 0, 0, 0, 0, 0]),
        ]
        try expectSegment(frame(builder, v6), .ethernet, from: "[2001:db8::7]:51234", to: "[2001:db8::1]:80")
    }

    @Test("a length of 0, as segmentation offload leaves it, means all that was captured")
    func offload() throws {
        var bytes = frame(FrameBuilder(), v4)
        bytes[16] = 0
        bytes[17] = 0
        try expectSegment(bytes, .ethernet, from: "10.0.0.7:51234", to: "10.0.0.1:80")
    }

    @Test("what is not TCP is told apart")
    func others() {
        let decoder = PacketDecoder(linkType: .ethernet)
        let builder = FrameBuilder()
        let udp = builder.frame([0, 53, 0, 53, 0, 8, 0, 0], from: v4.0, to: v4.1, transport: 17)
        #expect(decoder.decode(udp.span.bytes) == .otherTransport)
        let udp6 = builder.frame([0, 53, 0, 53, 0, 8, 0, 0], from: v6.0, to: v6.1, transport: 17)
        #expect(decoder.decode(udp6.span.bytes) == .otherTransport)
        var arp = frame(builder, v4)
        arp[13] = 0x06
        #expect(decoder.decode(arp.span.bytes) == .notIP)
    }

    @Test("a payload that the capture cut short is what there is of it")
    func cut() {
        let bytes = Array(frame(FrameBuilder(), v4).dropLast(5))
        guard case .tcp(let segment) = PacketDecoder(linkType: .ethernet).decode(bytes.span.bytes) else {
            Issue.record("no segment")
            return
        }
        #expect(segment.isCut)
        #expect(segment.payload.count == payload.count - 5)
        #expect(segment.wireLength == payload.count)
    }

    @Test("no packet cut anywhere, and no change of any byte, does harm", arguments: FrameBuilder.Link.allCases)
    func damage(_ link: FrameBuilder.Link) {
        var builder = FrameBuilder(link: link)
        builder.extensionHeaders = [(0, [0, 0, 1, 4, 0, 0, 0, 0])]
        let decoder = PacketDecoder(linkType: linkType(link))
        var random = SeededGenerator(seed: 7)
        for ends in [v4, v6] {
            let whole = frame(builder, ends)
            for length in 0...whole.count {
                let part = Array(whole.prefix(length))
                check(decoder.decode(part.span.bytes), within: part.count)
            }
            for _ in 0..<5000 {
                var changed = whole
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    changed[Int.random(in: 0..<changed.count, using: &random)] = UInt8.random(
                        in: 0...255,
                        using: &random
                    )
                }
                check(decoder.decode(changed.span.bytes), within: changed.count)
            }
        }
    }

    private func check(_ decoded: DecodedPacket, within count: Int) {
        switch decoded {
        case .tcp(let segment):
            #expect(segment.payload.lowerBound >= 0 && segment.payload.upperBound <= count)
            #expect(segment.wireLength >= segment.payload.count)
        case .fragment(let fragment):
            #expect(fragment.payload.lowerBound >= 0 && fragment.payload.upperBound <= count)
        case .otherTransport, .notIP, .malformed:
            break
        }
    }
}

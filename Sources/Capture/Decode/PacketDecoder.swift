/// Finds the TCP segment in a packet: link layer, IP, TCP, and tunnels between them.
///
/// Pure, and without a copy: what it finds are ranges of the packet's bytes. Only fragments are held, see
/// ``FragmentAssembler``.
struct PacketDecoder: Sendable {
    private let linkType: LinkType

    /// A decoder for the packets of one capture.
    init(linkType: LinkType) {
        self.linkType = linkType
    }

    /// Decodes a packet.
    func decode(_ packet: RawSpan) -> DecodedPacket {
        Self.follow(link(packet), in: packet)
    }

    /// Decodes the payload of a datagram that was put together from fragments.
    static func decode(datagram: RawSpan, of key: IPFragment.Key) -> DecodedPacket {
        let step = IPDecoder.decode(
            datagram: datagram,
            transport: key.transport,
            source: key.source,
            destination: key.destination
        )
        return follow(step, in: datagram)
    }

    /// Tunnels within tunnels that are followed; a packet with more is malformed.
    private static let tunnelLimit = 8

    /// Reads one header after another.
    private static func follow(_ first: DecodingStep, in packet: RawSpan) -> DecodedPacket {
        var step = first
        var tunnels = 0
        while true {
            let layer: Layer
            let offset: Int
            switch step {
            case .done(.tcp(var segment)):
                segment.isTunnelled = tunnels > 0
                return .tcp(segment)
            case .done(let packet):
                return packet
            case .next(let found, let place):
                (layer, offset) = (found, place)
            case .tunnel(let found, let place):
                tunnels += 1
                guard tunnels <= tunnelLimit else { return .malformed }
                (layer, offset) = (found, place)
            }
            guard offset < packet.byteCount else { return .malformed }
            switch layer {
            case .ip: step = IPDecoder.decode(packet, from: offset)
            case .ethernet: step = LinkDecoder.ethernet(packet, from: offset)
            case .network(let type): step = LinkDecoder.network(packet, type: type, from: offset)
            case .ppp: step = LinkDecoder.ppp(packet, from: offset)
            }
        }
    }

    /// Reads the capture's own link layer.
    private func link(_ packet: RawSpan) -> DecodingStep {
        switch linkType {
        case .rawIP: return .next(.ip, at: 0)
        case .ethernet: return .next(.ethernet, at: 0)
        case .ppp: return .next(.ppp, at: 0)
        case .linuxCooked:
            guard packet.byteCount >= 16 else { return .done(.malformed) }
            return .next(.network(packet.uint16(at: 14)), at: 16)
        case .linuxCooked2:
            // The type comes first here, and the rest of the header after it.
            guard packet.byteCount >= 20 else { return .done(.malformed) }
            return .next(.network(packet.uint16(at: 0)), at: 20)
        case .ciscoHDLC:
            guard packet.byteCount >= 4 else { return .done(.malformed) }
            return .next(.network(packet.uint16(at: 2)), at: 4)
        case .null, .loop:
            guard packet.byteCount >= 4 else { return .done(.malformed) }
            let family = packet.uint32(at: 0)
            let isIP = isIPFamily(linkType == .null && family > 0xFFFF ? family.byteSwapped : family)
            return isIP ? .next(.ip, at: 4) : .done(.notIP)
        }
    }

    /// AF_INET is 2 everywhere; AF_INET6 is 24, 28 or 30 on the BSDs and macOS, 10 on Linux, 23 on Windows.
    private func isIPFamily(_ family: UInt32) -> Bool {
        switch family {
        case 2, 10, 23, 24, 28, 30: true
        default: false
        }
    }
}

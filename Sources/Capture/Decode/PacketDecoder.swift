/// Finds the TCP segment in a packet: link layer, IP, TCP.
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
        var offset = 0
        switch network(packet, &offset) {
        case .ip: return IPDecoder.decode(packet, from: offset)
        case .other: return .notIP
        case .cutShort: return .malformed
        }
    }

    private enum Network {
        case ip
        case other
        case cutShort
    }

    /// Reads the link layer, up to the first byte of the IP header.
    private func network(_ packet: RawSpan, _ offset: inout Int) -> Network {
        switch linkType {
        case .rawIP: return .ip
        case .ethernet: return network(packet, typeAt: 12, &offset)
        case .linuxCooked: return network(packet, typeAt: 14, &offset)
        case .linuxCooked2:
            guard packet.byteCount >= 20 else { return .cutShort }
            // The type comes first here, and the rest of the header after it.
            offset = 20
            return network(packet, taggedAs: packet.uint16(at: 0), &offset)
        case .null, .loop:
            guard packet.byteCount >= 4 else { return .cutShort }
            offset = 4
            let family = packet.uint32(at: 0)
            return isIPFamily(linkType == .null && family > 0xFFFF ? family.byteSwapped : family) ? .ip : .other
        }
    }

    private func network(_ packet: RawSpan, typeAt start: Int, _ offset: inout Int) -> Network {
        guard packet.byteCount >= start &+ 2 else { return .cutShort }
        offset = start &+ 2
        return network(packet, taggedAs: packet.uint16(at: start), &offset)
    }

    /// Follows VLAN tags (802.1Q and QinQ) to the network layer.
    private func network(_ packet: RawSpan, taggedAs type: UInt16, _ offset: inout Int) -> Network {
        var type = type
        while true {
            switch type {
            case 0x0800, 0x86DD:
                return .ip
            // 802.1Q, 802.1ad, and the tag that was used for QinQ before it: two bytes of tag, and the type within.
            case 0x8100, 0x88A8, 0x9100:
                guard packet.byteCount &- offset >= 4 else { return .cutShort }
                type = packet.uint16(at: offset &+ 2)
                offset &+= 4
            default:
                return .other
            }
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

/// What a packet is.
enum DecodedPacket: Sendable, Hashable {
    /// A TCP segment.
    case tcp(TCPSegment)
    /// A part of an IP datagram.
    case fragment(IPFragment)
    /// IP, but not TCP.
    case otherTransport
    /// Not IP.
    case notIP
    /// A header that contradicts itself, or is cut short.
    case malformed
}

extension RawSpan {
    /// Two bytes in network order; the offset has to be within.
    @inline(__always)
    func uint16(at offset: Int) -> UInt16 {
        UInt16(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }

    /// Four bytes in network order; the offset has to be within.
    @inline(__always)
    func uint32(at offset: Int) -> UInt32 {
        UInt32(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    /// Eight bytes in network order; the offset has to be within.
    @inline(__always)
    func uint64(at offset: Int) -> UInt64 {
        UInt64(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}

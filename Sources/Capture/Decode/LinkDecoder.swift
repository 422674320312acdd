import HTTPWire

/// Reads what lies between the wire and IP: Ethernet, VLAN tags, MPLS, PPPoE, PPP.
enum LinkDecoder {
    /// Reads an Ethernet header, up to what its EtherType says (IEEE 802.3, section 3).
    static func ethernet(_ packet: RawSpan, from start: Int) -> DecodingStep {
        guard packet.byteCount &- start >= 14 else { return .done(.malformed) }
        return .next(.network(packet.uint16(at: start &+ 12)), at: start &+ 14)
    }

    /// Reads what an EtherType stands for.
    static func network(_ packet: RawSpan, type: UInt16, from start: Int) -> DecodingStep {
        switch type {
        case 0x0800, 0x86DD:
            return .next(.ip, at: start)
        // 802.1Q, 802.1ad, and the tag that was used for QinQ before it: two bytes of tag, and the type within.
        case 0x8100, 0x88A8, 0x9100:
            guard packet.byteCount &- start >= 4 else { return .done(.malformed) }
            return .next(.network(packet.uint16(at: start &+ 2)), at: start &+ 4)
        // Transparent Ethernet bridging (RFC 1701), as GRE and Geneve have it.
        case 0x6558:
            return .next(.ethernet, at: start)
        case 0x8847, 0x8848:
            return labels(packet, from: start)
        case 0x8864:
            // PPPoE, session stage (RFC 2516, section 4): version and type, code, session, length.
            guard packet.byteCount &- start >= 8 else { return .done(.malformed) }
            return .tunnel(.ppp, at: start &+ 6)
        case 0...1500:
            return subnetwork(packet, from: start)
        default:
            return .done(.notIP)
        }
    }

    /// Reads a packet of PPP, with or without the address and control of HDLC before it (RFC 1662, section 3.1).
    static func ppp(_ packet: RawSpan, from start: Int) -> DecodingStep {
        var start = start
        if packet.byteCount &- start >= 2, packet.uint16(at: start) == 0xFF03 { start &+= 2 }
        guard packet.byteCount &- start >= 2 else { return .done(.malformed) }
        var number = packet.uint16(at: start)
        start &+= 2
        // A compressed number is one byte, and odd (RFC 1661, section 6.5).
        if number >> 8 & 1 == 1 {
            number >>= 8
            start &-= 1
        }
        switch number {
        case 0x0021, 0x0057: return .next(.ip, at: start)
        case 0x0281, 0x0283: return labels(packet, from: start)
        default: return .done(.notIP)
        }
    }

    /// Passes over the labels of MPLS (RFC 3032, section 2.1), down to the one at the bottom of their stack.
    ///
    /// Nothing says what follows: IP shows by its version, and Ethernet by the control word before it, which begins with
    /// four bits of 0 (RFC 4385, section 3).
    static func labels(_ packet: RawSpan, from start: Int) -> DecodingStep {
        var offset = start
        while true {
            guard packet.byteCount &- offset > 4 else { return .done(.malformed) }
            let isBottom = packet.byte(offset &+ 2) & 1 == 1
            offset &+= 4
            if isBottom { break }
        }
        switch packet.byte(offset) >> 4 {
        case 4, 6: return .tunnel(.ip, at: offset)
        case 0: return .tunnel(.ethernet, at: offset &+ 4)
        default: return .done(.notIP)
        }
    }

    /// IEEE 802.2 with a subnetwork header of an EtherType (RFC 1042); other frames with a length are not IP.
    private static func subnetwork(_ packet: RawSpan, from start: Int) -> DecodingStep {
        guard packet.byteCount &- start >= 8, packet.uint32(at: start) == 0xAAAA_0300,
            packet.uint16(at: start &+ 4) == 0
        else { return .done(.notIP) }
        return .next(.network(packet.uint16(at: start &+ 6)), at: start &+ 8)
    }
}

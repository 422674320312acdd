import HTTPWire

/// Finds the packet within a tunnel: GRE and what is said in it, and the tunnels over UDP.
enum TunnelDecoder {
    /// The ports of tunnels over UDP.
    private enum Port {
        static let ayiya: UInt16 = 5072
        static let geneve: UInt16 = 6081
        static let gtpUser: UInt16 = 2152
        static let teredo: UInt16 = 3544
        static let vxlan: UInt16 = 4789
        /// What Linux took before the number was assigned.
        static let vxlanOfLinux: UInt16 = 8472
        static let vxlanGPE: UInt16 = 4790
    }

    /// Reads a GRE header (RFC 2784; RFC 2890 for key and sequence number; RFC 2637, section 4.1, for version 1).
    static func gre(_ packet: RawSpan, from start: Int) -> DecodingStep {
        guard packet.byteCount &- start >= 4 else { return .done(.malformed) }
        let flags = packet.uint16(at: start)
        let type = packet.uint16(at: start &+ 2)
        let hasChecksum = flags & 0x8000 != 0
        let hasKey = flags & 0x2000 != 0
        let hasSequence = flags & 0x1000 != 0
        var offset = start &+ 4
        switch flags & 7 {
        case 0:
            if hasChecksum || flags & 0x4000 != 0 { offset &+= 4 }
            if hasKey { offset &+= 4 }
            if hasSequence { offset &+= 4 }
        case 1:
            // Payload length and call number stand where the key is; without a sequence number it carries nothing.
            guard type == 0x880B, hasSequence else { return .done(.otherTransport) }
            offset &+= 8
            if flags & 0x0080 != 0 { offset &+= 4 }
            return .tunnel(.ppp, at: offset)
        default:
            return .done(.otherTransport)
        }
        switch type {
        // ERSPAN (draft-foschiano-erspan): type I has no header of its own, type II eight bytes and a sequence number.
        case 0x88BE: return .tunnel(.ethernet, at: hasSequence ? offset &+ 8 : offset)
        case 0x22EB:
            guard packet.byteCount &- offset >= 12 else { return .done(.malformed) }
            let hasSubheader = packet.byte(offset &+ 11) & 1 == 1
            return .tunnel(.ethernet, at: offset &+ (hasSubheader ? 20 : 12))
        case 0x880B: return .tunnel(.ppp, at: offset)
        default: return .tunnel(.network(type), at: offset)
        }
    }

    /// Reads a UDP header and that of the tunnel that its port stands for.
    ///
    /// What only has the port and not the form of a tunnel is another protocol.
    static func udp(_ packet: RawSpan, from start: Int) -> DecodingStep {
        guard packet.byteCount &- start >= 8 else { return .done(.malformed) }
        let body = start &+ 8
        switch packet.uint16(at: start &+ 2) {
        case Port.vxlan, Port.vxlanOfLinux: return vxlan(packet, from: body)
        case Port.vxlanGPE: return vxlanGPE(packet, from: body)
        case Port.geneve: return geneve(packet, from: body)
        case Port.gtpUser: return gtp(packet, from: body)
        default: break
        }
        // Both directions have the server's port, as one end or the other.
        let (source, destination) = (packet.uint16(at: start), packet.uint16(at: start &+ 2))
        if source == Port.teredo || destination == Port.teredo { return teredo(packet, from: body) }
        if source == Port.ayiya || destination == Port.ayiya { return ayiya(packet, from: body) }
        return .done(.otherTransport)
    }

    /// RFC 7348, section 5: eight bytes, of which one bit says that there is a network identifier.
    private static func vxlan(_ packet: RawSpan, from start: Int) -> DecodingStep {
        guard packet.byteCount &- start >= 8, packet.byte(start) & 0x08 != 0 else { return .done(.otherTransport) }
        return .tunnel(.ethernet, at: start &+ 8)
    }

    /// draft-ietf-nvo3-vxlan-gpe, section 3: the last byte of the first word says what follows.
    private static func vxlanGPE(_ packet: RawSpan, from start: Int) -> DecodingStep {
        guard packet.byteCount &- start >= 8, packet.byte(start) & 0x0C == 0x0C else { return .done(.otherTransport) }
        switch packet.byte(start &+ 3) {
        case 1, 2: return .tunnel(.ip, at: start &+ 8)
        case 3: return .tunnel(.ethernet, at: start &+ 8)
        default: return .done(.otherTransport)
        }
    }

    /// RFC 8926, section 3.4: version, length of the options in words, an EtherType.
    private static func geneve(_ packet: RawSpan, from start: Int) -> DecodingStep {
        guard packet.byteCount &- start >= 8, packet.byte(start) >> 6 == 0 else { return .done(.otherTransport) }
        let options = Int(packet.byte(start) & 0x3F) &* 4
        return .tunnel(.network(packet.uint16(at: start &+ 2)), at: start &+ 8 &+ options)
    }

    /// 3GPP TS 29.281, section 5.1: version 1, a G-PDU, and extension headers that each name the next one.
    private static func gtp(_ packet: RawSpan, from start: Int) -> DecodingStep {
        guard packet.byteCount &- start >= 8 else { return .done(.otherTransport) }
        let flags = packet.byte(start)
        guard flags & 0xF0 == 0x30, packet.byte(start &+ 1) == 0xFF else { return .done(.otherTransport) }
        var offset = start &+ 8
        guard flags & 7 != 0 else { return .tunnel(.ip, at: offset) }
        guard packet.byteCount &- offset >= 4 else { return .done(.malformed) }
        var hasExtension = flags & 4 != 0 && packet.byte(offset &+ 3) != 0
        offset &+= 4
        while hasExtension {
            guard packet.byteCount &- offset >= 4 else { return .done(.malformed) }
            let length = Int(packet.byte(offset)) &* 4
            guard length > 0, packet.byteCount &- offset >= length else { return .done(.malformed) }
            offset &+= length
            hasExtension = packet.byte(offset &- 1) != 0
        }
        return .tunnel(.ip, at: offset)
    }

    /// RFC 4380, section 5.1.1: IPv6, behind an authentication and an origin indication where they are there.
    private static func teredo(_ packet: RawSpan, from start: Int) -> DecodingStep {
        var offset = start
        if packet.byteCount &- offset >= 4, packet.uint16(at: offset) == 1 {
            offset &+= 13 &+ Int(packet.byte(offset &+ 2)) &+ Int(packet.byte(offset &+ 3))
        }
        if packet.byteCount &- offset >= 8, packet.uint16(at: offset) == 0 { offset &+= 8 }
        guard packet.byteCount &- offset >= 40, packet.byte(offset) >> 4 == 6 else { return .done(.otherTransport) }
        return .tunnel(.ip, at: offset)
    }

    /// draft-massar-v6ops-ayiya, section 4: lengths of identity and signature, an operation, the next header, a time.
    private static func ayiya(_ packet: RawSpan, from start: Int) -> DecodingStep {
        guard packet.byteCount &- start >= 8, packet.byte(start &+ 2) & 0x0F == 1 else { return .done(.otherTransport) }
        let identity = 1 << Int(packet.byte(start) >> 4)
        let signature = Int(packet.byte(start &+ 1) >> 4) &* 4
        switch packet.byte(start &+ 3) {
        case 4, 41: return .tunnel(.ip, at: start &+ 8 &+ identity &+ signature)
        default: return .done(.otherTransport)
        }
    }
}

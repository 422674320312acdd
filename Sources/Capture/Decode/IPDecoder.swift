import HTTPWire

/// Reads IPv4 (RFC 791) and IPv6 (RFC 8200) headers, with options and extension headers.
enum IPDecoder {
    /// What IP carries, by its number (RFC 790 and its registry).
    private enum Transport {
        static let ipv4: UInt8 = 4
        static let tcp: UInt8 = 6
        static let udp: UInt8 = 17
        static let ipv6: UInt8 = 41
        static let gre: UInt8 = 47
        static let mpls: UInt8 = 137

        /// Whether fragments are put together: those of what may hold a TCP segment.
        static func isAssembled(_ number: UInt8) -> Bool {
            number == tcp || number == udp || number == gre || number == ipv4 || number == ipv6
        }
    }

    /// Decodes an IP packet that begins at an offset of a packet.
    static func decode(_ packet: RawSpan, from start: Int) -> DecodingStep {
        guard start < packet.byteCount else { return .done(.malformed) }
        switch packet.byte(start) >> 4 {
        case 4: return decodeV4(packet, from: start)
        case 6: return decodeV6(packet, from: start)
        default: return .done(.malformed)
        }
    }

    /// Decodes the payload of a datagram that was put together from fragments.
    static func decode(datagram: RawSpan, transport: UInt8, source: IPAddress, destination: IPAddress) -> DecodingStep {
        transportLayer(
            datagram,
            from: 0,
            length: datagram.byteCount,
            header: transport,
            source: source,
            destination: destination
        )
    }

    private static func decodeV4(_ packet: RawSpan, from start: Int) -> DecodingStep {
        let captured = packet.byteCount &- start
        guard captured >= 20 else { return .done(.malformed) }
        let headerLength = Int(packet.byte(start) & 0x0F) &* 4
        // A length of 0 is what segmentation offload leaves in packets that are captured before it is filled in.
        let statedLength = Int(packet.uint16(at: start &+ 2))
        let length = statedLength == 0 ? captured : statedLength
        guard headerLength >= 20, headerLength <= length, headerLength <= captured else { return .done(.malformed) }
        let source = IPAddress.v4(packet.uint32(at: start &+ 12))
        let destination = IPAddress.v4(packet.uint32(at: start &+ 16))
        let transport = packet.byte(start &+ 9)
        let fragmentation = packet.uint16(at: start &+ 6)
        let payloadStart = start &+ headerLength
        // More fragments, or an offset in units of eight bytes.
        if fragmentation & 0x3FFF != 0 {
            guard Transport.isAssembled(transport) else { return .done(.otherTransport) }
            let payloadEnd = start &+ Swift.min(captured, length)
            return fragment(
                IPFragment(
                    key: .init(
                        source: source,
                        destination: destination,
                        identification: UInt32(packet.uint16(at: start &+ 4)),
                        transport: transport
                    ),
                    offset: Int(fragmentation & 0x1FFF) &* 8,
                    isLast: fragmentation & 0x2000 == 0,
                    payload: payloadStart..<payloadEnd,
                    isWhole: captured >= length
                )
            )
        }
        return transportLayer(
            packet,
            from: payloadStart,
            length: length &- headerLength,
            header: transport,
            source: source,
            destination: destination
        )
    }

    private static func decodeV6(_ packet: RawSpan, from start: Int) -> DecodingStep {
        let captured = packet.byteCount &- start
        guard captured >= 40 else { return .done(.malformed) }
        let statedLength = Int(packet.uint16(at: start &+ 4))
        // 0 is a jumbogram (RFC 2675), or segmentation offload.
        let length = statedLength == 0 ? captured &- 40 : statedLength
        let source = IPAddress.v6(high: packet.uint64(at: start &+ 8), low: packet.uint64(at: start &+ 16))
        let destination = IPAddress.v6(high: packet.uint64(at: start &+ 24), low: packet.uint64(at: start &+ 32))
        return transportLayer(
            packet,
            from: start &+ 40,
            length: length,
            header: packet.byte(start &+ 6),
            source: source,
            destination: destination
        )
    }

    /// Follows IPv6's extension headers to the transport layer.
    private static func transportLayer(
        _ packet: RawSpan,
        from start: Int,
        length: Int,
        header: UInt8,
        source: IPAddress,
        destination: IPAddress
    ) -> DecodingStep {
        var header = header
        var offset = start
        let end = start &+ length
        while true {
            switch header {
            case Transport.tcp:
                return segment(packet, from: offset, length: end &- offset, source, destination)
            case Transport.udp: return TunnelDecoder.udp(packet, from: offset)
            case Transport.gre: return TunnelDecoder.gre(packet, from: offset)
            case Transport.ipv4, Transport.ipv6: return .tunnel(.ip, at: offset)
            case Transport.mpls: return LinkDecoder.labels(packet, from: offset)
            // Hop-by-hop options, routing, destination options, mobility, HIP, shim6; and AH, which counts otherwise.
            case 0, 43, 60, 135, 139, 140, 51:
                guard offset &+ 8 <= Swift.min(packet.byteCount, end) else { return .done(.malformed) }
                let next = packet.byte(offset)
                let units = Int(packet.byte(offset &+ 1))
                offset &+= header == 51 ? (units &+ 2) &* 4 : (units &+ 1) &* 8
                header = next
            case 44:
                guard offset &+ 8 <= Swift.min(packet.byteCount, end) else { return .done(.malformed) }
                let next = packet.byte(offset)
                let fragmentation = packet.uint16(at: offset &+ 2)
                // An atomic fragment (RFC 6946) is the whole datagram.
                guard fragmentation & 0xFFF9 != 0 else {
                    offset &+= 8
                    header = next
                    continue
                }
                guard Transport.isAssembled(next) else { return .done(.otherTransport) }
                let payloadEnd = Swift.min(packet.byteCount, end)
                return fragment(
                    IPFragment(
                        key: .init(
                            source: source,
                            destination: destination,
                            identification: packet.uint32(at: offset &+ 4),
                            transport: next
                        ),
                        offset: Int(fragmentation & 0xFFF8),
                        isLast: fragmentation & 1 == 0,
                        payload: (offset &+ 8)..<payloadEnd,
                        isWhole: packet.byteCount >= end
                    )
                )
            default:
                return .done(.otherTransport)
            }
        }
    }

    private static func segment(
        _ packet: RawSpan,
        from start: Int,
        length: Int,
        _ source: IPAddress,
        _ destination: IPAddress
    ) -> DecodingStep {
        let segment = TCPSegment(packet, from: start, length: length, source: source, destination: destination)
        return .done(segment.map { .tcp($0) } ?? .malformed)
    }

    private static func fragment(_ fragment: IPFragment) -> DecodingStep {
        .done(.fragment(fragment))
    }
}

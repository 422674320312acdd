/// Reads IPv4 (RFC 791) and IPv6 (RFC 8200) headers, with options and extension headers.
enum IPDecoder {
    private static let tcp: UInt8 = 6

    /// Decodes an IP packet that begins at an offset of a packet.
    static func decode(_ packet: RawSpan, from start: Int) -> DecodedPacket {
        guard start < packet.byteCount else { return .malformed }
        switch packet.unsafeLoad(fromByteOffset: start, as: UInt8.self) >> 4 {
        case 4: return decodeV4(packet, from: start)
        case 6: return decodeV6(packet, from: start)
        default: return .malformed
        }
    }

    /// Decodes the payload of a datagram that was put together from fragments.
    static func decode(datagram: RawSpan, transport: UInt8, source: IPAddress, destination: IPAddress) -> DecodedPacket
    {
        transportLayer(
            datagram,
            from: 0,
            length: datagram.byteCount,
            header: transport,
            source: source,
            destination: destination
        )
    }

    private static func decodeV4(_ packet: RawSpan, from start: Int) -> DecodedPacket {
        let captured = packet.byteCount &- start
        guard captured >= 20 else { return .malformed }
        let headerLength = Int(packet.unsafeLoad(fromByteOffset: start, as: UInt8.self) & 0x0F) &* 4
        // A length of 0 is what segmentation offload leaves in packets that are captured before it is filled in.
        let statedLength = Int(packet.uint16(at: start &+ 2))
        let length = statedLength == 0 ? captured : statedLength
        guard headerLength >= 20, headerLength <= length, headerLength <= captured else { return .malformed }
        let source = IPAddress.v4(packet.uint32(at: start &+ 12))
        let destination = IPAddress.v4(packet.uint32(at: start &+ 16))
        let transport = packet.unsafeLoad(fromByteOffset: start &+ 9, as: UInt8.self)
        let fragmentation = packet.uint16(at: start &+ 6)
        let payloadStart = start &+ headerLength
        // More fragments, or an offset in units of eight bytes.
        if fragmentation & 0x3FFF != 0 {
            guard transport == tcp else { return .otherTransport }
            let payloadEnd = start &+ Swift.min(captured, length)
            return .fragment(
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
        guard transport == tcp else { return .otherTransport }
        return segment(packet, from: payloadStart, length: length &- headerLength, source, destination)
    }

    private static func decodeV6(_ packet: RawSpan, from start: Int) -> DecodedPacket {
        let captured = packet.byteCount &- start
        guard captured >= 40 else { return .malformed }
        let statedLength = Int(packet.uint16(at: start &+ 4))
        // 0 is a jumbogram (RFC 2675), or segmentation offload.
        let length = statedLength == 0 ? captured &- 40 : statedLength
        let source = IPAddress.v6(high: packet.uint64(at: start &+ 8), low: packet.uint64(at: start &+ 16))
        let destination = IPAddress.v6(high: packet.uint64(at: start &+ 24), low: packet.uint64(at: start &+ 32))
        return transportLayer(
            packet,
            from: start &+ 40,
            length: length,
            header: packet.unsafeLoad(fromByteOffset: start &+ 6, as: UInt8.self),
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
    ) -> DecodedPacket {
        var header = header
        var offset = start
        let end = start &+ length
        while true {
            switch header {
            case tcp:
                return segment(packet, from: offset, length: end &- offset, source, destination)
            // Hop-by-hop options, routing, destination options, mobility, HIP, shim6; and AH, which counts otherwise.
            case 0, 43, 60, 135, 139, 140, 51:
                guard offset &+ 8 <= Swift.min(packet.byteCount, end) else { return .malformed }
                let next = packet.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
                let units = Int(packet.unsafeLoad(fromByteOffset: offset &+ 1, as: UInt8.self))
                offset &+= header == 51 ? (units &+ 2) &* 4 : (units &+ 1) &* 8
                header = next
            case 44:
                guard offset &+ 8 <= Swift.min(packet.byteCount, end) else { return .malformed }
                let next = packet.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
                let fragmentation = packet.uint16(at: offset &+ 2)
                // An atomic fragment (RFC 6946) is the whole datagram.
                guard fragmentation & 0xFFF9 != 0 else {
                    offset &+= 8
                    header = next
                    continue
                }
                let payloadEnd = Swift.min(packet.byteCount, end)
                return .fragment(
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
                return .otherTransport
            }
        }
    }

    private static func segment(
        _ packet: RawSpan,
        from start: Int,
        length: Int,
        _ source: IPAddress,
        _ destination: IPAddress
    ) -> DecodedPacket {
        let segment = TCPSegment(packet, from: start, length: length, source: source, destination: destination)
        return segment.map { .tcp($0) } ?? .malformed
    }
}

/// Builds packets, byte by byte, as a network card would hand them over.
package struct FrameBuilder: Sendable {
    /// What a packet begins with.
    package enum Link: Sendable, Hashable, CaseIterable {
        case ethernet
        case vlan
        case doubleVLAN
        case null
        case nullSwapped
        case loop
        case linuxCooked
        case linuxCooked2
        case raw

        /// libpcap's number for it.
        package var number: UInt32 {
            switch self {
            case .ethernet, .vlan, .doubleVLAN: 1
            case .null, .nullSwapped: 0
            case .loop: 108
            case .linuxCooked: 113
            case .linuxCooked2: 276
            case .raw: 101
            }
        }
    }

    /// An end of a connection: IPv4 of four bytes, IPv6 of sixteen.
    package struct End: Sendable, Hashable {
        package var address: [UInt8]
        package var port: UInt16

        package init(_ address: [UInt8], _ port: UInt16) {
            self.address = address
            self.port = port
        }

        package var isV6: Bool { address.count == 16 }
    }

    package var link = Link.ethernet
    /// Options of the IPv4 header, a multiple of four bytes.
    package var ipOptions: [UInt8] = []
    /// Extension headers of IPv6: type and bytes, a multiple of eight.
    package var extensionHeaders: [(type: UInt8, bytes: [UInt8])] = []
    /// Options of the TCP header, a multiple of four bytes.
    package var tcpOptions: [UInt8] = []
    /// Bytes after the IP packet, as Ethernet pads short frames.
    package var padding = 0

    package init(link: Link = .ethernet) {
        self.link = link
    }

    /// A TCP segment's header and payload.
    package func segment(
        from source: End,
        to destination: End,
        sequence: UInt32,
        acknowledgment: UInt32,
        flags: UInt8,
        payload: [UInt8]
    ) -> [UInt8] {
        var bytes = Self.big(source.port) + Self.big(destination.port) + Self.big(sequence) + Self.big(acknowledgment)
        bytes += [UInt8((20 + tcpOptions.count) / 4) << 4, flags] + Self.big(UInt16(65_535)) + [0, 0, 0, 0]
        return bytes + tcpOptions + payload
    }

    /// A whole frame around a transport layer's bytes.
    ///
    /// - Parameters:
    ///   - transport: 6 for TCP.
    ///   - fragment: offset in bytes and whether more follow; nil for a whole datagram.
    package func frame(
        _ payload: [UInt8],
        from source: End,
        to destination: End,
        transport: UInt8 = 6,
        identification: UInt16 = 7,
        fragment: (offset: Int, more: Bool)? = nil
    ) -> [UInt8] {
        let packet: [UInt8]
        if source.isV6 {
            packet = v6(payload, source, destination, transport, UInt32(identification), fragment)
        } else {
            packet = v4(payload, source, destination, transport, identification, fragment)
        }
        return linkHeader(isV6: source.isV6) + packet + [UInt8](repeating: 0, count: padding)
    }

    private func v4(
        _ payload: [UInt8],
        _ source: End,
        _ destination: End,
        _ transport: UInt8,
        _ identification: UInt16,
        _ fragment: (offset: Int, more: Bool)?
    ) -> [UInt8] {
        let headerLength = 20 + ipOptions.count
        var bytes: [UInt8] = [0x40 | UInt8(headerLength / 4), 0] + Self.big(UInt16(headerLength + payload.count))
        let flags = fragment.map { UInt16($0.offset / 8) | ($0.more ? 0x2000 : 0) } ?? 0x4000
        bytes += Self.big(identification) + Self.big(flags) + [64, transport, 0, 0]
        return bytes + source.address + destination.address + ipOptions + payload
    }

    private func v6(
        _ payload: [UInt8],
        _ source: End,
        _ destination: End,
        _ transport: UInt8,
        _ identification: UInt32,
        _ fragment: (offset: Int, more: Bool)?
    ) -> [UInt8] {
        var chain = extensionHeaders
        if let fragment {
            let field = UInt16(fragment.offset) | (fragment.more ? 1 : 0)
            chain.append((44, [0, 0] + Self.big(field) + Self.big(identification)))
        }
        var headers: [UInt8] = []
        for (index, header) in chain.enumerated() {
            var bytes = header.bytes
            bytes[0] = index + 1 < chain.count ? chain[index + 1].type : transport
            headers += bytes
        }
        let length = Self.big(UInt16(headers.count + payload.count))
        let bytes: [UInt8] = [0x60, 0, 0, 0] + length + [chain.first?.type ?? transport, 64]
        return bytes + source.address + destination.address + headers + payload
    }

    private func linkHeader(isV6: Bool) -> [UInt8] {
        let type: [UInt8] = isV6 ? [0x86, 0xDD] : [0x08, 0x00]
        let family: UInt8 = isV6 ? 30 : 2
        let addresses = [UInt8](repeating: 0x02, count: 12)
        switch link {
        case .ethernet: return addresses + type
        case .vlan: return addresses + [0x81, 0x00, 0x00, 0x2A] + type
        case .doubleVLAN: return addresses + [0x88, 0xA8, 0x00, 0x2A, 0x81, 0x00, 0x00, 0x07] + type
        case .null: return [family, 0, 0, 0]
        case .nullSwapped, .loop: return [0, 0, 0, family]
        case .linuxCooked: return [0, 0, 0, 1, 0, 6, 2, 2, 2, 2, 2, 2, 0, 0] + type
        case .linuxCooked2: return type + [UInt8](repeating: 0, count: 18)
        case .raw: return []
        }
    }

    package static func big(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }

    package static func little(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
}

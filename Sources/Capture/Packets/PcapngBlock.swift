import HTTPWire

/// A block of a pcapng file without its frame (draft-ietf-opsawg-pcapng, section 3.1): type and body, in a section's order
/// of bytes.
struct PcapngBlock: Sendable {
    /// The types of blocks that are read.
    enum Kind {
        static let section: UInt32 = 0x0A0D_0D0A
        static let interface: UInt32 = 1
        static let obsoletePacket: UInt32 = 2
        static let simplePacket: UInt32 = 3
        static let nameResolution: UInt32 = 4
        static let statistics: UInt32 = 5
        static let enhancedPacket: UInt32 = 6
        static let secrets: UInt32 = 0x0A

        /// Whether a block of this type may stand in a file, as far as a reader who has lost its way can tell.
        static func isKnown(_ type: UInt32) -> Bool {
            (1...6).contains(type) || type == secrets || type == section
        }
    }

    /// A packet of a block: where its bytes lie in the body, and what is said of them.
    struct Packet: Sendable, Hashable {
        var interface: Int
        /// Nil for a packet without one.
        var stamp: UInt64?
        var bytes: Range<Int>
        var wireLength: Int
    }

    /// Whether the section has the least significant byte first.
    let isLittleEndian: Bool

    /// A number of two bytes; the offset has to be within.
    func uint16(_ body: RawSpan, at offset: Int) -> UInt16 {
        let value = body.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self)
        return isLittleEndian ? UInt16(littleEndian: value) : UInt16(bigEndian: value)
    }

    /// A number of four bytes; the offset has to be within.
    func uint32(_ body: RawSpan, at offset: Int) -> UInt32 {
        let value = body.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)
        return isLittleEndian ? UInt32(littleEndian: value) : UInt32(bigEndian: value)
    }

    private func uint64(_ body: RawSpan, at offset: Int) -> UInt64 {
        let (first, second) = (UInt64(uint32(body, at: offset)), UInt64(uint32(body, at: offset &+ 4)))
        return isLittleEndian ? second << 32 | first : first << 32 | second
    }

    /// The packet of a block that has one; nil where the block contradicts itself.
    ///
    /// - Parameter snapLength: what a simple packet is cut to.
    func packet(_ type: UInt32, _ body: RawSpan, snapLength: UInt32) -> Packet? {
        switch type {
        case Kind.enhancedPacket, Kind.obsoletePacket:
            guard body.byteCount >= 20 else { return nil }
            let captured = Int(uint32(body, at: 12))
            guard captured <= body.byteCount &- 20 else { return nil }
            let isObsolete = type == Kind.obsoletePacket
            return Packet(
                interface: isObsolete ? Int(uint16(body, at: 0)) : Int(uint32(body, at: 0)),
                // The high half comes first, whatever the order of bytes.
                stamp: UInt64(uint32(body, at: 4)) << 32 | UInt64(uint32(body, at: 8)),
                bytes: 20..<20 &+ captured,
                wireLength: Int(uint32(body, at: 16))
            )
        case Kind.simplePacket:
            guard body.byteCount >= 4 else { return nil }
            let length = Int(uint32(body, at: 0))
            let kept = snapLength == 0 ? length : min(length, Int(snapLength))
            guard kept <= body.byteCount &- 4 else { return nil }
            return Packet(interface: 0, stamp: nil, bytes: 4..<4 &+ kept, wireLength: length)
        default:
            return nil
        }
    }

    /// The interface of a description block; nil where it is too short.
    func interface(_ body: RawSpan) -> PcapngInterface? {
        guard body.byteCount >= 8 else { return nil }
        var interface = PcapngInterface(
            linkType: CInt(uint16(body, at: 0)),
            snapLength: uint32(body, at: 4)
        )
        forEachOption(body, from: 8) { code, range in
            switch (code, range.count) {
            case (9, 1): interface.resolution = body.byte(range.lowerBound)
            case (14, 8): interface.offset = Int64(bitPattern: uint64(body, at: range.lowerBound))
            default: break
            }
        }
        return interface
    }

    /// The TLS key log of a block of secrets (section 4.7); nil where it has others.
    func keyLog(_ body: RawSpan) -> [UInt8]? {
        // "TLSK", as a number.
        guard body.byteCount >= 8, uint32(body, at: 0) == 0x544C_534B else { return nil }
        let length = min(Int(uint32(body, at: 4)), body.byteCount &- 8)
        return body.extracting(8..<8 &+ length).withUnsafeBytes { Array($0) }
    }

    /// The names of hosts of a block of name resolution (section 4.5), the first of each address.
    func names(_ body: RawSpan) -> [IPAddress: String] {
        var names: [IPAddress: String] = [:]
        // Records have the form of options.
        forEachOption(body, from: 0) { type, range in
            let address: IPAddress
            let start: Int
            switch type {
            case 1 where range.count > 4:
                address = .v4(body.uint32(at: range.lowerBound))
                start = range.lowerBound &+ 4
            case 2 where range.count > 16:
                address = .v6(high: body.uint64(at: range.lowerBound), low: body.uint64(at: range.lowerBound &+ 8))
                start = range.lowerBound &+ 16
            default:
                return
            }
            var end = start
            while end < range.upperBound, body.byte(end) > 0x20 { end &+= 1 }
            guard end > start, end &- start <= Self.longestName else { return }
            let name = body.extracting(start..<end).withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
            if names[address] == nil { names[address] = name }
        }
        return names
    }

    /// Bytes of a name in the DNS (RFC 1035, section 2.3.4).
    private static let longestName = 255

    /// The interface of a block of statistics, and what it has dropped (section 4.6); nil where the block is too short.
    func drops(_ body: RawSpan) -> (interface: Int, drops: PcapngInterface.Drops)? {
        guard body.byteCount >= 12 else { return nil }
        var drops = PcapngInterface.Drops()
        forEachOption(body, from: 12) { code, range in
            switch (code, range.count) {
            case (5, 8): drops.byInterface = uint64(body, at: range.lowerBound)
            case (7, 8): drops.bySystem = uint64(body, at: range.lowerBound)
            default: break
            }
        }
        return (Int(uint32(body, at: 0)), drops)
    }

    /// Calls a closure with each option's code and where its value lies (section 3.5).
    private func forEachOption(_ body: RawSpan, from start: Int, _ visit: (UInt16, Range<Int>) -> Void) {
        var offset = start
        while body.byteCount &- offset >= 4 {
            let code = uint16(body, at: offset)
            let length = Int(uint16(body, at: offset &+ 2))
            guard code != 0, length <= body.byteCount &- offset &- 4 else { return }
            visit(code, offset &+ 4..<offset &+ 4 &+ length)
            offset &+= 4 &+ (length &+ 3) / 4 * 4
        }
    }
}

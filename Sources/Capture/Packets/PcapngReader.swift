import CPcap
import Corpus

/// The packets of one pcapng capture, whatever the link layers of its interfaces (draft-ietf-opsawg-pcapng).
///
/// libpcap refuses a file whose interfaces differ in link type or snap length, and ends at the first block that is damaged;
/// this goes on with the next one that is whole.
final class PcapngReader {
    /// Takes a packet: when it was captured, its bytes, its link layer (nil for one that cannot be read), and whether the
    /// filter leaves it out.
    typealias Body = (Timestamp, RawSpan, LinkType?, Bool) throws -> Void

    private let input: Input
    private let filter: String?
    private let buffer: UnsafeMutableRawBufferPointer
    /// What of the buffer has been read and not used.
    private var unread = 0..<0
    /// Bytes of the capture before what is unread.
    private var position: UInt64 = 0
    private var isAtEnd = false

    private var block = PcapngBlock(isLittleEndian: true)
    private var interfaces: [PcapngInterface] = []
    private var linkTypes: [LinkType?] = []
    /// The filter of each interface's packets; nil where there is none, or the link layer cannot be read.
    private var filters: [PacketFilter?] = []
    private var lastTime = Timestamp(nanoseconds: 0)
    private var count: UInt64 = 0

    /// Packets that the capture says were dropped before they were in it.
    private(set) var dropped: UInt64 = 0
    /// Packets whose link layer cannot be read.
    private(set) var unknownLinks: UInt64 = 0
    /// Takes the TLS key logs that the capture brings with it.
    var onSecrets: (([UInt8]) -> Void)?
    /// Blocks with secrets, such as TLS keys.
    private(set) var secretBlocks: UInt64 = 0
    /// What was wrong, in sentences.
    private(set) var warnings: [String] = []

    /// No block that is read is longer; a longer one is passed over.
    private static let blockLimit = 16 << 20
    private static let chunk = 256 << 10
    private static let warningLimit = 20
    private static let interfaceLimit = 65_536

    /// Opens a capture; its kind has been told already.
    init(_ input: Input, filter: String?) throws(RecordingError) {
        self.input = input
        self.filter = filter
        buffer = .allocate(byteCount: Self.blockLimit + Self.chunk, alignment: 16)
        // So that what is no expression is told, though the capture may be empty.
        if let filter { _ = try PacketFilter(filter, linkType: DLT_EN10MB) }
    }

    deinit {
        buffer.deallocate()
    }

    /// Calls a closure with each packet, until the capture ends.
    ///
    /// - Parameters:
    ///   - isStopped: whether to end before the next packet.
    ///   - body: takes the packet.
    func forEachPacket(unless isStopped: () -> Bool, _ body: Body) throws {
        while fill(12) {
            if isStopped() {
                return warn("reading it was stopped after \(count) packets; what follows is not recorded")
            }
            guard let length = blockLength() else {
                guard findBlock() else { break }
                continue
            }
            guard length <= Self.blockLimit else {
                warn("a block of \(length) bytes at byte \(position) was passed over")
                guard pass(length) else { break }
                continue
            }
            guard fill(length) else { break }
            guard trailingLength(length) == length else {
                guard findBlock() else { break }
                continue
            }
            let type = block.uint32(raw(0..<4).bytes, at: 0)
            try take(type, 8..<length - 4, body)
            use(length)
        }
        if let fault = input.fault {
            warn("\(fault); all \(count) packets before that are used")
        } else if !unread.isEmpty {
            let end = position + UInt64(unread.count)
            warn(
                "the capture is cut off: it ends at byte \(end), in the middle of a block; all \(count) packets before that are used"
            )
        }
    }

    private func take(_ type: UInt32, _ range: Range<Int>, _ body: Body) throws {
        let bytes = raw(range).bytes
        switch type {
        case PcapngBlock.Kind.section:
            interfaces.removeAll()
            linkTypes.removeAll()
            filters.removeAll()
        case PcapngBlock.Kind.interface:
            guard let interface = block.interface(bytes), interfaces.count < Self.interfaceLimit else {
                return warn("an interface at byte \(position) cannot be read")
            }
            interfaces.append(interface)
            let linkType = LinkType(interface.linkType)
            linkTypes.append(linkType)
            filters.append(try packetFilter(for: interface))
            if linkType == nil {
                let name = LinkType.name(of: interface.linkType)
                warn("the link layer of interface \(interfaces.count - 1) is \(name), which cannot be read")
            }
        case PcapngBlock.Kind.statistics:
            dropped &+= block.drops(bytes)
        case PcapngBlock.Kind.secrets:
            secretBlocks &+= 1
            if let keys = block.keyLog(bytes) { onSecrets?(keys) }
        case PcapngBlock.Kind.enhancedPacket, PcapngBlock.Kind.obsoletePacket, PcapngBlock.Kind.simplePacket:
            guard let packet = block.packet(type, bytes, snapLength: interfaces.first?.snapLength ?? 0),
                interfaces.indices.contains(packet.interface)
            else { return warn("a packet at byte \(position) cannot be read") }
            try deliver(packet, bytes, body)
        default:
            break
        }
    }

    private func deliver(
        _ packet: PcapngBlock.Packet,
        _ block: RawSpan,
        _ body: Body
    ) throws {
        let interface = interfaces[packet.interface]
        let bytes = block.extracting(packet.bytes)
        count += 1
        if let stamp = packet.stamp { lastTime = interface.time(stamp) }
        let linkType = linkTypes[packet.interface]
        if linkType == nil { unknownLinks &+= 1 }
        let isFiltered = filters[packet.interface]?.leavesOut(bytes, wireLength: packet.wireLength) ?? false
        try body(lastTime, bytes, linkType, isFiltered)
    }

    /// The filter for an interface's packets; no expression is about a link layer that nobody knows.
    private func packetFilter(for interface: PcapngInterface) throws(RecordingError) -> PacketFilter? {
        guard let filter, LinkType(interface.linkType) != nil else { return nil }
        return try PacketFilter(filter, linkType: interface.linkType)
    }

    private func warn(_ warning: String) {
        if warnings.count < Self.warningLimit { warnings.append(warning) }
    }
}

// Blocks.
extension PcapngReader {
    /// The length of the block that is ahead, and with a section's the order of bytes; nil for what is no block.
    private func blockLength() -> Int? {
        let head = raw(0..<12).bytes
        if head.uint32(at: 0) == PcapngBlock.Kind.section {
            switch head.uint32(at: 8) {
            case 0x1A2B_3C4D: block = PcapngBlock(isLittleEndian: false)
            case 0x4D3C_2B1A: block = PcapngBlock(isLittleEndian: true)
            default: return nil
            }
        }
        let length = Int(block.uint32(head, at: 4))
        return length >= 12 && length % 4 == 0 ? length : nil
    }

    private func trailingLength(_ length: Int) -> Int {
        Int(block.uint32(raw(length - 4..<length).bytes, at: 0))
    }

    /// After damage: moves to the next block of a known type whose two lengths agree; false where there is none.
    private func findBlock() -> Bool {
        let start = position
        use(1)
        while fill(12) {
            let type = block.uint32(raw(0..<4).bytes, at: 0)
            if PcapngBlock.Kind.isKnown(type), let length = blockLength(), length <= Self.blockLimit, fill(length),
                trailingLength(length) == length
            {
                warn("the capture is damaged from byte \(start) to byte \(position), which were passed over")
                return true
            }
            use(1)
        }
        warn("the capture is damaged from byte \(start) on; all \(count) packets before that are used")
        unread = unread.upperBound..<unread.upperBound
        return false
    }
}

// The buffer.
extension PcapngReader {
    /// Bytes that are unread, counted from the first of them.
    ///
    /// Valid until the buffer is filled again, and it is not while anybody has them.
    private func raw(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        let start = unread.lowerBound
        return UnsafeRawBufferPointer(rebasing: buffer[start + range.lowerBound..<start + range.upperBound])
    }

    private func use(_ count: Int) {
        unread = unread.lowerBound + count..<unread.upperBound
        position += UInt64(count)
    }

    /// Makes sure that so many bytes are unread, no more than a block has; false where there are not so many left.
    private func fill(_ count: Int) -> Bool {
        while unread.count < count {
            guard !isAtEnd else { return false }
            if buffer.count - unread.upperBound < Self.chunk {
                // What is left moves to the front: with blocks as short as packets that is little, and seldom.
                let rest = UnsafeRawBufferPointer(rebasing: buffer[unread])
                buffer.copyMemory(from: rest)
                unread = 0..<rest.count
            }
            let room = UnsafeMutableRawBufferPointer(
                rebasing: buffer[unread.upperBound..<min(buffer.count, unread.upperBound + Self.chunk)]
            )
            let got = input.read(into: room)
            if got == 0 { isAtEnd = true }
            unread = unread.lowerBound..<unread.upperBound + got
        }
        return true
    }

    /// Passes over a block that is longer than the buffer; false where the capture ends within it.
    private func pass(_ length: Int) -> Bool {
        var left = length
        while left > 0 {
            guard fill(1) else { return false }
            let count = min(left, unread.count)
            use(count)
            left -= count
        }
        return true
    }
}

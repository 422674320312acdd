import CPcap
import Corpus

/// The packets of one pcapng capture, whatever the link layers of its interfaces (draft-ietf-opsawg-pcapng).
///
/// libpcap refuses a file whose interfaces differ in link type or snap length, and ends at the first block that is damaged;
/// this goes on with the next one that is whole.
final class PcapngReader: PacketReader {
    let window: InputWindow
    private let filter: String?

    private var block = PcapngBlock(isLittleEndian: true)
    private var interfaces: [PcapngInterface] = []
    private var linkTypes: [LinkType?] = []
    /// The filter of each interface's packets; nil where there is none, or the link layer cannot be read.
    private var filters: [PacketFilter?] = []
    private var lastTime = Timestamp(nanoseconds: 0)
    private var count: UInt64 = 0

    private(set) var dropped: UInt64 = 0
    private(set) var unknownLinks: UInt64 = 0
    private(set) var secretBlocks: UInt64 = 0
    private(set) var warnings: [String] = []
    /// Takes the TLS key logs and the names of hosts that the capture brings with it.
    var onLore: ((CaptureLore.Entry) -> Void)?

    /// No block that is read is longer; a longer one is passed over.
    private static let blockLimit = 16 << 20
    private static let warningLimit = 20
    private static let interfaceLimit = 65_536

    /// Opens a capture; its kind has been told already.
    init(_ input: Input, filter: String?) throws(RecordingError) {
        self.filter = filter
        window = InputWindow(input, capacity: Self.blockLimit)
        // So that what is no expression is told, though the capture may be empty.
        if let filter { _ = try PacketFilter(filter, linkType: DLT_EN10MB) }
    }

    func forEachPacket(unless isStopped: () -> Bool, _ body: Body) throws {
        while window.fill(12) {
            if isStopped() {
                return warn("reading it was stopped after \(count) packets; what follows is not recorded")
            }
            guard let (order, length) = wholeBlock() else {
                guard findBlock() else { break }
                continue
            }
            block = order
            let type = block.uint32(window.raw(0..<4).bytes, at: 0)
            try take(type, 8..<length - 4, body)
            window.use(length)
        }
        if let fault = window.fault {
            warn("\(fault); all \(count) packets before that are used")
        } else if window.count > 0 {
            let end = window.position + UInt64(window.count)
            warn(
                "the capture is cut off: it ends at byte \(end), in the middle of a block; all \(count) packets before that are used"
            )
        }
    }

    private func take(_ type: UInt32, _ range: Range<Int>, _ body: Body) throws {
        let bytes = window.raw(range).bytes
        switch type {
        case PcapngBlock.Kind.section:
            interfaces.removeAll()
            linkTypes.removeAll()
            filters.removeAll()
        case PcapngBlock.Kind.interface:
            guard let interface = block.interface(bytes), interfaces.count < Self.interfaceLimit else {
                return warn("an interface at byte \(window.position) cannot be read")
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
            guard let (index, drops) = block.drops(bytes), interfaces.indices.contains(index) else {
                return warn("statistics at byte \(window.position) cannot be read")
            }
            dropped &+= interfaces[index].raiseDrops(to: drops)
        case PcapngBlock.Kind.secrets:
            secretBlocks &+= 1
            if let keys = block.keyLog(bytes) { onLore?(.keys(keys)) }
        case PcapngBlock.Kind.nameResolution:
            let names = block.names(bytes)
            if !names.isEmpty { onLore?(.names(names)) }
        case PcapngBlock.Kind.enhancedPacket, PcapngBlock.Kind.obsoletePacket, PcapngBlock.Kind.simplePacket:
            guard let packet = block.packet(type, bytes, snapLength: interfaces.first?.snapLength ?? 0),
                interfaces.indices.contains(packet.interface)
            else { return warn("a packet at byte \(window.position) cannot be read") }
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
    /// The order of bytes and the length of the block that is ahead, as its head has them; nil for what is no block.
    ///
    /// A section has an order of its own.
    private func blockHead() -> (order: PcapngBlock, length: Int)? {
        let head = window.raw(0..<12).bytes
        var order = block
        if head.uint32(at: 0) == PcapngBlock.Kind.section {
            switch head.uint32(at: 8) {
            case 0x1A2B_3C4D: order = PcapngBlock(isLittleEndian: false)
            case 0x4D3C_2B1A: order = PcapngBlock(isLittleEndian: true)
            default: return nil
            }
        }
        let length = Int(order.uint32(head, at: 4))
        return length >= 12 && length % 4 == 0 ? (order, length) : nil
    }

    /// The block that is ahead, if it is all there and its two lengths agree; where more may come, that is waited for.
    private func wholeBlock() -> (order: PcapngBlock, length: Int)? {
        guard let (order, length) = blockHead(), length <= Self.blockLimit, window.fill(length) else { return nil }
        let trailing = Int(order.uint32(window.raw(length - 4..<length).bytes, at: 0))
        return trailing == length ? (order, length) : nil
    }

    /// Moves from a block that is not whole, or too long, to the next one of a known type that is; false where there is none.
    ///
    /// That the capture ends within a block, or that a block is long, is believed only when no whole one lies in it.
    private func findBlock() -> Bool {
        let start = window.position
        let length = blockHead()?.length ?? 0
        let end = start + UInt64(length)
        let isLong = length > Self.blockLimit
        while true {
            window.use(gap(atMost: isLong ? Int(end - window.position) : .max))
            guard window.fill(12) else { break }
            if isLong, window.position == end {
                warn("a block of \(length) bytes at byte \(start) was passed over")
                return true
            }
            if PcapngBlock.Kind.isKnown(block.uint32(window.raw(0..<4).bytes, at: 0)), wholeBlock() != nil {
                warn("the capture is damaged from byte \(start) to byte \(window.position), which were passed over")
                return true
            }
        }
        let last = window.position + UInt64(window.count)
        // What is left tells that the capture is cut off.
        if end > last { return false }
        if isLong, end == last {
            warn("a block of \(length) bytes at byte \(start) was passed over")
        } else {
            warn("the capture is damaged from byte \(start) on; all \(count) packets before that are used")
        }
        window.useAll()
        return false
    }

    /// Bytes up to the next known type, one at least and no more than a limit, as far as the capture has been read.
    private func gap(atMost limit: Int) -> Int {
        let unread = window.raw(0..<window.count).bytes
        var offset = 1
        while offset < limit, unread.byteCount &- offset >= 12,
            !PcapngBlock.Kind.isKnown(block.uint32(unread, at: offset))
        {
            offset &+= 1
        }
        return offset
    }
}

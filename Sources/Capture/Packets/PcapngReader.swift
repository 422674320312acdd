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
            guard let length = blockLength() else {
                guard findBlock() else { break }
                continue
            }
            guard length <= Self.blockLimit else {
                warn("a block of \(length) bytes at byte \(window.position) was passed over")
                guard window.pass(length) else { break }
                continue
            }
            guard window.fill(length) else { break }
            guard trailingLength(length) == length else {
                guard findBlock() else { break }
                continue
            }
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
            dropped &+= block.drops(bytes)
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
    /// The length of the block that is ahead, and with a section's the order of bytes; nil for what is no block.
    private func blockLength() -> Int? {
        let head = window.raw(0..<12).bytes
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
        Int(block.uint32(window.raw(length - 4..<length).bytes, at: 0))
    }

    /// After damage: moves to the next block of a known type whose two lengths agree; false where there is none.
    private func findBlock() -> Bool {
        let start = window.position
        window.use(1)
        while window.fill(12) {
            let type = block.uint32(window.raw(0..<4).bytes, at: 0)
            if PcapngBlock.Kind.isKnown(type), let length = blockLength(), length <= Self.blockLimit,
                window.fill(length),
                trailingLength(length) == length
            {
                warn("the capture is damaged from byte \(start) to byte \(window.position), which were passed over")
                return true
            }
            window.use(1)
        }
        warn("the capture is damaged from byte \(start) on; all \(count) packets before that are used")
        window.useAll()
        return false
    }
}

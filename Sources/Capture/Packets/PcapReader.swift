import Corpus

/// The packets of one capture in libpcap's own format (draft-ietf-opsawg-pcap).
///
/// libpcap copies each packet, and ends at the first one whose header is damaged; this shows them where they were read, and
/// goes on behind the damage, where headers follow one another again as they should.
final class PcapReader: PacketReader {
    let window: InputWindow
    /// Never called: the format has none.
    var onLore: ((CaptureLore.Entry) -> Void)?
    private let format: PcapFormat
    private let linkType: LinkType
    private let filter: PacketFilter?
    private var count: UInt64 = 0
    private var lastSeconds: UInt32?
    private(set) var warnings: [String] = []

    private static let warningLimit = 20

    /// Headers that have to follow one another before a place is believed to begin a packet.
    private static let chainLength = 3

    /// Opens a capture; its kind has been told already.
    ///
    /// - Parameters:
    ///   - input: the capture.
    ///   - filter: a BPF expression; packets that it does not match are shown as such, and not hidden.
    init(_ input: Input, filter: String?) throws(RecordingError) {
        let head = input.start
        let start = head.span.bytes
        guard start.byteCount >= PcapFormat.headerLength else {
            throw .capture(
                name: input.name,
                problem: "it ends after \(start.byteCount) bytes, within the \(PcapFormat.headerLength) of its header"
            )
        }
        guard let format = PcapFormat(start) else {
            throw .capture(name: input.name, problem: "its header is of no version that is known; 2.4 is usual")
        }
        guard let linkType = LinkType(format.linkType) else {
            throw .linkType(name: input.name, linkType: LinkType.name(of: format.linkType))
        }
        self.format = format
        self.linkType = linkType
        self.filter = if let filter { try PacketFilter(filter, linkType: format.linkType) } else { nil }
        window = InputWindow(input, capacity: format.packetLimit + 2 * format.recordHeaderLength)
    }

    func forEachPacket(unless isStopped: () -> Bool, _ body: Body) throws {
        guard window.pass(PcapFormat.headerLength) else { return }
        let headerLength = format.recordHeaderLength
        while window.fill(headerLength) {
            if isStopped() {
                return warn("reading it was stopped after \(count) packets; what follows is not recorded")
            }
            let record = format.record(window.raw(0..<headerLength).bytes)
            guard format.isPossible(record), format.isLikely(record, after: lastSeconds) || isBelieved(record) else {
                guard findPacket() else { break }
                continue
            }
            let length = headerLength + Int(record.captured)
            guard window.fill(length) else { break }
            count += 1
            lastSeconds = record.seconds
            let bytes = window.raw(headerLength..<length).bytes
            let isFiltered = filter?.leavesOut(bytes, wireLength: Int(record.wire)) ?? false
            try body(Timestamp(nanoseconds: format.nanoseconds(record)), bytes, linkType, isFiltered)
            window.use(length)
        }
        if let fault = window.fault {
            warn("\(fault); all \(count) packets before that are used")
        } else if window.count > 0 {
            let end = window.position + UInt64(window.count)
            warn(
                "the capture is cut off: it ends at byte \(end), in the middle of a packet; all \(count) packets before that are used"
            )
        }
    }

    /// Whether an odd header is a packet's all the same: it is the last one, or the one behind it is as it should be.
    private func isBelieved(_ record: PcapFormat.Record) -> Bool {
        let headerLength = format.recordHeaderLength
        let length = headerLength + Int(record.captured)
        guard window.fill(length + headerLength) else { return window.count == length }
        let next = format.record(window.raw(length..<length + headerLength).bytes)
        return format.isLikely(next, after: nil) || format.isLikely(next, after: lastSeconds)
    }

    /// After damage: moves to where headers follow one another again; false where that is nowhere.
    private func findPacket() -> Bool {
        let start = window.position
        window.use(1)
        while window.fill(format.recordHeaderLength) {
            if isChain() {
                warn("the capture is damaged from byte \(start) to byte \(window.position), which were passed over")
                return true
            }
            window.use(1)
        }
        warn("the capture is damaged from byte \(start) on; all \(count) packets before that are used")
        window.useAll()
        return false
    }

    /// Whether likely headers follow one another from here on, three of them or as many as there are.
    private func isChain() -> Bool {
        let headerLength = format.recordHeaderLength
        var offset = 0
        var seconds = lastSeconds
        for number in 0..<Self.chainLength {
            guard offset + headerLength <= format.packetLimit, window.fill(offset + headerLength) else {
                return number > 0 && offset == window.count
            }
            let record = format.record(window.raw(offset..<offset + headerLength).bytes)
            guard format.isLikely(record, after: seconds) else { return false }
            seconds = record.seconds
            offset += headerLength + Int(record.captured)
            guard offset <= format.packetLimit else { return number > 0 }
        }
        return true
    }

    private func warn(_ warning: String) {
        if warnings.count < Self.warningLimit { warnings.append(warning) }
    }
}

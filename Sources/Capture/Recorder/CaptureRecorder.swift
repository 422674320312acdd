import Corpus

/// Makes exchanges of the packets of one capture, or of several that are captured at once: decode, reassemble, dissect.
struct CaptureRecorder {
    private var fragments = FragmentAssembler()
    private var flows: FlowTable
    /// The keys of TLS, to which a capture may add.
    let keyLog: SharedKeyLog
    private var output = DissectionOutput()

    /// Exchanges so far.
    private(set) var exchanges: UInt64 = 0

    private static let unknownLinkTypes = "unknownLinkTypes"
    private static let secretBlocks = "secretBlocks"
    private static let abandonedDatagrams = "abandonedDatagrams"

    init(options: RecorderOptions, firstConnection: UInt64) {
        keyLog = SharedKeyLog(options.keyLog)
        flows = FlowTable(
            firstID: firstConnection,
            ports: options.ports,
            limits: options.reassembly,
            dissectionLimits: options.dissection,
            keyLog: keyLog
        )
    }

    /// The number that the next connection gets.
    var followingConnection: UInt64 { flows.nextID }

    /// The books so far.
    var account: RecordingAccount { output.account }

    /// The instant before which no exchange is still to come; nil where nothing was captured.
    ///
    /// It looks at every connection.
    var settledUntil: Timestamp? {
        lastPacket.map { last in flows.oldestOpenStart.map { min($0, last) } ?? last }
    }

    private var lastPacket: Timestamp?

    /// Takes note of what a capture says of itself: packets that it has not, those whose link layer cannot be read (they
    /// count as not IP), and secrets.
    mutating func note(_ reader: PcapngReader) {
        output.account.packets.droppedByKernel &+= reader.dropped
        if reader.unknownLinks > 0 { output.account.count(Self.unknownLinkTypes, by: reader.unknownLinks) }
        if reader.secretBlocks > 0 { output.account.count(Self.secretBlocks, by: reader.secretBlocks) }
    }

    /// Takes all packets of a capture.
    ///
    /// - Parameter isStopped: whether to end before the next packet.
    mutating func receive(
        all reader: some PacketReader,
        unless isStopped: () -> Bool,
        deliver: (Exchange) throws -> Void
    ) throws {
        try reader.forEachPacket(unless: isStopped) { time, packet, linkType, isFiltered in
            let decoder = linkType.map { PacketDecoder(linkType: $0) }
            try receive(packet, at: time, by: decoder, isFiltered: isFiltered, deliver: deliver)
        }
    }

    /// Takes a packet.
    ///
    /// - Parameter decoder: finds the segment in it; nil for a link layer that cannot be read.
    mutating func receive(
        _ packet: RawSpan,
        at time: Timestamp,
        by decoder: PacketDecoder?,
        isFiltered: Bool = false,
        deliver: (Exchange) throws -> Void
    ) throws {
        output.account.packets.total &+= 1
        lastPacket = time
        guard !isFiltered else {
            output.account.packets.filtered &+= 1
            return
        }
        switch decoder?.decode(packet) ?? .notIP {
        case .tcp(let segment):
            output.account.packets.tcp &+= 1
            if segment.isCut { output.account.packets.cut &+= 1 }
            if segment.isTunnelled { output.account.packets.tunnelled &+= 1 }
            flows.receive(segment, payload: packet.extracting(segment.payload), at: time, into: &output)
        case .fragment(let fragment):
            output.account.packets.fragments &+= 1
            if let datagram = fragments.add(fragment, packet.extracting(fragment.payload)) {
                receive(datagram: datagram, of: fragment.key, at: time)
            }
        case .otherTransport:
            output.account.packets.otherTransport &+= 1
        case .notIP:
            output.account.packets.notIP &+= 1
        case .malformed:
            output.account.packets.malformed &+= 1
        }
        if !output.exchanges.isEmpty { try flush(deliver) }
    }

    /// Ends all connections.
    mutating func finish(deliver: (Exchange) throws -> Void) throws {
        flows.finish(into: &output)
        fragments.finish()
        if fragments.abandoned > 0 { output.account.count(Self.abandonedDatagrams, by: fragments.abandoned) }
        try flush(deliver)
    }

    private mutating func receive(datagram: [UInt8], of key: IPFragment.Key, at time: Timestamp) {
        output.account.packets.reassembledDatagrams &+= 1
        let bytes = datagram.span.bytes
        guard case .tcp(let segment) = PacketDecoder.decode(datagram: bytes, of: key) else { return }
        flows.receive(segment, payload: bytes.extracting(segment.payload), at: time, into: &output)
    }

    private mutating func flush(_ deliver: (Exchange) throws -> Void) rethrows {
        exchanges &+= UInt64(output.exchanges.count)
        for exchange in output.exchanges { try deliver(exchange) }
        output.exchanges.removeAll(keepingCapacity: true)
    }
}

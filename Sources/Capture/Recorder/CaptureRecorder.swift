import Corpus

/// Makes exchanges of the packets of one capture, or of several that are captured at once: decode, reassemble, dissect.
struct CaptureRecorder {
    private var fragments = FragmentAssembler()
    private var flows: FlowTable
    /// The keys of TLS, to which a capture may add.
    let lore: CaptureLore
    private var output = DissectionOutput()
    /// The number of the packet that is being taken, in a batch.
    private var number: UInt64 = 0
    private var numbered: [Numbered] = []
    /// When the last packet was captured.
    private var lastPacket: Timestamp?
    /// Packets since all connections were looked at.
    private var packetsSinceLook = 0

    /// Which connections it takes.
    let lane: Lane

    /// Exchanges so far.
    private(set) var exchanges: UInt64 = 0

    private static let unknownLinkTypes = "unknownLinkTypes"
    private static let secretBlocks = "secretBlocks"
    private static let abandonedDatagrams = "abandonedDatagrams"

    /// A recorder of nothing yet.
    ///
    /// - Parameters:
    ///   - firstConnection: the lowest number that a connection may get.
    ///   - lane: which connections it takes.
    ///   - ownTraffic: tells what a replay sends, which is left out; nil where it is not.
    init(options: RecorderOptions, firstConnection: UInt64, lane: Lane = .only, ownTraffic: OwnTraffic? = nil) {
        self.lane = lane
        lore = CaptureLore(options.keyLog)
        flows = FlowTable(
            firstID: firstConnection,
            lane: lane,
            ports: options.ports,
            limits: options.reassembly,
            dissectionLimits: options.dissection,
            lore: lore,
            ownTraffic: ownTraffic
        )
    }

    /// The lowest number that no connection has.
    var followingConnection: UInt64 { flows.nextID }

    /// The books so far.
    var account: RecordingAccount { output.account }

    /// The instant before which no exchange is still to come; nil where nothing was captured.
    ///
    /// It looks at every connection.
    var settledUntil: Timestamp? {
        lastPacket.map { last in flows.oldestOpenStart.map { min($0, last) } ?? last }
    }

    /// The instant before which no exchange is still to come, after so many packets that it costs little to look at every
    /// connection; nil in between.
    mutating func settledUntilNowAndThen() -> Timestamp? {
        guard packetsSinceLook > max(4096, 4 * flows.count) else { return nil }
        packetsSinceLook = 0
        return settledUntil
    }

    /// Takes note of what a capture says of itself: packets that it has not, those whose link layer cannot be read (they
    /// count as not IP), and secrets.
    mutating func note(_ reader: some PacketReader) {
        output.account.packets.droppedByKernel &+= reader.dropped
        if reader.unknownLinks > 0 { output.account.count(Self.unknownLinkTypes, by: reader.unknownLinks) }
        if reader.secretBlocks > 0 { output.account.count(Self.secretBlocks, by: reader.secretBlocks) }
    }

    /// Takes the packets of its lane.
    mutating func receive(_ batch: PacketBatch) {
        var entries = batch.lore[...]
        for packet in batch.packets[lane.index] {
            while let first = entries.first, first.before <= packet.number { lore.add(entries.removeFirst().entry) }
            number = packet.number
            receive(packet.bytes.bytes, decoded: packet.decoded, at: packet.time)
            if !output.exchanges.isEmpty { takeOut() }
        }
        for (_, entry) in entries { lore.add(entry) }
        // Those of other lanes tell the time too: a lane without packets must not hold the others up.
        lastPacket = batch.lastTime ?? lastPacket
        packetsSinceLook &+= batch.count
    }

    /// An exchange, and the number of the packet that settled it.
    struct Numbered: Sendable {
        var number: UInt64
        var exchange: Exchange
    }

    /// The exchanges of the packets that came in a batch.
    mutating func takeNumbered() -> [Numbered] {
        var taken: [Numbered] = []
        taken.reserveCapacity(numbered.count)
        swap(&taken, &numbered)
        return taken
    }

    private mutating func takeOut() {
        // Moved and not copied; one packet seldom settles more than one.
        if output.exchanges.count > 1 { output.exchanges.reverse() }
        while let exchange = output.exchanges.popLast() {
            numbered.append(Numbered(number: number, exchange: exchange))
        }
    }

    /// Ends all connections.
    mutating func finish() {
        finishConnections { recorder, connection in
            recorder.number = connection
            recorder.takeOut()
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
        receive(packet, decoded: isFiltered ? nil : decoder?.decode(packet) ?? .notIP, at: time)
        if !output.exchanges.isEmpty { try flush(deliver) }
    }

    private mutating func receive(_ packet: RawSpan, decoded: DecodedPacket?, at time: Timestamp) {
        lastPacket = time
        if case .fragment(let fragment) = decoded { return receive(fragment, packet, at: time) }
        output.account.packets.total &+= 1
        switch decoded {
        case nil, .fragment:
            output.account.packets.filtered &+= 1
        case .tcp(let segment):
            output.account.packets.tcp &+= 1
            if segment.isCut { output.account.packets.cut &+= 1 }
            if segment.isTunnelled { output.account.packets.tunnelled &+= 1 }
            receive(segment, packet, at: time)
        case .otherTransport:
            output.account.packets.otherTransport &+= 1
        case .notIP:
            output.account.packets.notIP &+= 1
        case .malformed:
            output.account.packets.malformed &+= 1
        }
    }

    /// Ends all connections.
    mutating func finish(deliver: (Exchange) throws -> Void) throws {
        finishConnections { _, _ in }
        try flush(deliver)
    }

    /// Ends all connections, in the order of their numbers; calls a closure after each.
    private mutating func finishConnections(_ body: (inout CaptureRecorder, UInt64) -> Void) {
        for flow in flows.takeAll() {
            flow.end(.captureEnd, into: &output)
            body(&self, flow.id)
        }
        fragments.finish()
        if fragments.abandoned > 0, lane.isFirst {
            output.account.count(Self.abandonedDatagrams, by: fragments.abandoned)
        }
    }

    private mutating func receive(_ segment: TCPSegment, _ bytes: RawSpan, at time: Timestamp) {
        let payload = bytes.extracting(segment.payload)
        flows.receive(segment, payload: payload, at: time, into: &output)
    }

    /// Every lane puts datagrams together, as only a whole one shows which lane it is for; the first one counts them.
    private mutating func receive(_ fragment: IPFragment, _ packet: RawSpan, at time: Timestamp) {
        if lane.isFirst {
            output.account.packets.total &+= 1
            output.account.packets.fragments &+= 1
        }
        if let datagram = fragments.add(fragment, packet.extracting(fragment.payload), at: time) {
            receive(datagram: datagram, of: fragment.key, at: time)
        }
    }

    private mutating func receive(datagram: [UInt8], of key: IPFragment.Key, at time: Timestamp) {
        if lane.isFirst { output.account.packets.reassembledDatagrams &+= 1 }
        let bytes = datagram.span.bytes
        guard case .tcp(let segment) = PacketDecoder.decode(datagram: bytes, of: key), lane.holds(segment) else {
            return
        }
        receive(segment, bytes, at: time)
    }

    private mutating func flush(_ deliver: (Exchange) throws -> Void) rethrows {
        exchanges &+= UInt64(output.exchanges.count)
        for exchange in output.exchanges { try deliver(exchange) }
        output.exchanges.removeAll(keepingCapacity: true)
    }
}

import Corpus

/// The connections of one capture, by their two ends.
///
/// A connection is in one of three states, each with a limit of its own: it has not carried payload (silent), it has
/// (talking), or it is closed and remembered so that what comes late is known for what it is. Past a limit the one that
/// was seen longest ago is given up, so that a flood of one kind cannot push the others out.
struct FlowTable {
    private let limits: ReassemblyLimits
    private let dissectionLimits: DissectionLimits
    private let ports: Set<UInt16>?
    private let lore: CaptureLore
    private let ownTraffic: OwnTraffic?

    private var places: [FlowKey: Int] = [:]
    private var slots = FlowSlots()
    /// Memory of all that waits behind holes.
    private var held = 0
    /// Memory of all messages that are not settled, and the most that it may be.
    private var openBytes = 0
    private let openByteLimit: Int
    /// When all connections were looked at last for holes that were waited for too long.
    private var lastSweep: Timestamp?
    private var lastKey: FlowKey?
    private var lastPlace = 0

    /// The number that the next connection gets: lanes take turns, so that none has to know of another's.
    private(set) var nextID: UInt64
    private let lane: Lane

    /// Names of what is counted in `RecordingAccount.events`.
    private enum Event {
        static let silentFlowLimit = "silentFlowLimit"
        static let talkingFlowLimit = "talkingFlowLimit"
        static let heldByteLimit = "heldByteLimit"
        static let openByteLimit = "openByteLimit"
        static let portsReused = "portsReused"
    }

    /// A table without connections.
    ///
    /// - Parameters:
    ///   - firstID: the lowest number that a connection may get.
    ///   - lane: which connections it is given.
    ///   - ports: where HTTP is; nil where every connection is tried.
    ///   - lore: the keys of TLS.
    ///   - ownTraffic: tells what a replay sends, which is left out; nil where it is not.
    init(
        firstID: UInt64,
        lane: Lane,
        ports: Set<UInt16>?,
        limits: ReassemblyLimits,
        dissectionLimits: DissectionLimits,
        lore: CaptureLore,
        ownTraffic: OwnTraffic?
    ) {
        nextID = firstID &+ UInt64(lane.index)
        self.lane = lane
        self.ports = ports
        self.limits = limits.share(of: lane)
        self.dissectionLimits = dissectionLimits
        openByteLimit = dissectionLimits.allOpenBytes / lane.count
        self.lore = lore
        self.ownTraffic = ownTraffic
    }

    /// Takes a segment.
    mutating func receive(
        _ segment: TCPSegment,
        payload: RawSpan,
        at time: Timestamp,
        into output: inout DissectionOutput
    ) {
        output.account.bytes.total &+= UInt64(payload.byteCount)
        let key = FlowKey(segment)
        var place = lastKey == key ? lastPlace : places[key]
        if let known = place, let flow = slots[known], flow.isReused(by: segment, at: time) {
            output.account.count(Event.portsReused)
            remove(known, .evicted, into: &output)
            place = nil
        }
        guard let place = place ?? open(key, segment, at: time, into: &output), let flow = slots[place] else {
            // Neither payload nor SYN: nothing to follow.
            return
        }
        lastKey = key
        lastPlace = place
        let before = flow.heldMemory
        flow.receive(segment, payload: payload, at: time, into: &output)
        if before | flow.heldMemory != 0 {
            held &+= flow.heldMemory &- before
            if held > limits.allHeldBytes { makeRoom(for: flow, at: time, into: &output) }
        }
        // Nearly half of all segments have no payload, and seldom change what is open.
        if segment.wireLength > 0 { openBytes &+= flow.countOpenBytes() }
        file(place, flow, into: &output)
        if openBytes > openByteLimit { giveOutOpen(into: &output) }
    }

    /// Connections that are remembered.
    var count: Int { places.count }

    /// When the oldest request began that may still be given out; nil where there is none.
    var oldestOpenStart: Timestamp? {
        slots.flows.compactMap(\.oldestOpenStart).min()
    }

    /// Takes all connections out, in the order in which they were first seen.
    mutating func takeAll() -> [Flow] {
        let flows = slots.flows.sorted { $0.id < $1.id }
        places = [:]
        slots = FlowSlots()
        (held, openBytes) = (0, 0)
        lastKey = nil
        return flows
    }

    private mutating func open(
        _ key: FlowKey,
        _ segment: TCPSegment,
        at time: Timestamp,
        into output: inout DissectionOutput
    ) -> Int? {
        let isSYN = segment.flags.contains(.syn)
        guard segment.wireLength > 0 || isSYN, !segment.flags.contains(.rst) else {
            output.account.bytes.outOfWindow &+= UInt64(segment.payload.count)
            return nil
        }
        let isAnswer = isSYN && segment.flags.contains(.ack)
        let flow = Flow(
            key: key,
            id: nextID,
            opener: isAnswer ? segment.destination : segment.source,
            accepter: isAnswer ? segment.source : segment.destination,
            isOtherPort: ports.map { !$0.contains(segment.source.port) && !$0.contains(segment.destination.port) }
                ?? false,
            at: time,
            limits: limits,
            dissectionLimits: dissectionLimits,
            lore: lore,
            ownTraffic: ownTraffic
        )
        nextID &+= UInt64(lane.count)
        let place = slots.insert(flow)
        places[key] = place
        return place
    }

    /// Puts a connection at the front of the list that its state calls for, and keeps that list within its limit.
    private mutating func file(_ place: Int, _ flow: Flow, into output: inout DissectionOutput) {
        let state: FlowSlots.State = flow.isClosed || flow.isReset ? .closed : flow.isTalking ? .talking : .silent
        slots.move(place, to: state)
        let limit =
            switch state {
            case .silent: limits.silentFlows
            case .talking: limits.talkingFlows
            case .closed: limits.closedFlows
            }
        guard slots.count(of: state) > limit else { return }
        // What is closed has nothing to lose.
        if state != .closed { output.account.count(state == .silent ? Event.silentFlowLimit : Event.talkingFlowLimit) }
        remove(slots.last(of: state), .evicted, into: &output)
    }

    /// Gives holes up, as more is held than may be: first those that were waited for too long, of connections on which no
    /// packet has come since that would have shown it; then those of the connection that holds more.
    private mutating func makeRoom(for flow: Flow, at time: Timestamp, into output: inout DissectionOutput) {
        if lastSweep.map({ time.nanoseconds(since: $0) > limits.patience }) ?? true {
            lastSweep = time
            // All are looked at, but no oftener than holes become overdue.
            for other in slots.flows {
                held &+= other.giveUpOverdueHoles(at: time, into: &output)
                openBytes &+= other.countOpenBytes()
            }
        }
        guard held > limits.allHeldBytes else { return }
        output.account.count(Event.heldByteLimit)
        let before = flow.heldMemory
        flow.giveUpHoles(into: &output)
        held &+= flow.heldMemory &- before
    }

    /// Gives messages out that are not settled, of the connections that were seen longest ago, until a quarter of what they
    /// may hold is free: so all connections are looked at once in so many bytes, and not with each packet.
    private mutating func giveOutOpen(into output: inout DissectionOutput) {
        for state in [FlowSlots.State.closed, .talking] {
            var place = slots.last(of: state)
            while place >= 0, openBytes > openByteLimit / 4 * 3, let flow = slots[place] {
                if flow.openBytes > 0 {
                    output.account.count(Event.openByteLimit)
                    flow.giveOutOpen(into: &output)
                    openBytes &+= flow.countOpenBytes()
                }
                place = slots.place(after: place)
            }
        }
    }

    private mutating func remove(_ place: Int, _ how: StreamEnd, into output: inout DissectionOutput) {
        guard let flow = slots[place] else { return }
        held &-= flow.heldMemory
        openBytes &-= flow.openBytes
        flow.end(how, into: &output)
        slots.remove(place)
        places[flow.key] = nil
        lastKey = nil
    }
}

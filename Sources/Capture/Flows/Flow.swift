import Corpus

/// One TCP connection of a capture: its two streams, put in order, and what is said on them.
final class Flow {
    let key: FlowKey
    /// The number that its exchanges are recorded with.
    let id: UInt64
    /// The end that sent the SYN; where that was not seen, the one that was seen first.
    let opener: FlowEndpoint
    private let accepter: FlowEndpoint
    /// Why nothing of it is looked into; nil for one that is.
    private var exclusion: Exclusion?
    /// Tells what a replay sends; nil where that is recorded like anything else.
    private let ownTraffic: OwnTraffic?
    private let limits: ReassemblyLimits
    private let dissectionLimits: DissectionLimits
    private let lore: CaptureLore

    // Unchecked, as they are asked for with each packet: only one thread has the table of flows, and nothing that a flow
    // calls comes back to it.
    @exclusivity(unchecked) private var openerStream: StreamReassembler
    @exclusivity(unchecked) private var accepterStream: StreamReassembler
    @exclusivity(unchecked) private var dissector: ConnectionDissector?
    private var openerSYN: UInt32?
    private var accepterSYN: UInt32?
    @exclusivity(unchecked) private var openerHasEnded = false
    @exclusivity(unchecked) private var accepterHasEnded = false
    /// Who has sent a reset, as long as nothing shows that it was none.
    @exclusivity(unchecked) private var resetBy: Side?

    /// Why a connection is left out.
    private enum Exclusion {
        /// By `--port`.
        case otherPort
        /// A replay on this machine sends over it.
        case replay
    }

    /// When its last packet was captured.
    @exclusivity(unchecked) private(set) var lastSeen: Timestamp

    /// Whether any payload has come.
    @exclusivity(unchecked) private(set) var isTalking = false

    /// Whether both directions have ended.
    var isClosed: Bool { openerHasEnded && accepterHasEnded }

    /// Whether it was reset.
    ///
    /// It stays open for what the other end had under way, and in case the reset was not honoured:
    /// a forged one is not (RFC 5961, section 3), and what follows it was sent all the same.
    var isReset: Bool { resetBy != nil }

    /// When the oldest request began that may still be given out; nil where there is none.
    var oldestOpenStart: Timestamp? { dissector?.oldestOpenStart }

    /// Bytes of memory that its messages held which are not settled, when they were counted last.
    @exclusivity(unchecked) private(set) var openBytes = 0

    /// Counts the memory that its messages hold which are not settled.
    ///
    /// - Returns: By how much it has grown since this was asked last.
    func countOpenBytes() -> Int {
        let count = dissector?.openBytes ?? 0
        defer { openBytes = count }
        return count &- openBytes
    }

    /// Gives those messages out as they are, so that they hold nothing.
    func giveOutOpen(into output: inout DissectionOutput) { dissector?.giveOutOpen(into: &output) }

    /// Bytes of memory that segments behind holes hold.
    var heldMemory: Int { openerStream.heldMemory &+ accepterStream.heldMemory }

    init(
        key: FlowKey,
        id: UInt64,
        opener: FlowEndpoint,
        accepter: FlowEndpoint,
        isOtherPort: Bool,
        at time: Timestamp,
        limits: ReassemblyLimits,
        dissectionLimits: DissectionLimits,
        lore: CaptureLore,
        ownTraffic: OwnTraffic?
    ) {
        self.key = key
        self.id = id
        self.opener = opener
        self.accepter = accepter
        exclusion = isOtherPort ? .otherPort : nil
        self.ownTraffic = ownTraffic
        self.limits = limits
        self.dissectionLimits = dissectionLimits
        self.lore = lore
        lastSeen = time
        openerStream = StreamReassembler(limits: limits)
        accepterStream = StreamReassembler(limits: limits)
    }

    // MARK: - Whether a segment belongs here

    /// Whether a segment begins another connection between the same two ends.
    func isReused(by segment: TCPSegment, at time: Timestamp) -> Bool {
        let isOpener = segment.source == opener
        if segment.flags.contains(.syn), !segment.flags.contains(.rst) {
            if let known = isOpener ? openerSYN : accepterSYN { return known != segment.sequence }
            if isClosed || isReset { return true }
            // The answer to a SYN that carried data (RFC 7413) comes when the connection talks already.
            return segment.flags.contains(.ack) ? isOpener && isTalking : isTalking
        }
        // Its SYN was not captured, but its numbers are from somewhere else.
        guard segment.wireLength > 0, time.nanoseconds(since: lastSeen) > limits.reuseAfter else { return false }
        let isInWindow =
            isOpener ? openerStream.isInWindow(segment.sequence) : accepterStream.isInWindow(segment.sequence)
        return isClosed || !isInWindow
    }

    // MARK: - Segments

    /// Takes a segment of this connection.
    func receive(_ segment: TCPSegment, payload: RawSpan, at time: Timestamp, into output: inout DissectionOutput) {
        lastSeen = time
        let side: Side = segment.source == opener ? .opener : .accepter
        if let ownTraffic, !isTalking, segment.wireLength > 0, exclusion == nil,
            ownTraffic.isReplay(opener, accepter, at: time)
        {
            exclusion = .replay
        }
        if let exclusion {
            switch exclusion {
            case .otherPort: output.account.bytes.otherPorts &+= UInt64(payload.byteCount)
            case .replay: output.account.bytes.replayed &+= UInt64(payload.byteCount)
            }
            if segment.flags.contains(.rst) { (openerHasEnded, accepterHasEnded) = (true, true) }
            if segment.flags.contains(.fin) { markEnded(side) }
            isTalking = isTalking || payload.byteCount > 0
            return
        }
        guard !isClosed else {
            // Again what came before the end, or after it: no stream will have it.
            countLate(segment, payload, side, &output)
            return
        }
        var sequence = segment.sequence
        if segment.flags.contains(.syn) {
            noteSYN(segment, side)
            sequence &+= 1
        }
        if segment.flags.contains(.ack), !segment.flags.contains(.rst) {
            noteAcknowledgment(segment, from: side, at: time, into: &output)
        }
        if segment.flags.contains(.rst) {
            output.account.bytes.outOfWindow &+= UInt64(payload.byteCount)
            if isResetBelievable(segment, side) { resetBy = side }
            return
        }
        let isLast = segment.flags.contains(.fin)
        if segment.wireLength > 0 || isLast {
            if resetBy == side { resetBy = nil }
            if segment.wireLength > 0 { begin(into: &output) }
            if !isLast, !segment.isCut, let readAt = takeNext(sequence, payload, side, time) {
                dissector?.receive(payload, from: side, at: readAt, into: &output)
                return
            }
            let missing = segment.wireLength &- payload.byteCount
            feed(side, into: &output) { stream, account, emit in
                stream.receive(
                    sequence: sequence,
                    payload: payload,
                    missing: missing,
                    isLast: isLast,
                    at: time,
                    account: &account,
                    emit: emit
                )
            }
        }
        closeEndedStreams(into: &output)
    }

    /// Gives the holes up that were waited for too long.
    ///
    /// - Returns: How the memory that is held has changed.
    func giveUpOverdueHoles(at time: Timestamp, into output: inout DissectionOutput) -> Int {
        guard heldMemory > 0, !isClosed else { return 0 }
        let before = heldMemory
        for side in Side.allCases {
            feed(side, into: &output) { stream, account, emit in
                stream.giveUpOverdue(at: time, account: &account, emit: emit)
            }
        }
        closeEndedStreams(into: &output)
        return heldMemory &- before
    }

    /// Gives the bytes up that are waited for, so that what is held is given out.
    func giveUpHoles(into output: inout DissectionOutput) {
        for side in Side.allCases where !isClosed {
            feed(side, into: &output) { stream, account, emit in stream.giveUp(account: &account, emit: emit) }
        }
        closeEndedStreams(into: &output)
    }

    /// Ends both directions that have not ended, and closes the books.
    func end(_ how: StreamEnd, into output: inout DissectionOutput) {
        guard !isClosed || exclusion != nil else { return }
        if let exclusion {
            output.account.streams.total &+= 1
            switch exclusion {
            case .otherPort: output.account.streams.otherPorts &+= 1
            case .replay: output.account.streams.replayed &+= 1
            }
            return
        }
        for side in Side.allCases where !hasEnded(side) {
            feed(side, into: &output) { stream, account, emit in stream.finish(account: &account, emit: emit) }
            let isFinished = side == .opener ? openerStream.hasEnded : accepterStream.hasEnded
            markEnded(side)
            dissector?.end(side, isFinished ? .fin : isReset ? .reset : how, into: &output)
        }
        close(into: &output)
    }

    // MARK: - Control bits

    private func noteSYN(_ segment: TCPSegment, _ side: Side) {
        if dissector == nil { forgetEarlyEnd(side, at: segment.sequence &+ 1) }
        switch side {
        case .opener:
            openerSYN = segment.sequence
            openerStream.begin(at: segment.sequence &+ 1)
        case .accepter:
            accepterSYN = segment.sequence
            accepterStream.begin(at: segment.sequence &+ 1)
            // The answer tells where the other stream begins, had its own SYN been missed.
            if segment.flags.contains(.ack) { openerStream.begin(at: segment.acknowledgment) }
        }
    }

    /// What a host sends before its SYN is dropped by the other one, so a FIN that came first has ended nothing.
    private func forgetEarlyEnd(_ side: Side, at first: UInt32) {
        switch side {
        case .opener where openerSYN == nil:
            openerStream.beginAgain(at: first)
            openerHasEnded = false
        case .accepter where accepterSYN == nil:
            accepterStream.beginAgain(at: first)
            accepterHasEnded = false
        default: break
        }
    }

    private func noteAcknowledgment(
        _ segment: TCPSegment,
        from side: Side,
        at time: Timestamp,
        into output: inout DissectionOutput
    ) {
        // The last step of the handshake tells where the accepter's stream begins, had its SYN been missed.
        if side == .opener, openerSYN != nil, !accepterStream.hasBegun, !segment.flags.contains(.syn) {
            accepterStream.begin(at: segment.acknowledgment)
            return
        }
        guard isTalking,
            side == .opener
                ? accepterStream.awaits(segment.acknowledgment) : openerStream.awaits(segment.acknowledgment)
        else { return }
        feed(side.other, into: &output) { stream, account, emit in
            stream.acknowledge(segment.acknowledgment, at: time, account: &account, emit: emit)
        }
    }

    /// A forged reset has any number (RFC 5961, section 3); a real one is near the window.
    private func isResetBelievable(_ segment: TCPSegment, _ side: Side) -> Bool {
        let isInWindow =
            side == .opener ? openerStream.isInWindow(segment.sequence) : accepterStream.isInWindow(segment.sequence)
        return isInWindow || segment.sequence == 0
    }

    // MARK: - Streams

    /// The first payload: from here on there is something to dissect.
    private func begin(into output: inout DissectionOutput) {
        isTalking = true
        guard dissector == nil else { return }
        let dissector = ConnectionDissector(
            opener: opener,
            accepter: accepter,
            connectionID: id,
            joinedMidstream: openerSYN == nil && accepterSYN == nil,
            limits: dissectionLimits,
            lore: lore
        )
        // A direction may have ended without a byte.
        for side in Side.allCases where hasEnded(side) { dissector.end(side, .fin, into: &output) }
        self.dissector = dissector
    }

    private func takeNext(_ sequence: UInt32, _ payload: RawSpan, _ side: Side, _ time: Timestamp) -> Timestamp? {
        switch side {
        case .opener: openerStream.takeNext(sequence: sequence, count: payload.byteCount, at: time)
        case .accepter: accepterStream.takeNext(sequence: sequence, count: payload.byteCount, at: time)
        }
    }

    private func feed(
        _ side: Side,
        into output: inout DissectionOutput,
        _ change: (inout StreamReassembler, inout ByteAccount, (StreamReassembler.Piece) -> Void) -> Void
    ) {
        // The account is lent to the stream while the dissector has the rest of the output.
        var account = ByteAccount()
        let dissector = dissector
        let emit: (StreamReassembler.Piece) -> Void = { piece in
            switch piece {
            case .bytes(let bytes, let time): dissector?.receive(bytes, from: side, at: time, into: &output)
            case .gap(let length, let before):
                dissector?.gap(of: length, from: side, into: &output)
                self.note(lost: length, after: before, from: side, into: &output)
            }
        }
        switch side {
        case .opener: change(&openerStream, &account, emit)
        case .accepter: change(&accepterStream, &account, emit)
        }
        output.account.bytes.duplicate &+= account.duplicate
        output.account.bytes.outOfWindow &+= account.outOfWindow
        output.account.bytes.lostInGaps &+= account.lostInGaps
    }

    private func note(lost count: UInt64, after offset: UInt64, from side: Side, into output: inout DissectionOutput) {
        guard output.account.isWorthNaming(lost: count) else { return }
        let (source, destination) = side == .opener ? (opener, accepter) : (accepter, opener)
        output.account.note(
            LostBytes(
                connection: id,
                from: source.description,
                to: destination.description,
                offset: offset,
                count: count,
                time: lastSeen
            )
        )
    }

    private func closeEndedStreams(into output: inout DissectionOutput) {
        for side in Side.allCases where !hasEnded(side) {
            guard side == .opener ? openerStream.hasEnded : accepterStream.hasEnded else { continue }
            markEnded(side)
            dissector?.end(side, .fin, into: &output)
        }
        if isClosed { close(into: &output) }
    }

    private func close(into output: inout DissectionOutput) {
        if dissector == nil {
            output.account.streams.total &+= 1
            output.account.streams.empty &+= 1
        }
        dissector = nil
    }

    private func countLate(_ segment: TCPSegment, _ payload: RawSpan, _ side: Side, _ output: inout DissectionOutput) {
        guard payload.byteCount > 0 else { return }
        feed(side, into: &output) { stream, account, _ in
            if stream.hasEnded || stream.isInWindow(segment.sequence) {
                stream.countAfterEnd(sequence: segment.sequence, count: payload.byteCount, account: &account)
            } else {
                account.outOfWindow &+= UInt64(payload.byteCount)
            }
        }
    }

    private func hasEnded(_ side: Side) -> Bool {
        side == .opener ? openerHasEnded : accepterHasEnded
    }

    private func markEnded(_ side: Side) {
        if side == .opener { openerHasEnded = true } else { accepterHasEnded = true }
    }
}

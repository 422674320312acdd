import Corpus

/// Puts the segments of one direction of a connection in order (RFC 9293, section 3.4).
///
/// Pure: segments in, the stream's bytes and its holes out. Each byte that comes is given out once, or counted as a
/// duplicate or as out of the window. Of bytes that come more than once with different content the first ones win.
/// Bytes are copied only while they have to wait.
struct StreamReassembler: Sendable {
    /// What comes out, in the order of the stream.
    enum Piece: ~Escapable {
        /// Bytes, and when they could be read by their receiver.
        case bytes(RawSpan, Timestamp)
        /// So many bytes are missing here, behind so many bytes of the stream.
        case gap(UInt64, after: UInt64)
    }

    private let limits: ReassemblyLimits

    /// The sequence number of the next byte; nil until it is known where the stream begins.
    private var next: UInt32?
    /// Bytes of the stream before the next one.
    private var offset: UInt64 = 0
    private var held: [Held] = []
    private(set) var heldBytes = 0
    /// Where the stream ends, once its FIN has come.
    private var end: UInt64?
    /// When the last bytes were given out.
    private var lastTime = Timestamp(nanoseconds: .min)
    /// How far the receiver has acknowledged bytes that have not come.
    private var acknowledged: UInt64 = 0
    private var packetsSinceAcknowledged = 0

    private struct Held: Sendable {
        var start: UInt64
        var bytes: [UInt8]
        var time: Timestamp
        /// Bytes after it that its packet had on the wire and the capture has not.
        var missing: UInt64

        var end: UInt64 { start &+ UInt64(bytes.count) }
    }

    init(limits: ReassemblyLimits) {
        self.limits = limits
    }

    /// What holding a segment costs beside its bytes, near enough.
    private static let segmentOverhead = 96

    /// Bytes of memory that segments behind holes hold.
    var heldMemory: Int { heldBytes &+ held.count &* Self.segmentOverhead }

    /// Whether it is known where the stream begins.
    var hasBegun: Bool { next != nil }

    /// Whether all bytes up to a FIN have been given out.
    var hasEnded: Bool { end.map { offset >= $0 } ?? false }

    /// Whether a segment with this sequence number belongs near the next byte.
    func isInWindow(_ sequence: UInt32) -> Bool {
        guard let next else { return true }
        let distance = Int32(bitPattern: sequence &- next)
        return distance <= limits.window && distance >= -limits.window
    }

    /// Sets the sequence number of the stream's first byte, where it has not begun.
    mutating func begin(at sequence: UInt32) {
        if next == nil { next = sequence }
    }

    /// Begins the stream at its SYN, where no byte of it has come: what it was taken for before was a guess, and a FIN
    /// before the SYN is none (RFC 9293, section 3.10.7.3).
    mutating func beginAgain(at sequence: UInt32) {
        guard offset == 0, held.isEmpty else { return }
        next = sequence
        end = nil
        acknowledged = 0
    }

    /// Takes a segment that is whole and just what comes next, as nearly all are, where nothing waits.
    ///
    /// - Returns: When its receiver could read it; nil for a segment that is none of these, which is not taken.
    @inline(__always)
    mutating func takeNext(sequence: UInt32, count: Int, at time: Timestamp) -> Timestamp? {
        guard next == sequence, end == nil, count > 0, held.isEmpty else { return nil }
        lastTime = max(lastTime, time)
        advance(by: UInt64(count))
        return lastTime
    }

    /// Takes a segment.
    ///
    /// - Parameters:
    ///   - sequence: the sequence number of its first payload byte.
    ///   - payload: its payload, as far as it was captured.
    ///   - missing: bytes of payload that the capture has cut off.
    ///   - isLast: whether it has the FIN flag.
    ///   - time: when it was captured.
    ///   - account: where the bytes that are not given out are counted.
    ///   - emit: takes what comes out.
    mutating func receive(
        sequence: UInt32,
        payload: RawSpan,
        missing: Int,
        isLast: Bool,
        at time: Timestamp,
        account: inout ByteAccount,
        emit: (Piece) -> Void
    ) {
        let expected = next ?? sequence
        next = expected
        let distance = Int32(bitPattern: sequence &- expected)
        guard distance <= limits.window, distance >= -limits.window else {
            account.outOfWindow &+= UInt64(payload.byteCount)
            return
        }
        let start = Int64(bitPattern: offset) &+ Int64(distance)
        let wireEnd = start &+ Int64(payload.byteCount &+ missing)
        if isLast, end == nil, wireEnd >= Int64(bitPattern: offset) { end = UInt64(wireEnd) }
        take(payload, from: start, missing: UInt64(missing), at: time, account: &account, emit: emit)
        giveUpOverdue(at: time, account: &account, emit: emit)
    }

    /// Gives holes up while more is held behind them than may be, or they were waited for too long.
    mutating func giveUpOverdue(at time: Timestamp, account: inout ByteAccount, emit: (Piece) -> Void) {
        while !held.isEmpty, isTooMuch(time) { giveUp(account: &account, emit: emit) }
        if hasEnded { discardHeld(account: &account) }
    }

    /// Whether bytes are acknowledged that have not come.
    @inline(__always)
    func awaits(_ acknowledgment: UInt32) -> Bool {
        guard let next, !hasEnded else { return false }
        let distance = Int32(bitPattern: acknowledgment &- next)
        // A FIN is acknowledged too, and is no byte: one that was not captured must not make a hole of a byte.
        return (distance > 1 || (distance == 1 && !held.isEmpty)) && distance <= limits.window
    }

    /// Takes note of what the other end acknowledges, and gives a hole up that it has the bytes of, after some patience.
    mutating func acknowledge(
        _ acknowledgment: UInt32,
        at time: Timestamp,
        account: inout ByteAccount,
        emit: (Piece) -> Void
    ) {
        guard let next, awaits(acknowledgment) else { return }
        let distance = Int32(bitPattern: acknowledgment &- next)
        let reach = min(offset &+ UInt64(distance), end ?? .max)
        if acknowledged <= offset { packetsSinceAcknowledged = 0 }
        acknowledged = max(acknowledged, reach)
        guard reach > offset else { return }
        packetsSinceAcknowledged += 1
        if packetsSinceAcknowledged > limits.patiencePackets { giveUp(account: &account, emit: emit) }
        if hasEnded { discardHeld(account: &account) }
    }

    /// Gives out all that is held, with the holes between, as nothing more will come.
    mutating func finish(account: inout ByteAccount, emit: (Piece) -> Void) {
        while !held.isEmpty { giveUp(account: &account, emit: emit) }
        // Before a FIN, or up to what was acknowledged, bytes are known to be missing.
        if let end, end > offset { skip(to: end, account: &account, emit: emit) }
        if acknowledged > offset, end == nil { skip(to: acknowledged, account: &account, emit: emit) }
    }

    // MARK: - Bytes in order

    private mutating func take(
        _ payload: RawSpan,
        from start: Int64,
        missing: UInt64,
        at time: Timestamp,
        account: inout ByteAccount,
        emit: (Piece) -> Void
    ) {
        var first = 0
        var last = payload.byteCount
        // Bytes before the stream's own start are of no stream; those between it and here came before.
        let before = min(max(Int64(bitPattern: offset) &- start, 0), Int64(last))
        if before > 0 {
            let foreign = min(max(-start, 0), before)
            account.outOfWindow &+= UInt64(foreign)
            account.duplicate &+= UInt64(before &- foreign)
            first = Int(before)
        }
        if let end, start &+ Int64(last) > Int64(bitPattern: end) {
            let kept = max(Int(Int64(bitPattern: end) &- start), first)
            account.outOfWindow &+= UInt64(max(last &- kept, 0))
            last = min(last, kept)
        }
        let position = UInt64(max(start &+ Int64(first), Int64(bitPattern: offset)))
        guard last > first || (missing > 0 && start >= Int64(bitPattern: offset)) else { return }
        if position == offset, held.isEmpty {
            give(payload.extracting(first..<last), at: time, emit: emit)
            if missing > 0 { skip(to: offset &+ missing, account: &account, emit: emit) }
        } else {
            hold(payload.extracting(first..<last), from: position, missing: missing, at: time, account: &account)
            drain(account: &account, emit: emit)
        }
    }

    private mutating func give(_ bytes: RawSpan, at time: Timestamp, emit: (Piece) -> Void) {
        guard bytes.byteCount > 0 else { return }
        lastTime = max(lastTime, time)
        advance(by: UInt64(bytes.byteCount))
        emit(.bytes(bytes, lastTime))
    }

    private mutating func skip(to target: UInt64, account: inout ByteAccount, emit: (Piece) -> Void) {
        // What is held is not missing.
        let target = min(target, held.first?.start ?? .max, end ?? .max)
        guard target > offset else { return }
        let (length, before) = (target &- offset, offset)
        advance(by: length)
        account.lostInGaps &+= length
        emit(.gap(length, after: before))
    }

    private mutating func advance(by count: UInt64) {
        offset &+= count
        next = (next ?? 0) &+ UInt32(truncatingIfNeeded: count)
    }

    // MARK: - Bytes that wait

    /// Copies those bytes that are not held already.
    private mutating func hold(
        _ bytes: RawSpan,
        from start: UInt64,
        missing: UInt64,
        at time: Timestamp,
        account: inout ByteAccount
    ) {
        var position = start
        let end = start &+ UInt64(bytes.byteCount)
        var index = held.firstIndex { $0.end > position || $0.start >= position } ?? held.count
        while position < end || (position == end && bytes.byteCount == 0) {
            let free = index < held.count ? min(max(held[index].start, position), end) : end
            if free > position || bytes.byteCount == 0 {
                let piece = bytes.extracting(Int(position &- start)..<Int(free &- start))
                let copy = piece.withUnsafeBytes { Array($0) }
                held.insert(
                    Held(start: position, bytes: copy, time: time, missing: free == end ? missing : 0),
                    at: index
                )
                heldBytes &+= copy.count
                index += 1
                position = free
                if bytes.byteCount == 0 { return }
            }
            guard position < end, index < held.count else { continue }
            let covered = min(held[index].end, end)
            if covered > position {
                account.duplicate &+= covered &- position
                position = covered
            }
            index += 1
        }
    }

    /// Gives out what follows the last byte without a hole.
    private mutating func drain(account: inout ByteAccount, emit: (Piece) -> Void) {
        while let first = held.first, first.start <= offset {
            held.removeFirst()
            heldBytes &-= first.bytes.count
            // A FIN that came later may lie before bytes that were held.
            let room = end.map { $0 > offset ? Int(clamping: $0 &- offset) : 0 } ?? .max
            let kept = min(first.bytes.count, room)
            account.outOfWindow &+= UInt64(first.bytes.count &- kept)
            give(first.bytes.span.bytes.extracting(0..<kept), at: first.time, emit: emit)
            if first.missing > 0 { skip(to: first.end &+ first.missing, account: &account, emit: emit) }
        }
    }

    /// Lets go of what is held where all of it lies past the FIN: no stream has it.
    private mutating func discardHeld(account: inout ByteAccount) {
        account.outOfWindow &+= UInt64(heldBytes)
        held.removeAll()
        heldBytes = 0
    }

    private func isTooMuch(_ now: Timestamp) -> Bool {
        if heldBytes > limits.heldBytes || held.count > limits.heldSegments { return true }
        guard let first = held.first else { return false }
        return now.nanoseconds(since: first.time) > limits.patience
    }

    /// Gives the first hole up.
    mutating func giveUp(account: inout ByteAccount, emit: (Piece) -> Void) {
        packetsSinceAcknowledged = 0
        if let end, let first = held.first, first.start >= end { discardHeld(account: &account) }
        skip(to: held.first?.start ?? acknowledged, account: &account, emit: emit)
        drain(account: &account, emit: emit)
    }
}

extension StreamReassembler {
    /// Counts bytes that come after both directions have ended: again what came before, or past the end.
    mutating func countAfterEnd(sequence: UInt32, count: Int, account: inout ByteAccount) {
        guard let next else {
            account.outOfWindow &+= UInt64(count)
            return
        }
        let before = min(max(-Int(Int32(bitPattern: sequence &- next)), 0), count)
        account.duplicate &+= UInt64(before)
        account.outOfWindow &+= UInt64(count &- before)
    }
}

import DequeModule
import NIOCore

/// One event loop's connections to one origin, and the requests that wait for one.
///
/// An idle connection is taken last in, first out, so that those in use stay warm; waiting requests are served first in,
/// first out.
final class OriginPool {
    /// Where its connections go, and whose they are.
    let key: PoolKey
    var origin: Origin { key.origin }
    /// Whether it has asked for room for a connection, and waits for it.
    var waitsForRoom = false
    /// Counts what was sent: what was said of it before says nothing any more.
    private(set) var turn: UInt64 = 0
    /// The turn at which it was noted last that it is idle; see ``IdlePools``.
    var notedTurn: UInt64 = 0
    /// Whose pool it is.
    ///
    /// It lets go of its pools when it is shut down.
    let owner: LoopRequester

    // Nobody checks these for exclusive access: they are changed on the loop, and by methods of theirs that call nobody.
    @exclusivity(unchecked) private var idle: [PooledConnection] = []
    /// Connections that carry several exchanges at once.
    @exclusivity(unchecked) private var shared: [PooledConnection] = []
    /// Whether its connections are such; nil until the first one has come about or failed.
    private var isMultiplexed: Bool?
    @exclusivity(unchecked) private var waiting = Deque<PendingRequest>()
    /// Whether those that wait come to the ends of their times in their order, as requests of one timeout do.
    private var isInOrder = true
    /// The deadline of the one that has waited least.
    private var lastDeadline: UInt64 = 0
    private var connecting = 0
    /// Connections that are open.
    private var open = 0
    private var warming: Warming?

    /// Connections that are opened before anything is sent.
    private struct Warming {
        /// Those that have not been begun.
        var left: Int
        /// Those that are on their way.
        var underWay = 0
        /// Those that have come about.
        var opened = 0
        /// Called with their number at the end.
        let end: (Int) -> Void
    }

    /// Connections that are opened at once before anything is sent: a target's queue of new ones is short.
    private static let mostWarming = 32

    init(key: PoolKey, owner: LoopRequester) {
        self.key = key
        self.owner = owner
        switch owner.configuration.http {
        case .http2: isMultiplexed = true
        case .http1: isMultiplexed = false
        case .negotiated: isMultiplexed = key.origin.scheme == .https ? nil : false
        }
    }

    /// Whether there is a connection that nobody uses.
    var hasIdle: Bool { !idle.isEmpty || shared.contains { $0.isIdle } }

    /// Whether connections are being opened.
    var isConnecting: Bool { connecting > 0 }

    /// Sends a request over an idle connection, or lets it wait for one.
    func submit(_ pending: PendingRequest) {
        turn &+= 1
        if let connection = sharedWithRoom(at: pending.queued) {
            owner.statistics.reuses += 1
            return connection.send(pending, connectTime: 0, at: pending.queued)
        }
        while let connection = idle.popLast() {
            // One that the target has just ended is on its way out, and no use to anybody.
            guard connection.isUsable else { continue }
            guard !retire(connection, at: pending.queued) else { continue }
            owner.statistics.reuses += 1
            connection.send(pending, connectTime: 0, at: pending.queued)
            return
        }
        wait(pending)
        connectWhereNeeded()
        if wantsRoom { countWait() }
    }

    private func countWait() {
        switch owner.refusal(of: self) {
        case .full: owner.statistics.poolWaits += 1
        case .originFull: owner.statistics.originWaits += 1
        case nil: break
        }
    }

    private func wait(_ pending: PendingRequest) {
        isInOrder = waiting.isEmpty || isInOrder && pending.deadline >= lastDeadline
        lastDeadline = pending.deadline
        waiting.append(pending)
    }

    /// A connection that has room for one more exchange; the first ones are filled first, so that later ones may rest.
    private func sharedWithRoom(at now: UInt64) -> PooledConnection? {
        for connection in shared where connection.isUsable {
            if !retire(connection, at: now) { return connection }
        }
        return nil
    }

    /// A connection has ended an exchange and can carry another one.
    func connectionFreed(_ connection: PooledConnection, at now: UInt64) {
        if connection.isMultiplexed { return sharedFreed(connection, at: now) }
        if retire(connection, at: now) { return }
        if let next = waiting.popFirst() {
            owner.statistics.reuses += 1
            connection.send(next, connectTime: 0, at: now)
        } else if owner.isRoomWanted(from: self) {
            connection.close()
        } else {
            idle.append(connection)
            if key.connection != 0 { owner.noteIdle(self) }
        }
    }

    private func sharedFreed(_ connection: PooledConnection, at now: UInt64) {
        if fill(connection, at: now, sending: { connection.send($0, connectTime: 0, at: now) }) {
            guard connection.isIdle else { return }
            if owner.isRoomWanted(from: self) {
                connection.close()
            } else if key.connection != 0 {
                owner.noteIdle(self)
            }
        }
        connectWhereNeeded()
    }

    /// Sends what waits over a connection while it has room; false where it has had its time.
    private func fill(_ connection: PooledConnection, at now: UInt64, sending: (PendingRequest) -> Void) -> Bool {
        while connection.isUsable, !waiting.isEmpty {
            if retire(connection, at: now) { return false }
            guard let next = waiting.popFirst() else { break }
            owner.statistics.reuses += 1
            sending(next)
        }
        return true
    }

    /// Ends a connection that has had its time; false for one that has not.
    private func retire(_ connection: PooledConnection, at now: UInt64) -> Bool {
        guard connection.isSpent(owner.configuration.retirement, at: now) else { return false }
        owner.statistics.retired += 1
        connection.close()
        return true
    }

    /// A connection is gone.
    func connectionClosed(_ connection: PooledConnection) {
        open -= 1
        if let index = idle.lastIndex(where: { $0 === connection }) { idle.remove(at: index) }
        if let index = shared.firstIndex(where: { $0 === connection }) { shared.remove(at: index) }
        owner.remove(connection)
        connectWhereNeeded()
        forgetIfEmpty()
    }

    /// One that is for one recorded connection is of no use when that is gone.
    private func forgetIfEmpty() {
        if key.connection != 0, open == 0, connecting == 0, waiting.isEmpty { owner.forget(self) }
    }

    /// Ends a connection that nobody uses, to make room for one to another origin.
    func closeOneIdle() {
        if let connection = shared.first(where: { $0.isIdle }) { return connection.close() }
        guard !idle.isEmpty else { return }
        idle.removeFirst().close()
    }

    /// Opens connections while requests wait for more than are being opened, and there is room.
    func connectWhereNeeded() {
        while wantsRoom, owner.takeRoom(for: self) {
            connecting += 1
            owner.connect(self)
        }
    }

    /// Opens connections before anything is sent, as far as there is room.
    ///
    /// - Parameter end: called once, with how many came about.
    func prewarm(_ count: Int, then end: @escaping (Int) -> Void) {
        guard warming == nil else { return end(0) }
        warming = Warming(left: count, end: end)
        warm()
    }

    private func warm() {
        while var warming, warming.left > 0, warming.underWay < Self.mostWarming, owner.refusal(of: self) == nil,
            owner.takeRoom(for: self)
        {
            warming.left -= 1
            warming.underWay += 1
            self.warming = warming
            connecting += 1
            owner.connect(self)
        }
        guard let warming, warming.underWay == 0 else { return }
        self.warming = nil
        warming.end(warming.opened)
    }

    private func warmed(_ result: Result<PooledConnection, RequestFailure>) {
        guard warming != nil else { return }
        warming?.underWay -= 1
        switch result {
        case .success: warming?.opened += 1
        // A target that takes one no more will not take the others.
        case .failure: warming?.left = 0
        }
        warm()
    }

    /// Whether one more connection would be of use; a recorded one is one, and what waits for it waits for no other.
    private var wantsRoom: Bool { needsConnection && (key.connection == 0 || open + connecting == 0) }

    /// Whether more requests wait than the connections that are being opened will carry.
    private var needsConnection: Bool {
        switch isMultiplexed {
        case .some(false): connecting < waiting.count
        // Of so many streams each, without a product that may be too large.
        case .some(true):
            !waiting.isEmpty && connecting <= (waiting.count - 1) / max(1, owner.configuration.streamLimit)
        // The first one tells which it is.
        case .none: connecting == 0 && !waiting.isEmpty
        }
    }

    /// An attempt to open a connection has come to its end.
    func connected(_ result: Result<PooledConnection, RequestFailure>, began: UInt64, at now: UInt64) {
        connecting -= 1
        switch result {
        case .success(let connection):
            open += 1
            owner.add(connection)
            isMultiplexed = connection.isMultiplexed
            if connection.isMultiplexed {
                shared.append(connection)
                startShared(connection, began: began, at: now)
            } else if let next = waiting.popFirst() {
                connection.send(next, connectTime: now &- max(began, next.queued), at: now)
            } else {
                idle.append(connection)
            }
        case .failure(let failure):
            // All that it would have carried fail with it.
            for _ in 0..<(isMultiplexed == true ? owner.configuration.streamLimit : 1) {
                guard let first = waiting.popFirst() else { break }
                first.complete(failure, at: now, connectTime: now &- max(began, first.queued))
            }
            isMultiplexed = isMultiplexed ?? false
            owner.releaseRoom(of: self)
        }
        connectWhereNeeded()
        forgetIfEmpty()
        warmed(result)
    }

    private func startShared(_ connection: PooledConnection, began: UInt64, at now: UInt64) {
        // The first one has opened it; those behind it share it from the start, and none of them was kept by more.
        if let first = waiting.popFirst() {
            connection.send(first, connectTime: now &- max(began, first.queued), at: now)
        }
        _ = fill(connection, at: now) { connection.send($0, connectTime: now &- max(began, $0.queued), at: now) }
    }

    /// Fails the waiting requests whose time is up.
    ///
    /// - Returns: The earliest deadline among those that go on waiting; `.max` for none.
    func expire(at now: UInt64) -> UInt64 {
        defer { forgetIfEmpty() }
        // While a target stands still, thousands wait, and this is asked up to a thousand times a second.
        while isInOrder, let first = waiting.first {
            guard first.deadline <= now else { return first.deadline }
            waiting.removeFirst()
            expire(first, at: now)
        }
        var earliest = UInt64.max
        let all = waiting
        waiting = []
        for pending in all {
            if pending.deadline <= now {
                expire(pending, at: now)
            } else {
                earliest = min(earliest, pending.deadline)
                waiting.append(pending)
            }
        }
        return earliest
    }

    private func expire(_ pending: PendingRequest, at now: UInt64) {
        pending.complete(.timeout(isConnecting ? .connect : .queue), at: now)
    }

    /// Fails a request with a streamed body, where it waits.
    func abandon(_ upload: Upload, _ failure: RequestFailure, at now: UInt64) {
        guard let index = waiting.firstIndex(where: { $0.upload === upload }) else { return }
        waiting.remove(at: index).complete(failure, at: now)
        forgetIfEmpty()
    }

    /// Fails all waiting requests.
    func failAll(_ failure: RequestFailure, at now: UInt64) {
        let all = waiting
        waiting = []
        for pending in all { pending.complete(failure, at: now) }
    }
}

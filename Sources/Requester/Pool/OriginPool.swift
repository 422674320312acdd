import DequeModule
import NIOCore

/// One event loop's connections to one origin, and the requests that wait for one.
///
/// An idle connection is taken last in, first out, so that those in use stay warm; waiting requests are served first in,
/// first out.
final class OriginPool {
    let origin: Origin
    /// Whose pool it is; lives longer than the pool.
    unowned let owner: LoopRequester

    private var idle: [ClientConnection] = []
    private var waiting = Deque<PendingRequest>()
    private var connecting = 0

    init(origin: Origin, owner: LoopRequester) {
        self.origin = origin
        self.owner = owner
    }

    /// Whether there is a connection that nobody uses.
    var hasIdle: Bool { !idle.isEmpty }

    /// Whether connections are being opened.
    var isConnecting: Bool { connecting > 0 }

    /// Sends a request over an idle connection, or lets it wait for one.
    func submit(_ pending: PendingRequest) {
        while let connection = idle.popLast() {
            // One that the target has just ended is on its way out, and no use to anybody.
            guard connection.isUsable else { continue }
            owner.statistics.reuses += 1
            connection.send(pending, connectTime: 0, at: pending.queued)
            return
        }
        waiting.append(pending)
        connectWhereNeeded()
    }

    /// A connection has ended its exchange and can carry another one.
    func connectionFreed(_ connection: ClientConnection, at now: UInt64) {
        if let next = waiting.popFirst() {
            owner.statistics.reuses += 1
            connection.send(next, connectTime: 0, at: now)
        } else {
            idle.append(connection)
        }
    }

    /// A connection is gone.
    func connectionClosed(_ connection: ClientConnection) {
        if let index = idle.lastIndex(where: { $0 === connection }) { idle.remove(at: index) }
        owner.remove(connection)
    }

    /// Ends a connection that nobody uses, to make room for one to another origin.
    func closeOneIdle() {
        guard !idle.isEmpty else { return }
        idle.removeFirst().close()
    }

    /// Opens connections while requests wait for more than are being opened, and there is room.
    func connectWhereNeeded() {
        while connecting < waiting.count, owner.takeRoom(for: self) {
            connecting += 1
            owner.connect(self)
        }
    }

    /// An attempt to open a connection has come to its end.
    func connected(_ result: Result<ClientConnection, RequestFailure>, began: UInt64, at now: UInt64) {
        connecting -= 1
        switch result {
        case .success(let connection):
            owner.add(connection)
            if let next = waiting.popFirst() {
                connection.send(next, connectTime: now &- max(began, next.queued), at: now)
            } else {
                idle.append(connection)
            }
        case .failure(let failure):
            owner.releaseRoom()
            if let first = waiting.popFirst() {
                first.complete(failure, at: now, connectTime: now &- max(began, first.queued))
            }
        }
        connectWhereNeeded()
    }

    /// Fails the waiting requests whose time is up.
    ///
    /// - Returns: The earliest deadline among those that go on waiting; `.max` for none.
    func expire(at now: UInt64) -> UInt64 {
        var earliest = UInt64.max
        guard waiting.contains(where: { $0.deadline <= now }) else {
            return waiting.reduce(earliest) { min($0, $1.deadline) }
        }
        var rest = Deque<PendingRequest>()
        for pending in waiting {
            if pending.deadline <= now {
                pending.complete(.timeout(isConnecting ? .connect : .queue), at: now)
            } else {
                earliest = min(earliest, pending.deadline)
                rest.append(pending)
            }
        }
        waiting = rest
        return earliest
    }

    /// Fails all waiting requests.
    func failAll(_ failure: RequestFailure, at now: UInt64) {
        let all = waiting
        waiting = []
        for pending in all { pending.complete(failure, at: now) }
    }
}

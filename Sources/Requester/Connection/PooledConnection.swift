import NIOCore

/// A connection to an origin, as its pool sees it: something that requests can be sent over.
///
/// A class with subclasses, and no protocol: a call costs one look into its table. All of it happens on the connection's
/// event loop.
class PooledConnection {
    /// The origin's connections that it belongs to.
    let pool: OriginPool
    /// Where it stands in its requester's list of all connections.
    var position = 0

    /// Requests that were sent over it.
    final var requests: UInt64 = 0
    /// When it was opened, and when its last exchange ended.
    private let opened: UInt64
    final var lastUsed: UInt64

    /// When the first of the exchanges under way has to be over; nil where there is none.
    var deadline: UInt64? { nil }

    /// Whether a request can be sent over it.
    var isUsable: Bool { false }

    /// Whether no exchange is under way.
    var isIdle: Bool { isUsable }

    /// Whether it carries several exchanges at once.
    var isMultiplexed: Bool { false }

    /// A connection that was opened at an instant.
    init(pool: OriginPool, openedAt now: UInt64) {
        self.pool = pool
        opened = now
        lastUsed = now
    }

    /// Sends a request; only while the connection is usable.
    func send(_ pending: PendingRequest, connectTime: UInt64, at now: UInt64) {
        pending.complete(RequestFailure(.closed, "before the request was sent"), at: now)
    }

    /// Sends bytes of a streamed body, whose head it has sent.
    func send(_ bytes: ByteBuffer, isLast: Bool, of upload: Upload) {}

    /// Ends the exchange whose streamed body cannot go on.
    func abort(_ upload: Upload, _ failure: RequestFailure, at now: UInt64) {}

    /// Ends the exchanges whose time is up.
    func expire(at now: UInt64) {}

    /// Ends the connection, and the exchanges under way with it.
    func shutDown(at now: UInt64) {}

    /// Ends the connection when the exchanges under way have ended; it takes no others.
    func close() {}

    /// Whether it has had its time, and carries no more requests.
    final func isSpent(_ retirement: ConnectionRetirement, at now: UInt64) -> Bool {
        if let most = retirement.requests, requests >= most { return true }
        if let age = retirement.age, now &- min(opened, now) >= age { return true }
        if let idleTime = retirement.idleTime, isIdle, now &- min(lastUsed, now) >= idleTime { return true }
        return false
    }
}

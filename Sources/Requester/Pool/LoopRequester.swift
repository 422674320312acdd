import NIOCore

/// One event loop's requester: its connections, its view of the name cache, and its deadlines.
///
/// Nothing here is locked.
///
/// `@unchecked Sendable`: everything but the constants is touched only on `loop`.
final class LoopRequester: @unchecked Sendable {
    let loop: any EventLoop
    var statistics = RequesterStatistics()

    let configuration: RequesterConfiguration
    /// Where the sequences of streamed bodies are asked.
    let executor: EventLoopTaskExecutor
    /// By which those let the loop look at its sockets.
    let looks: LoopLooks
    let tls: TLSClient
    let addresses: AddressBook
    private var pools: [PoolKey: OriginPool] = [:]
    /// How many connections there may be, and who waits for one.
    private var room: ConnectionRoom
    /// Pools of one connection that nobody uses.
    private(set) var idleOwn = IdlePools()
    private var lastPool: OriginPool?
    private var connections: [PooledConnection] = []
    private var sweep: Scheduled<Void>?
    private var sweepInstant = UInt64.max
    private(set) var isShutDown = false
    /// Which of the local addresses the next connection is made from.
    var localTurn = 0

    /// The least time between two looks at the deadlines: a timeout may be late by this much.
    private static let sweepInterval: UInt64 = 1_000_000

    init(
        loop: any EventLoop,
        limit: Int,
        originLimit: Int?,
        configuration: RequesterConfiguration,
        tls: TLSClient,
        lookup: @escaping HostLookup
    ) {
        self.loop = loop
        room = ConnectionRoom(limit: limit, originLimit: originLimit)
        self.configuration = configuration
        executor = EventLoopTaskExecutor(loop)
        looks = LoopLooks(of: loop)
        self.tls = tls
        addresses = AddressBook(loop: loop, configuration: configuration, lookup: lookup)
    }

    /// Sends a request; on the loop.
    nonisolated(nonsending) func send(_ request: WireRequest) async -> WireOutcome {
        if let stream = request.stream { return await send(request, streaming: stream) }
        guard configuration.retries > 0 else { return await withUnsafeContinuation { submit(request, waiter: $0) } }
        let began = NIODeadline.now().uptimeNanoseconds
        let outcome = await withUnsafeContinuation { submit(request, waiter: $0) }
        return await again(request, outcome, from: began) { request in
            await withUnsafeContinuation { self.submit(request, isRetry: true, waiter: $0) }
        }
    }

    /// Sends a request, from any thread.
    func sendFromElsewhere(_ request: WireRequest) async -> WireOutcome {
        if let stream = request.stream { return await send(request, streaming: stream) }
        let began = NIODeadline.now().uptimeNanoseconds
        let outcome = await withUnsafeContinuation { waiter in
            loop.execute { self.submit(request, waiter: waiter) }
        }
        guard configuration.retries > 0 else { return outcome }
        return await again(request, outcome, from: began) { request in
            await withUnsafeContinuation { waiter in
                self.loop.execute { self.submit(request, isRetry: true, waiter: waiter) }
            }
        }
    }

    /// Sends a request again, as often as was asked for, while it fails before any byte of a response and its time is not up.
    ///
    /// One with a streamed body is sent again only where nothing of it was sent: its sequence is asked once.
    func again(
        _ request: WireRequest,
        _ first: WireOutcome,
        from began: UInt64,
        send: (WireRequest) async -> WireOutcome
    ) async -> WireOutcome {
        var outcome = first
        for _ in 0..<configuration.retries {
            guard let failure = outcome.failure, failure.kind.allowsRetry, outcome.firstByte == 0,
                request.stream == nil || outcome.sent == 0
            else { break }
            // The time of all attempts together is the request's.
            let spent = NIODeadline.now().uptimeNanoseconds &- began
            guard spent < request.timeout else { break }
            var next = request
            next.timeout = request.timeout - spent
            outcome = await send(next)
        }
        return outcome
    }

    /// Takes a request on; on the loop.
    func submit(
        _ request: WireRequest,
        isRetry: Bool = false,
        upload: Upload? = nil,
        waiter: UnsafeContinuation<WireOutcome, Never>
    ) {
        if isRetry { statistics.retries += 1 }
        let now = NIODeadline.now().uptimeNanoseconds
        let pending = PendingRequest(request, queued: now, upload: upload, waiter: waiter)
        guard !isShutDown else {
            return pending.complete(RequestFailure(.cancelled, "the requester was shut down"), at: now)
        }
        if let upload, upload.isCancelled { return pending.complete(.taskCancelled, at: now) }
        watch(pending.deadline)
        pool(for: PoolKey(origin: request.origin, connection: request.connection)).submit(pending)
    }

    private func pool(for key: PoolKey) -> OriginPool {
        if let lastPool, lastPool.key == key { return lastPool }
        let pool = pools[key] ?? OriginPool(key: key, owner: self)
        pools[key] = pool
        lastPool = pool
        return pool
    }
}

// Connections.
extension LoopRequester {
    /// Ends a request with a streamed body that waits for a connection.
    func abandon(_ upload: Upload, of key: PoolKey) {
        pools[key]?.abandon(upload, .taskCancelled, at: NIODeadline.now().uptimeNanoseconds)
    }

    /// Takes the room for one more connection, from an idle one of another pool if need be.
    func takeRoom(for pool: OriginPool) -> Bool {
        guard !isShutDown else { return false }
        // The room of one that is closed comes back when it has closed, and the pool is asked again then.
        switch room.take(for: pool) {
        case nil: return true
        case .full: idlePool(besides: pool, to: nil)?.closeOneIdle()
        case .originFull: idlePool(besides: pool, to: pool.origin)?.closeOneIdle()
        }
        return false
    }

    /// Why a pool may not open a connection now; nil where it may.
    func refusal(of pool: OriginPool) -> ConnectionRoom.Refusal? { room.refusal(of: pool) }

    /// Whether another pool waits for the room of a connection of this one.
    func isRoomWanted(from pool: OriginPool) -> Bool { room.isWanted(from: pool) }

    /// A pool with a connection that can be spared, to one origin or to any.
    private func idlePool(besides pool: OriginPool, to origin: Origin?) -> OriginPool? {
        if let own = idleOwn.takeFirst(besides: pool, to: origin) { return own }
        if let origin {
            // The others to the origin have one connection each, and were looked at.
            guard let shared = pools[PoolKey(origin: origin, connection: 0)], shared !== pool, shared.hasIdle else {
                return nil
            }
            return shared
        }
        guard pools.count <= Self.mostSearched else { return nil }
        return pools.values.first { $0 !== pool && $0.hasIdle }
    }

    /// Pools that are looked through for one with a connection that can be spared: those that are shared are few, and of others
    /// it is known.
    private static let mostSearched = 1000

    /// A pool's only connection has nothing to do.
    func noteIdle(_ pool: OriginPool) {
        idleOwn.note(pool)
    }

    /// A pool has no connection and nothing to send.
    func forget(_ pool: OriginPool) {
        pools[pool.key] = nil
        if lastPool === pool { lastPool = nil }
    }

    /// Gives the room of a connection back that did not come about.
    func releaseRoom(of pool: OriginPool) {
        room.release(by: pool)
        while let next = room.next(after: pool) { next.connectWhereNeeded() }
    }

    /// Opens connections to an origin before anything is sent there.
    ///
    /// - Returns: How many came about.
    func prewarm(_ origin: Origin, _ count: Int) -> EventLoopFuture<Int> {
        let promise = loop.makePromise(of: Int.self)
        pool(for: PoolKey(origin: origin, connection: 0)).prewarm(count) { [self] opened in
            statistics.prewarmed += opened
            promise.succeed(opened)
        }
        return promise.futureResult
    }

    func add(_ connection: PooledConnection) {
        connection.position = connections.count
        connections.append(connection)
    }

    func remove(_ connection: PooledConnection) {
        let position = connection.position
        guard position < connections.count, connections[position] === connection else { return }
        connections.swapAt(position, connections.count - 1)
        connections[position].position = position
        connections.removeLast()
        releaseRoom(of: connection.pool)
    }
}

// Deadlines.
extension LoopRequester {
    /// Makes sure that somebody looks when this instant has come.
    private func watch(_ deadline: UInt64) {
        guard deadline < sweepInstant else { return }
        sweep?.cancel()
        sweepInstant = deadline
        guard deadline < UInt64(Int64.max) else { return }
        sweep = loop.assumeIsolated().scheduleTask(deadline: .uptimeNanoseconds(deadline)) { self.expireAll() }
    }

    /// Ends all exchanges whose time is up, and finds the next instant to look again.
    private func expireAll() {
        sweepInstant = .max
        let now = NIODeadline.now().uptimeNanoseconds
        var earliest = UInt64.max
        // From the end: an exchange that expires takes its connection out of the list.
        for connection in connections.reversed() {
            guard let deadline = connection.deadline else { continue }
            if deadline <= now { connection.expire(at: now) }
            // Of several exchanges, the rest go on.
            if let next = connection.deadline { earliest = min(earliest, next) }
        }
        for pool in pools.values { earliest = min(earliest, pool.expire(at: now)) }
        if earliest < .max { watch(max(earliest, now + Self.sweepInterval)) }
    }
}

// The end, and what others ask.
extension LoopRequester {
    /// Fails what is under way or waits, and closes all connections.
    func shutDown() {
        isShutDown = true
        sweep?.cancel()
        let now = NIODeadline.now().uptimeNanoseconds
        let failure = RequestFailure(.cancelled, "the requester was shut down")
        for pool in pools.values { pool.failAll(failure, at: now) }
        for connection in connections.reversed() { connection.shutDown(at: now) }
        looks.shutDown()
        // Each of them holds this; what still closes its connections goes on to.
        pools = [:]
        lastPool = nil
        idleOwn = IdlePools()
    }

    /// The figures so far.
    var figures: RequesterStatistics {
        var figures = statistics
        figures.lookups = addresses.lookups
        figures.lookupHits = addresses.hits
        figures.lookupFailures = addresses.failures
        figures.lookupNanoseconds = addresses.nanoseconds
        figures.open = connections.count
        return figures
    }

    /// The addresses of an origin, without port.
    func resolve(_ origin: Origin) -> EventLoopFuture<[String]> {
        let promise = loop.makePromise(of: [String].self)
        addresses.find(origin) { result in
            switch result {
            case .success(let found): promise.succeed(found.compactMap(\.ipAddress))
            case .failure(let failure): promise.fail(failure)
            }
        }
        return promise.futureResult
    }
}

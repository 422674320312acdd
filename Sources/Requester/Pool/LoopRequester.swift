import Glibc
import LocalConnections
import NIOCore
import NIOPosix
import NIOSSL

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
    private let tls: TLSClient
    private let addresses: AddressBook
    private var pools: [PoolKey: OriginPool] = [:]
    /// How many connections there may be, and who waits for one.
    private var room: ConnectionRoom
    /// Pools of one connection that nobody uses.
    private(set) var idleOwn = IdlePools()
    private var lastPool: OriginPool?
    private var connections: [PooledConnection] = []
    private var sweep: Scheduled<Void>?
    private var sweepInstant = UInt64.max
    private var isShutDown = false
    /// Which of the local addresses the next connection is made from.
    private var localTurn = 0

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

    /// Opens a connection for a pool, to the first of its addresses that takes it.
    func connect(_ pool: OriginPool) {
        let began = NIODeadline.now().uptimeNanoseconds
        addresses.find(pool.origin) { [self] result in
            switch result {
            case .failure(let failure):
                finish(pool, .failure(failure), began: began)
            case .success(let found):
                connect(pool, to: found[...], began: began)
            }
        }
    }

    private func connect(_ pool: OriginPool, to candidates: ArraySlice<SocketAddress>, began: UInt64) {
        guard let address = candidates.first else {
            return finish(pool, .failure(RequestFailure(.connect, "no address")), began: began)
        }
        attempt(pool, address: address) { [self] result in
            switch result {
            case .success:
                statistics.connects += 1
                if case .success(let connection) = result, connection.isMultiplexed { statistics.http2Connects += 1 }
                finish(pool, result, began: began)
            case .failure(let failure):
                statistics.failedConnects += 1
                // Nothing was sent, so another address is no second try of the request. A TLS failure is the target's word.
                if failure.kind == .connect, candidates.count > 1, !isShutDown {
                    connect(pool, to: candidates.dropFirst(), began: began)
                } else {
                    finish(pool, result, began: began)
                }
            }
        }
    }

    private func finish(_ pool: OriginPool, _ result: Result<PooledConnection, RequestFailure>, began: UInt64) {
        switch result {
        case .success(let connection):
            let now = NIODeadline.now().uptimeNanoseconds
            pool.connected(result, began: began, at: now)
            if isShutDown { connection.shutDown(at: now) }
        case .failure:
            // Never at once: the pool then makes its next attempt, and a name that is known to be unknown fails that before this
            // has returned. Thousands of waiting requests would be as many calls deep.
            loop.assumeIsolated().execute {
                pool.connected(result, began: began, at: NIODeadline.now().uptimeNanoseconds)
            }
        }
    }

    private func attempt(
        _ pool: OriginPool,
        address: SocketAddress,
        completion: @escaping (Result<PooledConnection, RequestFailure>) -> Void
    ) {
        let origin = pool.origin
        let isTLS = origin.scheme == .https
        let once = ConnectAttempt(completion)
        let limit = configuration.connectTimeout
        let expiry = loop.assumeIsolated().scheduleTask(in: .nanoseconds(Int64(clamping: limit))) {
            once.fail(RequestFailure(isTLS ? .tls : .connect, "no answer in \(limit / 1_000_000) ms"))
        }
        once.onEnd = { expiry.cancel() }
        if let loop = loop as? EpollLoop { return connect(on: loop, pool, to: address, once) }
        let opener = ConnectionOpener(pool: pool, waitsForTLS: isTLS, choice: configuration.http) { once.end($0) }
        let bound = NIOLoopBound(opener, eventLoop: loop)
        let boundOnce = NIOLoopBound(once, eventLoop: loop)
        bootstrap(to: address)
            .connectTimeout(.nanoseconds(Int64(clamping: limit)))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            // One read a turn: a second one would only say that there is no more.
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelInitializer { [tls] channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    // First, so that it knows before TLS sends its hello.
                    if let marks = ConnectionMarks.shared { try pipeline.addHandler(ConnectionMarker(marks)) }
                    if isTLS { try pipeline.addHandler(try tls.handler(for: origin.host)) }
                    try pipeline.addHandler(bound.value)
                }
            }
            .connect(to: address)
            .whenComplete { result in
                switch result {
                case .success(let channel): boundOnce.value.opened { channel.close(promise: nil) }
                case .failure(let error): boundOnce.value.fail(RequestFailure(connect: error))
                }
            }
    }
}

// Where connections are made from.
extension LoopRequester {
    /// The next of this machine's addresses that a connection to an address is made from; nil for the system's choice.
    private func source(for address: SocketAddress) -> SocketAddress? {
        let sources = configuration.localAddresses.map(\.address).filter { $0.protocol == address.protocol }
        guard !sources.isEmpty else { return nil }
        localTurn = (localTurn + 1) % sources.count
        return sources[localTurn]
    }

    private func connect(on loop: EpollLoop, _ pool: OriginPool, to address: SocketAddress, _ attempt: ConnectAttempt) {
        guard EpollLoop.canReach(pool.origin, configuration.http) else {
            // Whoever chose the loops knew the targets; see `EpollLoop.canReach`.
            return loop.soon { attempt.fail(RequestFailure(.tls, "these event loops speak plain HTTP/1.1 only")) }
        }
        EpollConnector(loop, pool: pool, attempt: attempt).connect(to: address, from: source(for: address))
    }

    private func bootstrap(to address: SocketAddress) -> ClientBootstrap {
        let bootstrap = ClientBootstrap(group: loop)
        guard let source = source(for: address) else { return bootstrap }
        // The port is chosen when the other end is known, so that each pair of addresses has all ports (ip(7)).
        return
            bootstrap
            .channelOption(.ipOption(NIOBSDSocket.Option(rawValue: IP_BIND_ADDRESS_NO_PORT)), value: 1)
            .bind(to: source)
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

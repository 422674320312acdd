import Glibc
import LocalConnections
import NIOCore
import NIOPosix
import NIOSSL

// How a connection comes about: a name's addresses one after the other, TLS, and what becomes of the attempt.
extension LoopRequester {
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

// Where from.
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

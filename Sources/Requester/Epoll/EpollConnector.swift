import CEpoll
import Glibc
import NIOCore

/// Opens a connection over plain TCP on an ``EpollLoop``.
final class EpollConnector: PolledSource {
    private let loop: EpollLoop
    private let pool: OriginPool
    private let attempt: ConnectAttempt
    private var socket: CInt = -1
    private var place: Poller.Place?

    init(_ loop: EpollLoop, pool: OriginPool, attempt: ConnectAttempt) {
        self.loop = loop
        self.pool = pool
        self.attempt = attempt
    }

    /// Begins to connect.
    ///
    /// - Parameters:
    ///   - address: where to.
    ///   - source: where from; nil for the system's choice.
    func connect(to address: SocketAddress, from source: SocketAddress?) {
        let family = address.protocol == .inet6 ? AF_INET6 : AF_INET
        let kind = CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        socket = Glibc.socket(family, kind, 0)
        guard socket >= 0 else { return failSoon(errno) }
        attempt.opened { [self] in abandon() }
        set(IPPROTO_TCP, TCP_NODELAY)
        if let source {
            // The port is chosen when the other end is known, so that each pair of addresses has all ports (ip(7)).
            set(CInt(IPPROTO_IP), IP_BIND_ADDRESS_NO_PORT)
            guard source.withSockAddr({ bind(socket, $0, socklen_t($1)) }) == 0 else { return failSoon(errno) }
        }
        let result = address.withSockAddr { Glibc.connect(socket, $0, socklen_t($1)) }
        guard result == 0 || errno == EINPROGRESS else { return failSoon(errno) }
        // One that is connected already can be written, and says so at the next look.
        place = loop.watch(socket, .write, self)
        if place == nil { failSoon(errno) }
    }

    func ready(_ events: Events) {
        guard let place else { return }
        var problem: CInt = 0
        var length = socklen_t(MemoryLayout<CInt>.size)
        getsockopt(socket, SOL_SOCKET, SO_ERROR, &problem, &length)
        guard problem == 0 else { return fail(problem) }
        let now = NIODeadline.now().uptimeNanoseconds
        let connection = EpollConnection(pool: pool, loop: loop, socket: socket, place: place, at: now)
        self.place = nil
        socket = -1
        attempt.end(.success(connection))
    }

    private func set(_ level: some BinaryInteger, _ option: CInt) {
        var on: CInt = 1
        setsockopt(socket, CInt(level), option, &on, socklen_t(MemoryLayout<CInt>.size))
    }

    /// Not at once: whoever asked for the connection is in the midst of it.
    private func failSoon(_ code: CInt) {
        loop.soon { [self] in fail(code) }
    }

    private func fail(_ code: CInt) {
        abandon()
        attempt.fail(RequestFailure(.connect, String(cString: strerror(code)).lowercased()))
    }

    private func abandon() {
        if let place { loop.unwatch(at: place) }
        place = nil
        if socket >= 0 { close(socket) }
        socket = -1
    }
}

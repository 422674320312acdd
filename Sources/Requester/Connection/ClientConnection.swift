import Glibc
import HTTPWire
import NIOCore
import NIOSSL
import NIOTLS

/// One connection to an origin: the thin shell around ``HTTP1ClientState``, as a channel handler.
///
/// All of it happens on the connection's event loop.
final class ClientConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// The origin's connections that it belongs to.
    let pool: OriginPool
    /// Where it stands in its requester's list of all connections.
    var position = 0

    private var state = HTTP1ClientState()
    private var context: ChannelHandlerContext?
    private var exchange: PendingRequest?
    private var failure: RequestFailure?
    /// Called once, when the connection can be used or has failed before.
    private var onReady: ((Result<ClientConnection, RequestFailure>) -> Void)?
    private let waitsForTLS: Bool
    /// Requests that were sent over it.
    private var requests: UInt64 = 0
    /// When it was opened, and when its last exchange ended.
    private let opened = NIODeadline.now().uptimeNanoseconds
    private var lastUsed = NIODeadline.now().uptimeNanoseconds

    /// When the exchange under way has to be over; nil where there is none.
    var deadline: UInt64? { exchange?.deadline }

    /// Whether a request can be sent over it.
    var isUsable: Bool { context != nil && state.isIdle }

    init(pool: OriginPool, waitsForTLS: Bool, onReady: @escaping (Result<ClientConnection, RequestFailure>) -> Void) {
        self.pool = pool
        self.waitsForTLS = waitsForTLS
        self.onReady = onReady
    }

    /// Sends a request, which has to find the connection idle.
    func send(_ pending: PendingRequest, connectTime: UInt64, at now: UInt64) {
        guard let context, state.isIdle else {
            pending.complete(RequestFailure(.closed, "before the request was sent"), at: now)
            return
        }
        exchange = pending
        requests &+= 1
        state.begin(
            isHead: pending.request.isHead,
            keepBody: pending.request.keepBody,
            connectTime: connectTime,
            at: now
        )
        pool.owner.statistics.bytesOut &+= UInt64(pending.request.bytes.readableBytes)
        context.writeAndFlush(wrapOutboundOut(pending.request.bytes), promise: nil)
    }

    /// Whether it has had its time, and carries no more requests.
    func isSpent(_ retirement: ConnectionRetirement, at now: UInt64) -> Bool {
        if let most = retirement.requests, requests >= most { return true }
        if let age = retirement.age, now &- min(opened, now) >= age { return true }
        if let idleTime = retirement.idleTime, now &- min(lastUsed, now) >= idleTime { return true }
        return false
    }

    /// Ends the exchange under way, whose time is up.
    func expire(at now: UInt64) {
        perform(state.expire(at: now))
    }

    /// Ends the connection, and the exchange under way with it.
    func shutDown(at now: UInt64) {
        perform(state.end(RequestFailure(.cancelled, "the requester was shut down"), at: now))
        context?.close(promise: nil)
    }

    func close() {
        context?.close(promise: nil)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive && !waitsForTLS { becomeReady() }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        if !waitsForTLS { becomeReady() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(.handshakeCompleted) = event as? TLSUserEvent { becomeReady() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        let now = NIODeadline.now().uptimeNanoseconds
        pool.owner.statistics.bytesIn &+= UInt64(buffer.readableBytes)
        let verdict = buffer.withUnsafeReadableBytes { state.receive(RawSpan(_unsafeBytes: $0), at: now) }
        perform(verdict)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        failure = failure ?? RequestFailure(channel: error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        let failure = failure ?? RequestFailure(.closed, "by the target")
        if let onReady {
            self.onReady = nil
            onReady(.failure(waitsForTLS && failure.kind != .reset ? RequestFailure(tls: failure) : failure))
            return
        }
        if failure.kind == .reset { pool.owner.statistics.resets += 1 }
        perform(state.end(failure, at: NIODeadline.now().uptimeNanoseconds))
        pool.connectionClosed(self)
    }

    private func becomeReady() {
        guard let onReady else { return }
        self.onReady = nil
        onReady(.success(self))
    }

    private func perform(_ verdict: HTTP1ClientState.Verdict) {
        switch verdict {
        case .wait:
            break
        case .close:
            context?.close(promise: nil)
        case .done(let outcome, let reusable):
            let pending = exchange
            exchange = nil
            lastUsed = max(lastUsed, outcome.lastByte)
            // The pool first: what waits is sent before the loop turns to whoever gets this outcome.
            if reusable { pool.connectionFreed(self, at: outcome.lastByte) } else { context?.close(promise: nil) }
            pending?.complete(outcome)
        }
    }
}

extension RequestFailure {
    /// What an error of a channel is to a request.
    init(channel error: any Error) {
        switch error {
        case let error as IOError where error.errnoCode == ECONNRESET || error.errnoCode == EPIPE:
            self.init(.reset, "by the target")
        case let error as IOError:
            self.init(.write, String(cString: strerror(error.errnoCode)))
        case let error as NIOSSLError:
            self.init(.tls, "\(error)".prefix(120).description)
        case is NIOSSLExtraError, is BoringSSLError:
            self.init(.tls, "\(error)".prefix(120).description)
        default:
            self.init(.closed, "\(error)".prefix(120).description)
        }
    }

    /// A connection that ended before its TLS session was there.
    init(tls failure: RequestFailure) {
        if failure.kind == .tls { self = failure } else { self.init(.tls, "closed in the handshake") }
    }
}

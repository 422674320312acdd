import NIOCore
import NIOTLS

/// The last steps of opening a connection: waits until bytes can be sent, and puts the handler of the protocol that was
/// agreed upon (RFC 7301) in its own place.
final class ConnectionOpener: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let pool: OriginPool
    private let waitsForTLS: Bool
    private let choice: HTTPChoice
    private var failure: RequestFailure?
    /// Called once, when the connection can be used or has failed before.
    private var onReady: ((Result<PooledConnection, RequestFailure>) -> Void)?

    init(
        pool: OriginPool,
        waitsForTLS: Bool,
        choice: HTTPChoice,
        onReady: @escaping (Result<PooledConnection, RequestFailure>) -> Void
    ) {
        self.pool = pool
        self.waitsForTLS = waitsForTLS
        self.choice = choice
        self.onReady = onReady
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive && !waitsForTLS { becomeReady(context, isHTTP2: choice == .http2) }
    }

    func channelActive(context: ChannelHandlerContext) {
        if !waitsForTLS { becomeReady(context, isHTTP2: choice == .http2) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .some(.handshakeCompleted(let agreed)) = event as? TLSUserEvent else {
            return context.fireUserInboundEventTriggered(event)
        }
        if choice == .http2, agreed != "h2" {
            failure = RequestFailure(.tls, "the target does not speak HTTP/2")
            return context.close(promise: nil)
        }
        becomeReady(context, isHTTP2: agreed == "h2")
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        failure = failure ?? RequestFailure(channel: error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        guard let onReady else { return context.fireChannelInactive() }
        self.onReady = nil
        let failure = failure ?? RequestFailure(.closed, "by the target")
        onReady(.failure(waitsForTLS && failure.kind != .reset ? RequestFailure(tls: failure) : failure))
    }

    private func becomeReady(_ context: ChannelHandlerContext, isHTTP2: Bool) {
        guard let onReady else { return }
        let pipeline = context.pipeline.syncOperations
        let now = NIODeadline.now().uptimeNanoseconds
        do {
            let connection: PooledConnection
            if isHTTP2 {
                let http2 = HTTP2Connection(pool: pool, openedAt: now)
                try pipeline.addHandlers(HTTP2Connection.handlers(for: http2))
                connection = http2
            } else {
                let http1 = HTTP1Connection(pool: pool, openedAt: now)
                try pipeline.addHandler(http1)
                connection = http1
            }
            self.onReady = nil
            pipeline.removeHandler(self, promise: nil)
            onReady(.success(connection))
        } catch {
            errorCaught(context: context, error: error)
        }
    }
}

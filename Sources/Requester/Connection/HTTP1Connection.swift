import HTTPWire
import NIOCore

/// A connection of HTTP/1.1, which carries one exchange at a time: the thin shell around ``HTTP1ClientState``, as a channel
/// handler.
final class HTTP1Connection: PooledConnection, ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var state = HTTP1ClientState()
    private var context: ChannelHandlerContext?
    private var exchange: PendingRequest?
    private var failure: RequestFailure?

    override var deadline: UInt64? { exchange?.deadline }

    override var isUsable: Bool { context != nil && state.isIdle }

    /// Sends a request, which has to find the connection idle.
    override func send(_ pending: PendingRequest, connectTime: UInt64, at now: UInt64) {
        guard let context, state.isIdle else {
            pending.complete(RequestFailure(.closed, "before the request was sent"), at: now)
            return
        }
        exchange = pending
        requests &+= 1
        state.begin(pending.request, connectTime: connectTime, at: now)
        pool.owner.statistics.bytesOut &+= UInt64(pending.request.bytes.readableBytes)
        context.writeAndFlush(wrapOutboundOut(pending.request.bytes), promise: nil)
        // Unless that was its end.
        if let upload = pending.upload, exchange?.upload === upload { upload.begin(over: self) }
    }

    override func send(_ bytes: ByteBuffer, isLast: Bool, of upload: Upload) {
        guard let context, exchange?.upload === upload else { return }
        let framed = bytes.framed(asChunk: upload.isChunked, isLast: isLast)
        let count = framed.readableBytes
        pool.owner.statistics.bytesOut &+= UInt64(count)
        if isLast { state.endRequest() }
        guard count > 0 else { return }
        upload.hold(count)
        let written = context.eventLoop.makePromise(of: Void.self)
        // One that fails ends the connection, and the exchange with it.
        written.futureResult.assumeIsolated().whenSuccess { upload.release(count) }
        context.writeAndFlush(wrapOutboundOut(framed), promise: written)
    }

    override func abort(_ upload: Upload, _ failure: RequestFailure, at now: UInt64) {
        guard exchange?.upload === upload else { return }
        perform(state.end(failure, at: now))
    }

    /// Ends the exchange under way, whose time is up.
    override func expire(at now: UInt64) {
        perform(state.expire(sending: exchange?.upload?.awaited, at: now))
    }

    /// Ends the connection, and the exchange under way with it.
    override func shutDown(at now: UInt64) {
        perform(state.end(RequestFailure(.cancelled, "the requester was shut down"), at: now))
        context?.close(promise: nil)
    }

    override func close() {
        context?.close(promise: nil)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        let now = NIODeadline.now().uptimeNanoseconds
        pool.owner.statistics.bytesIn &+= UInt64(buffer.readableBytes)
        // The buffer is whole while the closure runs, and nobody keeps the span: what is kept of a response is copied.
        let verdict = buffer.withUnsafeReadableBytes { state.receive(RawSpan(_unsafeBytes: $0), at: now) }
        perform(verdict)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        failure = failure ?? RequestFailure(channel: error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        let failure = failure ?? RequestFailure(.closed, "by the target")
        if failure.kind == .reset { pool.owner.statistics.resets += 1 }
        perform(state.end(failure, at: NIODeadline.now().uptimeNanoseconds))
        pool.connectionClosed(self)
    }

    private func perform(_ verdict: HTTP1ClientState.Verdict) {
        switch verdict {
        case .wait:
            break
        case .cease:
            exchange?.upload?.cease()
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

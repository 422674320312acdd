import NIOCore
import NIOHPACK
import NIOHTTP2

/// A connection of HTTP/2, which carries several exchanges at once, a stream each (RFC 9113).
///
/// Frames, header compression and the windows of what is sent are `NIOHTTP2Handler`'s; streams and the windows of what comes
/// are kept here, without a channel a stream.
final class HTTP2Connection: PooledConnection, ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    private var context: ChannelHandlerContext?
    private var streams: [HTTP2StreamID: HTTP2Exchange] = [:]
    private var nextStream = 1
    /// The most streams at once: ours, until the target has said how many it takes.
    private var streamLimit: Int
    /// Whether it takes no more requests.
    private var isDraining = false
    private var failure: RequestFailure?
    /// Bytes of DATA frames that the connection's window was not given back for.
    private var unacknowledged = 0

    /// The window of a stream, and of the connection: a response of that size never waits for us.
    private static let streamWindow = 1 << 20
    private static let connectionWindow = 16 << 20
    /// The connection's window before anything is said (RFC 9113, section 6.9.2).
    private static let initialWindow = 65_535
    /// Numbers of streams do not come again; a connection that has used most of them up is ended.
    private static let lastStream = 1 << 30

    override init(pool: OriginPool, openedAt now: UInt64) {
        streamLimit = pool.owner.configuration.streamLimit
        super.init(pool: pool, openedAt: now)
    }

    /// What stands in the pipeline for a connection, from the socket on.
    static func handlers(for connection: HTTP2Connection) -> [any ChannelHandler] {
        let settings: HTTP2Settings = [
            HTTP2Setting(parameter: .enablePush, value: 0),
            HTTP2Setting(parameter: .initialWindowSize, value: streamWindow),
            HTTP2Setting(parameter: .maxHeaderListSize, value: 256 << 10),
        ]
        return [
            ByteCounter(connection.pool.owner), NIOHTTP2Handler(mode: .client, initialSettings: settings), connection,
        ]
    }

    override var deadline: UInt64? { streams.values.lazy.map(\.pending.deadline).min() }

    override var isUsable: Bool {
        context != nil && !isDraining && streams.count < streamLimit && nextStream < Self.lastStream
    }

    override var isIdle: Bool { streams.isEmpty }

    override var isMultiplexed: Bool { true }

    override func send(_ pending: PendingRequest, connectTime: UInt64, at now: UInt64) {
        guard let context, isUsable else {
            return pending.complete(RequestFailure(.closed, "before the request was sent"), at: now)
        }
        guard let message = HTTP2RequestMessage(pending.request) else {
            return pending.complete(RequestFailure(.write, "no whole request of HTTP/1.1"), at: now)
        }
        let stream = HTTP2StreamID(nextStream)
        nextStream += 2
        streams[stream] = HTTP2Exchange(pending, connectTime: connectTime, reused: requests > 0, at: now)
        requests &+= 1
        // A head that may not be sent, as one with a space in a name, fails here and nowhere else.
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenFailure { _ in
            self.fail(stream, RequestFailure(.write, "a head that HTTP/2 does not allow"))
        }
        let hasBody = message.body.readableBytes > 0
        let head = HTTP2Frame.FramePayload.Headers(
            headers: message.headers,
            endStream: !hasBody && message.trailers == nil && pending.upload == nil
        )
        write(.headers(head), on: stream, promise: written)
        if hasBody {
            let data = HTTP2Frame.FramePayload.Data(data: .byteBuffer(message.body), endStream: message.trailers == nil)
            write(.data(data), on: stream)
        }
        if let trailers = message.trailers { write(.headers(.init(headers: trailers, endStream: true)), on: stream) }
        context.flush()
        // Unless that was its end.
        if let upload = pending.upload, streams[stream] != nil { upload.begin(over: self, exchange: Int(stream)) }
    }

    /// Sends bytes of a streamed body as DATA frames, which wait for the windows (RFC 9113, section 5.2) where NIO keeps
    /// them: the sequence is not asked for more meanwhile.
    override func send(_ bytes: ByteBuffer, isLast: Bool, of upload: Upload) {
        let stream = HTTP2StreamID(upload.exchange)
        guard let context, streams[stream]?.pending.upload === upload else { return }
        let count = bytes.readableBytes
        upload.hold(count)
        let written = context.eventLoop.makePromise(of: Void.self)
        // One that fails is of a stream, or of a connection, that has ended, which is told in another way.
        written.futureResult.assumeIsolated().whenSuccess { upload.release(count) }
        write(.data(.init(data: .byteBuffer(bytes), endStream: isLast)), on: stream, promise: written)
        context.flush()
    }

    override func abort(_ upload: Upload, _ failure: RequestFailure, at now: UInt64) {
        let stream = HTTP2StreamID(upload.exchange)
        guard streams[stream]?.pending.upload === upload else { return }
        finish(stream, resetting: true, at: now) { $0.end(failure, at: now) }
        context?.flush()
    }

    override func expire(at now: UInt64) {
        for (stream, exchange) in streams where exchange.pending.deadline <= now {
            finish(stream, resetting: true, at: now) { $0.expire(at: now) }
        }
        context?.flush()
    }

    override func shutDown(at now: UInt64) {
        isDraining = true
        endAll(RequestFailure(.cancelled, "the requester was shut down"), at: now)
        context?.close(promise: nil)
    }

    override func close() {
        isDraining = true
        if streams.isEmpty { context?.close(promise: nil) }
    }

    private func write(
        _ payload: HTTP2Frame.FramePayload,
        on stream: HTTP2StreamID,
        promise: EventLoopPromise<Void>? = nil
    ) {
        guard let context else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        context.write(wrapOutboundOut(HTTP2Frame(streamID: stream, payload: payload)), promise: promise)
    }
}

// What comes.
extension HTTP2Connection {
    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        let room = Self.connectionWindow - Self.initialWindow
        write(.windowUpdate(windowSizeIncrement: room), on: .rootStream)
        context.flush()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        let now = NIODeadline.now().uptimeNanoseconds
        let stream = frame.streamID
        switch frame.payload {
        case .headers(let headers):
            streams[stream]?.receive(headers.headers, at: now)
            if headers.endStream { finish(stream, at: now) }
        case .data(let data):
            receive(data, on: stream, at: now)
        case .rstStream(let code):
            fail(stream, code)
        case .goAway(let last, _, _):
            goAway(last)
        case .settings(.settings(let settings)):
            take(settings)
        default:
            break
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.flush()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let closed = event as? StreamClosedEvent, let reason = closed.reason { fail(closed.streamID, reason) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? NIOHTTP2Errors.StreamError {
            return fail(error.streamID, RequestFailure(channel: error.baseError))
        }
        failure = failure ?? RequestFailure(channel: error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        let failure = failure ?? RequestFailure(.closed, "by the target")
        if failure.kind == .reset { pool.owner.statistics.resets += 1 }
        isDraining = true
        endAll(failure, at: NIODeadline.now().uptimeNanoseconds)
        pool.connectionClosed(self)
    }

    private func take(_ settings: HTTP2Settings) {
        for setting in settings where setting.parameter == .maxConcurrentStreams {
            streamLimit = min(max(0, setting.value), pool.owner.configuration.streamLimit)
        }
        pool.connectionFreed(self, at: NIODeadline.now().uptimeNanoseconds)
    }

    private func receive(_ data: HTTP2Frame.FramePayload.Data, on stream: HTTP2StreamID, at now: UInt64) {
        guard case .byteBuffer(let buffer) = data.data else { return }
        // Padding counts for the windows (RFC 9113, section 6.9.1).
        let length = buffer.readableBytes + (data.paddingBytes.map { $0 + 1 } ?? 0)
        unacknowledged += length
        if unacknowledged >= Self.connectionWindow / 2 {
            write(.windowUpdate(windowSizeIncrement: unacknowledged), on: .rootStream)
            unacknowledged = 0
        }
        guard streams[stream] != nil else { return }
        buffer.withUnsafeReadableBytes { streams[stream]?.receive($0, at: now) }
        if data.endStream { return finish(stream, at: now) }
        streams[stream]?.unacknowledged += length
        if let owed = streams[stream]?.unacknowledged, owed >= Self.streamWindow / 2 {
            write(.windowUpdate(windowSizeIncrement: owed), on: stream)
            streams[stream]?.unacknowledged = 0
        }
    }
}

// How exchanges end.
extension HTTP2Connection {
    private func fail(_ stream: HTTP2StreamID, _ code: HTTP2ErrorCode) {
        if code == .refusedStream { return fail(stream, Self.refused) }
        if streams[stream] != nil { pool.owner.statistics.resets += 1 }
        fail(stream, RequestFailure(.reset, "of the stream, \(code.name)"))
    }

    /// What RFC 9113 allows to be sent again (section 8.7).
    private static let refused = RequestFailure(.closed, "the target did not act upon the stream")

    /// The target takes no more streams, and those past the last one it will not act upon (RFC 9113, section 6.8).
    private func goAway(_ last: HTTP2StreamID) {
        isDraining = true
        for stream in streams.keys where stream > last { fail(stream, Self.refused) }
        close()
    }

    private func fail(_ stream: HTTP2StreamID, _ failure: RequestFailure) {
        let now = NIODeadline.now().uptimeNanoseconds
        finish(stream, at: now) { $0.end(failure, at: now) }
    }

    /// A response is whole.
    ///
    /// What is missing of a streamed body then is not wanted: the stream is reset, and the connection goes on (RFC 9113,
    /// section 8.1).
    private func finish(_ stream: HTTP2StreamID, at now: UInt64) {
        guard let exchange = streams[stream] else { return }
        finish(stream, resetting: !exchange.isRequestWhole, at: now) { $0.end(at: now) }
    }

    private func finish(
        _ stream: HTTP2StreamID,
        resetting: Bool = false,
        at now: UInt64,
        _ end: (inout HTTP2Exchange) -> Void
    ) {
        // Ended here before it is reset, which is told at once and has another reason.
        guard var exchange = streams.removeValue(forKey: stream) else { return }
        end(&exchange)
        if resetting { write(.rstStream(.cancel), on: stream) }
        lastUsed = max(lastUsed, now)
        // The pool first, as for a connection of HTTP/1.1.
        pool.connectionFreed(self, at: now)
        if isDraining && streams.isEmpty { context?.close(promise: nil) }
        exchange.pending.complete(exchange.outcome)
    }

    private func endAll(_ failure: RequestFailure, at now: UInt64) {
        let ended = streams
        streams = [:]
        for var exchange in ended.values {
            exchange.end(failure, at: now)
            exchange.pending.complete(exchange.outcome)
        }
    }
}

extension HTTP2ErrorCode {
    /// The code's name (RFC 9113, section 7).
    fileprivate var name: String {
        let names = [
            "NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT", "STREAM_CLOSED",
            "FRAME_SIZE_ERROR", "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR", "CONNECT_ERROR", "ENHANCE_YOUR_CALM",
            "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED",
        ]
        return networkCode < names.count ? names[networkCode] : "error \(networkCode)"
    }
}

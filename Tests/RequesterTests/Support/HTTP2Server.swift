import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOPosix
import NIOSSL
import Synchronization
import TestSupport

/// A server of HTTP/2 that does what a test says, request by request.
final class HTTP2Server: Sendable {
    /// What is done when a request is whole.
    enum Step: Sendable {
        case headers([(String, String)], end: Bool = false)
        case data(Int, end: Bool = false)
        case reset(HTTP2ErrorCode)
        /// Every stream past this one was not acted upon.
        case goAway(last: Int)
        case close
    }

    /// Which request it is.
    struct Call: Sendable {
        /// The number of the connection, from 0.
        var connection: Int
        /// The number of the stream.
        var stream: Int
        var headers: HPACKHeaders
        /// Bytes of the body.
        var body = 0
        /// The body itself.
        var bytes: [UInt8] = []
        var trailers: HPACKHeaders?

        var path: String { headers.first(name: ":path") ?? "" }
    }

    private struct State {
        var connections = 0
        var calls: [Call] = []
        var resets: [HTTP2ErrorCode] = []
        var most = 0
        /// Bytes of bodies that came so far, whole or not.
        var bodyBytes = 0
        /// Times that the client gave a stream's window back.
        var windowUpdates = 0
        var waiting: [(condition: @Sendable (HTTP2Server) -> Bool, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())
    private let listener = Mutex<LoopbackServer?>(nil)
    fileprivate let script: @Sendable (Call) -> [Step]
    /// How many requests have to be there on a connection before the first one is answered.
    fileprivate let gathers: Int
    /// How many requests have to be there on all connections together before any is answered; 0 for no such wait.
    fileprivate let gathersInAll: Int
    /// Done when they are.
    fileprivate let gathered: EventLoopPromise<Void>
    fileprivate let settings: HTTP2Settings
    /// Whether windows are given back for what came (RFC 9113, section 6.9).
    fileprivate let opensWindows: Bool
    /// Whether a request is answered when its head has come.
    fileprivate let answersHeads: Bool
    /// What is done when a request is whole whose head was answered.
    fileprivate let ending: [Step]

    var port: Int { listener.withLock { $0?.port ?? 0 } }

    private init(
        gathers: Int,
        gathersInAll: Int,
        settings: HTTP2Settings,
        opensWindows: Bool,
        answersHeads: Bool,
        ending: [Step],
        _ script: @escaping @Sendable (Call) -> [Step]
    ) {
        self.opensWindows = opensWindows
        self.answersHeads = answersHeads
        self.ending = ending
        self.gathers = gathers
        self.gathersInAll = gathersInAll
        self.gathered = MultiThreadedEventLoopGroup.singleton.next().makePromise()
        if gathersInAll == 0 { gathered.succeed() }
        self.settings = settings
        self.script = script
    }

    static func start(
        tls: NIOSSLContext? = nil,
        gathers: Int = 1,
        gathersInAll: Int = 0,
        settings: HTTP2Settings = [],
        opensWindows: Bool = true,
        answersHeads: Bool = false,
        ending: [Step] = [],
        _ script: @escaping @Sendable (Call) -> [Step]
    ) async throws -> HTTP2Server {
        let server = HTTP2Server(
            gathers: gathers,
            gathersInAll: gathersInAll,
            settings: settings,
            opensWindows: opensWindows,
            answersHeads: answersHeads,
            ending: ending,
            script
        )
        let listener = try await LoopbackServer.start { channel in
            let pipeline = channel.pipeline.syncOperations
            if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
            try pipeline.addHandler(NIOHTTP2Handler(mode: .server, initialSettings: settings))
            try pipeline.addHandler(HTTP2ScriptHandler(server))
        }
        server.listener.withLock { $0 = listener }
        return server
    }

    var connections: Int { state.withLock { $0.connections } }
    var calls: [Call] { state.withLock { $0.calls } }
    var resets: Int { resetCodes.count }
    /// Why the client reset streams.
    var resetCodes: [HTTP2ErrorCode] { state.withLock { $0.resets } }
    /// Bytes of bodies that came so far, whole or not.
    var bodyBytes: Int { state.withLock { $0.bodyBytes } }
    /// Times that the client gave a stream's window back: it has read that much of a response.
    var windowUpdates: Int { state.withLock { $0.windowUpdates } }
    /// The most requests that were there at once on a connection.
    var most: Int { state.withLock { $0.most } }

    fileprivate func connected() -> Int {
        state.withLock {
            $0.connections += 1
            return $0.connections - 1
        }
    }

    fileprivate func note(_ call: Call, atOnce: Int) {
        let count = state.withLock {
            $0.calls.append(call)
            $0.most = max($0.most, atOnce)
            return $0.calls.count
        }
        if count == gathersInAll { gathered.succeed() }
    }

    fileprivate func noteReset(_ code: HTTP2ErrorCode) {
        state.withLock { $0.resets.append(code) }
        tell()
    }

    fileprivate func noteWindowUpdate() {
        state.withLock { $0.windowUpdates += 1 }
        tell()
    }

    fileprivate func noteBody(_ count: Int) {
        state.withLock { $0.bodyBytes += count }
        tell()
    }

    /// Waits until what has come is as a test wants it: bodies and resets.
    func wait(until condition: @escaping @Sendable (HTTP2Server) -> Bool) async {
        await withCheckedContinuation { continuation in
            state.withLock { $0.waiting.append((condition, continuation)) }
            tell()
        }
    }

    private func tell() {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        let due = waiting.map { ($0, $0.condition(self)) }
        state.withLock { $0.waiting += due.filter { !$0.1 }.map(\.0) }
        for (entry, isDue) in due where isDue { entry.continuation.resume() }
    }
}

private final class HTTP2ScriptHandler: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    private let server: HTTP2Server
    private var connection = 0
    private var open: [HTTP2StreamID: HTTP2Server.Call] = [:]
    private var ready: [(HTTP2StreamID, [HTTP2Server.Step])] = []
    private var gathered = 0

    init(_ server: HTTP2Server) {
        self.server = server
    }

    func handlerAdded(context: ChannelHandlerContext) {
        connection = server.connected()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        let stream = frame.streamID
        switch frame.payload {
        case .headers(let headers):
            if open[stream] == nil {
                open[stream] = .init(connection: connection, stream: Int(stream), headers: headers.headers)
            } else {
                open[stream]?.trailers = headers.headers
            }
            if headers.endStream || server.answersHeads { answer(context, stream) }
        case .data(let data):
            open[stream]?.body += data.data.readableBytes
            if case .byteBuffer(let buffer) = data.data { open[stream]?.bytes += buffer.readableBytesView }
            let count = data.data.readableBytes
            server.noteBody(count)
            if count > 0, server.opensWindows {
                for id in [stream, .rootStream] where id == .rootStream || !data.endStream {
                    write(context, .windowUpdate(windowSizeIncrement: count), on: id)
                }
                context.flush()
            }
            if data.endStream, server.answersHeads {
                for step in server.ending { perform(step, context, stream) }
                context.flush()
            }
            if data.endStream { answer(context, stream) }
        case .windowUpdate where stream != .rootStream:
            server.noteWindowUpdate()
        case .rstStream(let code):
            server.noteReset(code)
        default: break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {}

    private func answer(_ context: ChannelHandlerContext, _ stream: HTTP2StreamID) {
        guard let call = open.removeValue(forKey: stream) else { return }
        gathered += 1
        ready.append((stream, server.script(call)))
        server.note(call, atOnce: ready.count)
        guard gathered >= server.gathers else { return }
        guard server.gathersInAll > 0 else { return release(context) }
        server.gathered.futureResult.hop(to: context.eventLoop).assumeIsolated().whenSuccess { self.release(context) }
    }

    private func release(_ context: ChannelHandlerContext) {
        // The last one first: an order that answers over one connection of HTTP/1.1 cannot have.
        for (stream, steps) in ready.reversed() {
            for step in steps { perform(step, context, stream) }
        }
        ready = []
        context.flush()
    }

    private func perform(_ step: HTTP2Server.Step, _ context: ChannelHandlerContext, _ stream: HTTP2StreamID) {
        switch step {
        case .headers(let fields, let end):
            write(context, .headers(.init(headers: HPACKHeaders(fields), endStream: end)), on: stream)
        case .data(let count, let end):
            let bytes = ByteBuffer(repeating: UInt8(ascii: "x"), count: count)
            write(context, .data(.init(data: .byteBuffer(bytes), endStream: end)), on: stream)
        case .reset(let code):
            write(context, .rstStream(code), on: stream)
        case .goAway(let last):
            let frame = HTTP2Frame.FramePayload.goAway(
                lastStreamID: HTTP2StreamID(last),
                errorCode: .noError,
                opaqueData: nil
            )
            write(context, frame, on: .rootStream)
        case .close:
            context.flush()
            context.close(promise: nil)
        }
    }

    private func write(_ context: ChannelHandlerContext, _ payload: HTTP2Frame.FramePayload, on stream: HTTP2StreamID) {
        context.write(wrapOutboundOut(HTTP2Frame(streamID: stream, payload: payload)), promise: nil)
    }
}

import HTTPWire
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
import TestSupport

/// A server of HTTP/1.1 that keeps every byte of every connection, and answers when a test wants it to.
final class UploadServer: Sendable {
    /// When a request is answered.
    enum Moment: Sendable {
        case atHead
        /// When so many bytes of its body have come.
        case atBody(Int)
        case whenWhole
        case never
    }

    /// What came over one connection.
    struct Connection: Sendable {
        /// All of it, as it came.
        var bytes: [UInt8] = []
        /// Requests whose head has come, and of these the ones that are whole.
        var heads = 0
        var whole = 0
        /// What was in the bodies, without framing.
        var body: [UInt8] = []
        var hasEnded = false

        var text: String { String(decoding: bytes, as: UTF8.self) }
        /// What follows the first head.
        var afterHead: String { text.firstRange(of: "\r\n\r\n").map { String(text[$0.upperBound...]) } ?? "" }
    }

    private struct State {
        var connections: [Connection] = []
        var channels: [any Channel] = []
        var waiting: [(condition: @Sendable ([Connection]) -> Bool, continuation: CheckedContinuation<Void, Never>)] =
            []
    }

    private let state = Mutex(State())
    private let listener = Mutex<LoopbackServer?>(nil)
    fileprivate let moment: @Sendable (Int) -> Moment
    fileprivate let answer: String
    /// Whether nothing is read behind the head until a test says so.
    fileprivate let stalls: Bool

    var port: Int { listener.withLock { $0?.port ?? 0 } }

    static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    /// A server on a free port.
    ///
    /// - Parameters:
    ///   - tls: its side of TLS.
    ///   - stalls: whether it stops reading when a head has come.
    ///   - answer: what it answers.
    ///   - moment: when, for a connection's number.
    static func start(
        tls: NIOSSLContext? = nil,
        stalls: Bool = false,
        answer: String = ok,
        _ moment: @escaping @Sendable (Int) -> Moment = { _ in .whenWhole }
    ) async throws -> UploadServer {
        let server = UploadServer(stalls: stalls, answer: answer, moment: moment)
        let listener = try await LoopbackServer.start { bootstrap in
            // Small, and so that it stays so: what the kernel takes off the client's hands is bounded.
            bootstrap.serverChannelOption(.socketOption(.so_rcvbuf), value: 64 << 10)
                .childChannelOption(.maxMessagesPerRead, value: 1)
        } serve: { channel in
            let pipeline = channel.pipeline.syncOperations
            if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
            try pipeline.addHandler(UploadHandler(server, server.connect(channel)))
        }
        server.listener.withLock { $0 = listener }
        return server
    }

    private init(stalls: Bool, answer: String, moment: @escaping @Sendable (Int) -> Moment) {
        self.stalls = stalls
        self.answer = answer
        self.moment = moment
    }

    func stop() async {
        for channel in state.withLock({ $0.channels }) { try? await channel.close() }
        await listener.withLock { $0 }?.stop()
    }

    var connections: [Connection] { state.withLock { $0.connections } }

    /// Waits until what has come is as a test wants it.
    func wait(until condition: @escaping @Sendable ([Connection]) -> Bool) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if condition(state.connections) { return true }
                state.waiting.append((condition, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    /// Sends something over a connection.
    func send(_ text: String, over connection: Int) async throws {
        try await state.withLock { $0.channels[connection] }.writeAndFlush(ByteBuffer(string: text))
    }

    /// Reads on.
    func resume(_ connection: Int) async throws {
        let channel = state.withLock { $0.channels[connection] }
        try await channel.setOption(.autoRead, value: true).get()
    }

    private func connect(_ channel: any Channel) -> Int {
        state.withLock { state in
            state.connections.append(Connection())
            state.channels.append(channel)
            return state.connections.count - 1
        }
    }

    fileprivate func change(_ number: Int, _ change: (inout Connection) -> Void) {
        let due = state.withLock { state in
            change(&state.connections[number])
            let due = state.waiting.filter { $0.condition(state.connections) }
            state.waiting.removeAll { $0.condition(state.connections) }
            return due
        }
        for entry in due { entry.continuation.resume() }
    }
}

private final class UploadHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let server: UploadServer
    private let number: Int
    private var parser = HTTP1Parser(role: .request)
    /// Bytes of the body of the request under way.
    private var bodyBytes = 0
    private var isAnswered = false

    init(_ server: UploadServer, _ number: Int) {
        self.server = server
        self.number = number
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        let bytes = Array(buffer.readableBytesView)
        var news = UploadServer.Connection()
        var isDue = false
        var offset = 0
        walk: while true {
            switch parser.next(bytes.span.bytes, from: &offset) {
            case .head:
                news.heads += 1
                bodyBytes = 0
                isAnswered = false
                if server.stalls { _ = context.channel.setOption(.autoRead, value: false) }
                if case .atHead = server.moment(number) { isDue = true }
            case .body(let range):
                news.body += bytes[range]
                bodyBytes += range.count
                if case .atBody(let count) = server.moment(number), bodyBytes >= count { isDue = true }
            case .end:
                news.whole += 1
                if case .whenWhole = server.moment(number) { isDue = true }
            case .needsMoreBytes, .tunnel, .failure: break walk
            }
        }
        server.change(number) {
            $0.bytes += bytes
            $0.heads += news.heads
            $0.whole += news.whole
            $0.body += news.body
        }
        // After it is noted: whoever gets the answer looks at what has come.
        if isDue { answer(context) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        server.change(number) { $0.hasEnded = true }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func answer(_ context: ChannelHandlerContext) {
        guard !isAnswered else { return }
        isAnswered = true
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: server.answer)), promise: nil)
    }
}

import Foundation
import NIOCore
import NIOSSL
import Synchronization
import TestSupport

/// A server that does what a test says, connection by connection and request by request.
final class ScriptedServer: Sendable {
    /// What is done when a request has come.
    enum Step: Sendable {
        case send(String)
        case close
        case reset
    }

    /// Which request it is.
    struct Call: Sendable {
        /// The number of the connection, from 0.
        var connection: Int
        /// The number of the request on that connection, from 0.
        var request: Int
        /// The request's head.
        var head: String
        /// The address that it came from.
        var client: String?
    }

    private struct State {
        var connections = 0
        var calls: [Call] = []
        var waiting: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())
    private let listener = Mutex<LoopbackServer?>(nil)
    private let script: @Sendable (Call) -> [Step]

    var port: Int { listener.withLock { $0?.port ?? 0 } }

    /// A server on a free port of an address; each request is a head without body.
    static func start(
        host: String = "127.0.0.1",
        port: Int = 0,
        tls: NIOSSLContext? = nil,
        _ script: @escaping @Sendable (Call) -> [Step]
    ) async throws -> ScriptedServer {
        let server = ScriptedServer(script: script)
        let listener = try await LoopbackServer.start(host: host, port: port) { channel in
            if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
            try channel.pipeline.syncOperations.addHandler(ScriptHandler(server))
        }
        server.listener.withLock { $0 = listener }
        return server
    }

    private init(script: @escaping @Sendable (Call) -> [Step]) {
        self.script = script
    }

    /// The requests that have come.
    var calls: [Call] { state.withLock { $0.calls } }

    /// The connections that have come.
    var connections: Int { state.withLock { $0.connections } }

    /// Waits until so many requests have come.
    func waitForCalls(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.calls.count < count { state.waiting.append((count, continuation)) }
                return state.calls.count >= count
            }
            if isThere { continuation.resume() }
        }
    }

    fileprivate func connect() -> Int {
        state.withLock { state in
            state.connections += 1
            return state.connections - 1
        }
    }

    fileprivate func answer(_ call: Call) -> [Step] {
        let due = state.withLock { state in
            state.calls.append(call)
            let count = state.calls.count
            let due = state.waiting.filter { $0.count <= count }
            state.waiting.removeAll { $0.count <= count }
            return due
        }
        for entry in due { entry.continuation.resume() }
        return script(call)
    }
}

private final class ScriptHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let server: ScriptedServer
    private let number: Int
    private var text = ""
    private var requests = 0

    init(_ server: ScriptedServer) {
        self.server = server
        number = server.connect()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        text += String(buffer: unwrapInboundIn(data))
        while let end = text.range(of: "\r\n\r\n") {
            let head = String(text[..<end.upperBound])
            text.removeSubrange(..<end.upperBound)
            let steps = server.answer(
                .init(connection: number, request: requests, head: head, client: context.remoteAddress?.ipAddress)
            )
            requests += 1
            for step in steps { perform(step, context: context) }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func perform(_ step: ScriptedServer.Step, context: ChannelHandlerContext) {
        switch step {
        case .send(let text):
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
        case .close:
            context.close(promise: nil)
        case .reset:
            guard let socket = context.channel as? any SocketOptionProvider else { return }
            let channel = context.channel
            socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in channel.close(promise: nil) }
        }
    }
}

import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

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
    private let channel = Mutex<(any Channel)?>(nil)
    private let script: @Sendable (Call) -> [Step]
    let port: Int

    /// A server on a free port of an address; each request is a head without body.
    static func start(
        host: String = "127.0.0.1",
        port: Int = 0,
        tls: NIOSSLContext? = nil,
        _ script: @escaping @Sendable (Call) -> [Step]
    ) async throws -> ScriptedServer {
        let holder = Mutex<ScriptedServer?>(nil)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    guard let server = holder.withLock({ $0 }) else { return channel.close(promise: nil) }
                    try channel.pipeline.syncOperations.addHandler(ScriptHandler(server))
                }
            }
            // Connections are taken once the server is there to take them.
            .serverChannelOption(.autoRead, value: false)
            .bind(host: host, port: port)
            .get()
        let server = ScriptedServer(port: channel.localAddress?.port ?? 0, script: script)
        holder.withLock { $0 = server }
        server.channel.withLock { $0 = channel }
        try await channel.setOption(.autoRead, value: true).get()
        return server
    }

    private init(port: Int, script: @escaping @Sendable (Call) -> [Step]) {
        self.port = port
        self.script = script
    }

    /// Stops taking connections.
    func stop() async throws {
        try await channel.withLock { $0 }?.close().get()
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

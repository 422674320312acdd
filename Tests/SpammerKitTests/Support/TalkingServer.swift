import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

/// A server that tells which requests came over which connection, in which order, and may answer some of them late.
final class TalkingServer: Sendable {
    /// A request as it came.
    struct Received: Hashable, Sendable {
        /// The connection's number, from 0, in the order in which they were opened.
        var connection: Int
        var target: String
    }

    let port: Int
    private let channel: any Channel
    private let state: NIOLockedValueBox<State>

    private struct State {
        var connections = 0
        var received: [Received] = []
        /// Answers that wait until so many requests have come.
        var waiting: [(count: Int, answer: @Sendable () -> Void)] = []
    }

    /// All requests so far.
    var received: [Received] { state.withLockedValue(\.received) }

    private init(_ channel: any Channel, _ state: NIOLockedValueBox<State>) {
        self.channel = channel
        self.state = state
        port = channel.localAddress?.port ?? 0
    }

    /// Starts it.
    ///
    /// - Parameter holds: for a target, how many requests have to have come in all before it is answered; 0 for at once.
    static func start(holding holds: @escaping @Sendable (String) -> Int = { _ in 0 }) async throws -> TalkingServer {
        let state = NIOLockedValueBox(State())
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                let number = state.withLockedValue { state in
                    defer { state.connections += 1 }
                    return state.connections
                }
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(number, state, holds))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return TalkingServer(channel, state)
    }

    func shutdown() async {
        try? await channel.close()
    }

    /// Reads requests without bodies, and answers them with none.
    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let number: Int
        private let state: NIOLockedValueBox<State>
        private let holds: @Sendable (String) -> Int
        private var text = ""

        init(_ number: Int, _ state: NIOLockedValueBox<State>, _ holds: @escaping @Sendable (String) -> Int) {
            self.number = number
            self.state = state
            self.holds = holds
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            text += String(buffer: unwrapInboundIn(data))
            while let end = text.firstRange(of: "\r\n\r\n") {
                let target = text.split(separator: " ").dropFirst().first.map(String.init) ?? ""
                text = String(text[end.upperBound...])
                receive(target, context)
            }
        }

        private func receive(_ target: String, _ context: ChannelHandlerContext) {
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            let loop = context.eventLoop
            let answer: @Sendable () -> Void = {
                loop.execute {
                    let (handler, context) = bound.value
                    handler.answer(context)
                }
            }
            let count = holds(target)
            let due = state.withLockedValue { state in
                state.received.append(Received(connection: number, target: target))
                state.waiting.append((count, answer))
                let due = state.waiting.filter { $0.count <= state.received.count }
                state.waiting.removeAll { $0.count <= state.received.count }
                return due
            }
            for entry in due { entry.answer() }
        }

        private func answer(_ context: ChannelHandlerContext) {
            let response = ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            context.writeAndFlush(wrapOutboundOut(response), promise: nil)
        }
    }
}

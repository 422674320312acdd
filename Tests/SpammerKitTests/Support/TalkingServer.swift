import Glibc
import NIOConcurrencyHelpers
import NIOCore
import TestSupport

/// A server that tells which requests came over which connection, in which order, and may answer some of them late, or in
/// ways that no server should.
final class TalkingServer: Sendable {
    /// A request as it came.
    struct Received: Hashable, Sendable {
        /// The connection's number, from 0, in the order in which they were opened.
        var connection: Int
        var target: String
        /// Its request line and field lines.
        var head = ""
    }

    /// What is done when a request has come.
    enum Step: Sendable {
        case send(String)
        /// Sends this again and again, until the client has gone.
        case pour(String)
        /// Sends a byte now and then, until the client has gone.
        case drip
        case close
        case reset
    }

    /// An answer as it should be.
    static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    private let listener: LoopbackServer
    private let state: NIOLockedValueBox<State>

    private struct State {
        var connections = 0
        var received: [Received] = []
        /// Answers that wait until so many requests have come.
        var waiting: [(count: Int, answer: @Sendable () -> Void)] = []
    }

    /// All requests so far.
    var received: [Received] { state.withLockedValue(\.received) }

    var port: Int { listener.port }

    private init(_ listener: LoopbackServer, _ state: NIOLockedValueBox<State>) {
        self.listener = listener
        self.state = state
    }

    /// Starts it.
    ///
    /// - Parameters:
    ///   - port: where; 0 for a free port.
    ///   - holds: for a target, how many requests have to have come in all before it is answered; 0 for at once.
    ///   - steps: for a target, how it is answered.
    static func start(
        port: Int = 0,
        holding holds: @escaping @Sendable (String) -> Int = { _ in 0 },
        answering steps: @escaping @Sendable (String) -> [Step] = { _ in [.send(ok)] }
    ) async throws -> TalkingServer {
        let state = NIOLockedValueBox(State())
        let listener = try await LoopbackServer.start(port: port) { channel in
            let number = state.withLockedValue { state in
                defer { state.connections += 1 }
                return state.connections
            }
            try channel.pipeline.syncOperations.addHandler(Handler(number, state, holds, steps))
        }
        return TalkingServer(listener, state)
    }

    func shutdown() async {
        await listener.stop()
    }

    /// Reads requests without bodies, and answers them.
    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let number: Int
        private let state: NIOLockedValueBox<State>
        private let holds: @Sendable (String) -> Int
        private let steps: @Sendable (String) -> [Step]
        private var text = ""

        init(
            _ number: Int,
            _ state: NIOLockedValueBox<State>,
            _ holds: @escaping @Sendable (String) -> Int,
            _ steps: @escaping @Sendable (String) -> [Step]
        ) {
            self.steps = steps
            self.number = number
            self.state = state
            self.holds = holds
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            text += String(buffer: unwrapInboundIn(data))
            while let end = text.firstRange(of: "\r\n\r\n") {
                let head = String(text[..<end.lowerBound])
                let target = text.split(separator: " ").dropFirst().first.map(String.init) ?? ""
                text = String(text[end.upperBound...])
                receive(target, head, context)
            }
        }

        private func receive(_ target: String, _ head: String, _ context: ChannelHandlerContext) {
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            let loop = context.eventLoop
            let answer: @Sendable () -> Void = {
                loop.execute {
                    let (handler, context) = bound.value
                    for step in handler.steps(target) { handler.perform(step, context) }
                }
            }
            let count = holds(target)
            let due = state.withLockedValue { state in
                state.received.append(Received(connection: number, target: target, head: head))
                state.waiting.append((count, answer))
                let due = state.waiting.filter { $0.count <= state.received.count }
                state.waiting.removeAll { $0.count <= state.received.count }
                return due
            }
            for entry in due { entry.answer() }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }

        private func perform(_ step: Step, _ context: ChannelHandlerContext) {
            switch step {
            case .send(let text):
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
            case .pour(let text):
                pour(ByteBuffer(string: String(repeating: text, count: 500)), context)
            case .drip:
                drip(context)
            case .close:
                context.close(promise: nil)
            case .reset:
                guard let socket = context.channel as? any SocketOptionProvider else { return }
                let channel = context.channel
                socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in channel.close(promise: nil) }
            }
        }

        private func pour(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
            guard context.channel.isActive else { return }
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            let loop = context.eventLoop
            context.writeAndFlush(wrapOutboundOut(bytes)).whenSuccess {
                // In a moment: the loop, which is the client's too, has other things to do.
                loop.scheduleTask(in: .milliseconds(1)) { bound.value.0.pour(bytes, bound.value.1) }
            }
        }

        private func drip(_ context: ChannelHandlerContext) {
            guard context.channel.isActive else { return }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "x")), promise: nil)
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            context.eventLoop.scheduleTask(in: .milliseconds(20)) { bound.value.0.drip(bound.value.1) }
        }
    }
}

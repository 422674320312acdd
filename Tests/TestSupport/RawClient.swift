import NIOCore
import NIOPosix

/// A client on the loopback interface that sends bytes and collects what comes back, and knows nothing of HTTP.
package struct RawClient: Sendable {
    private let channel: any Channel
    private let collector: NIOLoopBound<Collector>

    /// When it was connected, in nanoseconds of the monotonic clock.
    package let connected: UInt64

    /// Connects.
    ///
    /// - Parameters:
    ///   - port: where to.
    ///   - readsAtOnce: whether it reads before it is told to.
    package init(port: Int, readsAtOnce: Bool = true) async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let collector = try await loop.submit { NIOLoopBound(Collector(), eventLoop: loop) }.get()
        channel = try await ClientBootstrap(group: loop)
            .channelOption(.autoRead, value: readsAtOnce)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(collector.value)
                }
            }
            .connect(host: "127.0.0.1", port: port)
            .get()
        self.collector = collector
        connected = NIODeadline.now().uptimeNanoseconds
    }

    /// Sends bytes.
    package func send(_ text: String) async throws {
        try await channel.writeAndFlush(ByteBuffer(string: text)).get()
    }

    /// Begins to read, where it does not read at once.
    package func read() async throws {
        try await channel.setOption(.autoRead, value: true).get()
    }

    /// Waits until so many bytes have come, or the connection has ended; what has come so far.
    package func receive(_ count: Int) async throws -> String {
        let loop = channel.eventLoop
        return try await loop.flatSubmit { collector.value.wait(for: count, on: loop) }.get()
    }

    /// Waits until what has come ends so.
    package func receive(endingIn end: String) async throws -> String {
        var text = ""
        while !text.hasSuffix(end) {
            let more = try await receive(text.utf8.count + 1)
            if more.utf8.count == text.utf8.count { return text }
            text = more
        }
        return text
    }

    /// Waits for the end of the connection; all that has come, and the error that ended it.
    package func receiveAll() async throws -> (text: String, error: (any Error)?) {
        let text = try await receive(.max)
        return (
            text, try await channel.eventLoop.submit { collector.value.error.map { "\($0)" } }.get().map(Problem.init)
        )
    }

    /// Ends the connection.
    package func close() async throws {
        try? await channel.close().get()
    }

    private struct Problem: Error {
        let text: String
    }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private var received = ByteBuffer()
        private var waiting: [(count: Int, promise: EventLoopPromise<String>)] = []
        private var isOver = false
        private(set) var error: (any Error)?

        func wait(for count: Int, on loop: any EventLoop) -> EventLoopFuture<String> {
            let promise = loop.makePromise(of: String.self)
            waiting.append((count, promise))
            look()
            return promise.futureResult
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            received.writeImmutableBuffer(unwrapInboundIn(data))
            look()
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            self.error = error
            context.close(promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) {
            isOver = true
            look()
        }

        private func look() {
            let due = waiting.filter { isOver || received.readableBytes >= $0.count }
            waiting.removeAll { isOver || received.readableBytes >= $0.count }
            for entry in due { entry.promise.succeed(String(buffer: received)) }
        }
    }
}

import NIOCore
import TestSupport

/// A server that answers each time that so many bytes have come over a connection, whatever they are.
struct CountingServer {
    private let listener: LoopbackServer

    var port: Int { listener.port }

    /// A server that takes so many bytes for a request.
    static func start(requestBytes: Int, answer: String) async throws -> CountingServer {
        let listener = try await LoopbackServer.start { channel in
            let handler = Handler(requestBytes: requestBytes, answer: answer)
            try channel.pipeline.syncOperations.addHandler(handler)
        }
        return CountingServer(listener: listener)
    }

    func stop() async {
        await listener.stop()
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let requestBytes: Int
        private let answer: String
        private var count = 0

        init(requestBytes: Int, answer: String) {
            self.requestBytes = requestBytes
            self.answer = answer
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            count += unwrapInboundIn(data).readableBytes
            while count >= requestBytes {
                count -= requestBytes
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
            }
        }
    }
}

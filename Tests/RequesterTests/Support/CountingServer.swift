import NIOCore
import NIOPosix

/// A server that answers each time that so many bytes have come over a connection, whatever they are.
struct CountingServer {
    private let channel: any Channel

    var port: Int { channel.localAddress?.port ?? 0 }

    /// A server that takes so many bytes for a request.
    static func start(requestBytes: Int, answer: String) async throws -> CountingServer {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = Handler(requestBytes: requestBytes, answer: answer)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        return CountingServer(channel: channel)
    }

    func stop() async throws {
        try await channel.close()
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

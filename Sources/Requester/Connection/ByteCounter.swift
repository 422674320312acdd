import NIOCore

/// Counts the bytes of a connection of HTTP/2 on their way to and from the socket, or TLS.
final class ByteCounter: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    private let owner: LoopRequester

    init(_ owner: LoopRequester) {
        self.owner = owner
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        owner.statistics.bytesIn &+= UInt64(unwrapInboundIn(data).readableBytes)
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .byteBuffer(let buffer) = unwrapOutboundIn(data) {
            owner.statistics.bytesOut &+= UInt64(buffer.readableBytes)
        }
        context.write(data, promise: promise)
    }
}

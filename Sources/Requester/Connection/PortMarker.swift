import LocalPorts
import NIOCore

/// Tells recorders on this machine that a connection is ours, before the first byte is sent over it.
final class PortMarker: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let marks: PortMarks
    private var port: UInt16?

    init(_ marks: PortMarks) {
        self.marks = marks
    }

    func channelActive(context: ChannelHandlerContext) {
        if let port = context.channel.localAddress?.port.flatMap({ UInt16(exactly: $0) }) {
            self.port = port
            marks.open(port)
        }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        if let port { marks.close(port) }
        port = nil
        context.fireChannelInactive()
    }
}

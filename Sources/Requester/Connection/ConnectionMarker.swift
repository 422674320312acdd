import LocalConnections
import NIOCore

/// Tells recorders on this machine that a connection is ours, before the first byte is sent over it.
final class ConnectionMarker: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let marks: ConnectionMarks
    private var ends: (local: ConnectionEnd, remote: ConnectionEnd)?

    init(_ marks: ConnectionMarks) {
        self.marks = marks
    }

    func channelActive(context: ChannelHandlerContext) {
        if let local = context.channel.localAddress.flatMap(ConnectionEnd.init),
            let remote = context.channel.remoteAddress.flatMap(ConnectionEnd.init)
        {
            ends = (local, remote)
            marks.open(from: local, to: remote)
        }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        if let ends { marks.close(from: ends.local, to: ends.remote) }
        ends = nil
        context.fireChannelInactive()
    }
}

extension ConnectionEnd {
    /// The end at a socket's address; nil for one that is not of TCP.
    init?(_ address: SocketAddress) {
        guard let port = address.port.flatMap({ UInt16(exactly: $0) }) else { return nil }
        // The address lies behind family and port in a sockaddr_in, and behind the flow's number too in a sockaddr_in6.
        switch address {
        case .v4(let v4):
            self.init(v4: withUnsafeBytes(of: v4.address) { $0.bytes.uint32(at: 4) }, port: port)
        case .v6(let v6):
            let (high, low) = withUnsafeBytes(of: v6.address) { ($0.bytes.uint64(at: 8), $0.bytes.uint64(at: 16)) }
            self.init(high: high, low: low, port: port)
        case .unixDomainSocket:
            return nil
        }
    }
}

extension RawSpan {
    fileprivate func uint32(at offset: Int) -> UInt32 {
        UInt32(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    fileprivate func uint64(at offset: Int) -> UInt64 {
        UInt64(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}

import Glibc
import NIOCore
import NIOPosix

@testable import Requester

/// Tells each time that an event loop looks at its sockets: one of these can always be read.
final class SocketWatch {
    private let channel: (any Channel)?
    private let ends: [CInt]
    private let stopWatching: @Sendable () -> Void

    private init(channel: (any Channel)?, ends: [CInt], stopWatching: @escaping @Sendable () -> Void) {
        self.channel = channel
        self.ends = ends
        self.stopWatching = stopWatching
    }

    /// Watches a loop, from the first look on.
    static func start(on loop: any EventLoop, _ onLook: @escaping @Sendable () -> Void) async throws -> SocketWatch {
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0 else { throw IOError(errnoCode: errno, reason: "pipe") }
        for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
        let (readEnd, writeEnd) = (ends[0], ends[1])
        let bytes = [UInt8](repeating: 0, count: 4096)
        _ = write(writeEnd, bytes, bytes.count)
        if let loop = loop as? EpollLoop {
            // Never read, and so there to be read at every look.
            let place = try await loop.submit { loop.watch(readEnd, .read, Source(onLook)) }.get()
            return SocketWatch(channel: nil, ends: ends) { [place] in
                loop.execute { if let place { loop.unwatch(at: place) } }
            }
        }
        let channel = try await NIOPipeBootstrap(group: loop)
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 1))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(writeEnd, onLook))
                }
            }
            .takingOwnershipOfDescriptor(input: readEnd)
            .get()
        return SocketWatch(channel: channel, ends: [writeEnd]) {}
    }

    /// Ends it.
    func stop() async throws {
        stopWatching()
        try await channel?.close().get()
        for end in ends { close(end) }
    }

    private final class Source: PolledSource {
        private let onLook: () -> Void

        init(_ onLook: @escaping () -> Void) { self.onLook = onLook }

        func ready(_ events: Events) { onLook() }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let writeEnd: CInt
        private let onLook: () -> Void

        init(_ writeEnd: CInt, _ onLook: @escaping () -> Void) {
            self.writeEnd = writeEnd
            self.onLook = onLook
        }

        func channelReadComplete(context: ChannelHandlerContext) {
            onLook()
            // One byte for the one that was read.
            var byte: UInt8 = 0
            _ = write(writeEnd, &byte, 1)
        }
    }
}

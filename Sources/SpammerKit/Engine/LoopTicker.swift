import Glibc
import NIOCore
import NIOPosix
import Requester

/// Calls a closure each time that its event loop has looked at its sockets, and keeps the loop from sleeping meanwhile.
///
/// A loop runs all tasks that are there before it looks at its sockets again, so one that puts itself into the queue again
/// and again would leave responses unread. This is a pipe that is never empty: each look at the sockets finds it, and takes
/// one byte of it. Loops of our own need no such thing.
///
/// Confined to its loop.
final class LoopTicker: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let onTick: () -> Void
    private var channel: (any Channel)?
    private var isRunning = false
    /// The loop, where it is one of our own.
    private weak var epollLoop: EpollLoop?
    /// The pipe's other end.
    private var source: CInt = -1
    /// Bytes in the pipe.
    private var left = 0

    /// Bytes that are written at once; a pipe takes at least so many.
    private static let portion = 4096

    private init(_ onTick: @escaping () -> Void) {
        self.onTick = onTick
    }

    /// Makes one that stands still; on the loop.
    ///
    /// - Parameter onTick: called on the loop.
    static func make(on loop: any EventLoop, _ onTick: @escaping () -> Void) -> LoopTicker {
        let ticker = LoopTicker(onTick)
        if let loop = loop as? EpollLoop {
            ticker.epollLoop = loop
            return ticker
        }
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0 else { return ticker }
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        let descriptor = ends[0]
        ticker.source = ends[1]
        let bound = NIOLoopBound(ticker, eventLoop: loop)
        NIOPipeBootstrap(group: loop)
            .channelOption(.autoRead, value: false)
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 1))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(bound.value)
                }
            }
            .takingOwnershipOfDescriptor(input: descriptor)
            .whenComplete { result in
                switch result {
                case .success(let channel): bound.value.opened(channel)
                case .failure: close(descriptor)
                }
            }
        return ticker
    }

    /// Ticks from here on.
    func start() {
        guard !isRunning else { return }
        isRunning = true
        if let epollLoop {
            epollLoop.onTurn = onTick
            return
        }
        fill()
        channel?.read()
    }

    private func fill() {
        guard left < Self.portion / 2, source >= 0 else { return }
        let bytes = [UInt8](repeating: 0, count: Self.portion)
        left += max(0, write(source, bytes, bytes.count))
    }

    /// Stands still again.
    func stop() {
        isRunning = false
        epollLoop?.onTurn = nil
    }

    /// Ends it.
    func shutDown() {
        stop()
        channel?.close(promise: nil)
        channel = nil
        if source >= 0 { close(source) }
        source = -1
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        left -= 1
        guard isRunning else { return }
        onTick()
        guard isRunning else { return }
        fill()
        context.read()
    }

    private func opened(_ channel: any Channel) {
        self.channel = channel
        if isRunning { channel.read() }
    }
}

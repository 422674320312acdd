import Glibc
package import NIOCore
import NIOPosix

/// Calls a closure each time that its event loop has looked at its sockets, and keeps the loop from sleeping meanwhile.
///
/// A loop of NIO's runs all tasks that are there, and all timers that become due while it does, before it looks at its sockets
/// again: whatever puts itself into the queue again and again leaves responses unread. This is a pipe that is never empty: each
/// look at the sockets finds it, and takes one byte of it. Loops of our own need no such thing. On any other loop, or where
/// the process may open no more descriptors, it is a timer.
///
/// Confined to its loop.
package final class LoopTicker: ChannelInboundHandler {
    package typealias InboundIn = ByteBuffer

    private let loop: any EventLoop
    private let onTick: () -> Void
    private var isRunning = false
    private var isShutDown = false
    private var timer: Scheduled<Void>?
    /// What it looks at the sockets by.
    private var means: Means

    private enum Means {
        /// The loop tells.
        case turns(EpollLoop)
        /// A pipe that is being opened; its other end.
        case opening(source: CInt)
        /// A pipe, its other end, and the bytes that are in it.
        case pipe(any Channel, source: CInt, left: Int)
        /// A timer that is set again and again.
        case timer
    }

    /// Bytes that are written at once; a pipe takes at least so many.
    private static let portion = 4096
    /// How often a timer ticks: most loops look at their sockets in between.
    private static let interval = TimeAmount.microseconds(50)

    /// One that stands still; on the loop.
    ///
    /// - Parameters:
    ///   - loop: the loop.
    ///   - onTick: called on the loop.
    package init(on loop: any EventLoop, _ onTick: @escaping () -> Void) {
        self.loop = loop
        self.onTick = onTick
        means = .timer
        if let loop = loop as? EpollLoop {
            means = .turns(loop)
        } else if let bootstrap = NIOPipeBootstrap(validatingGroup: loop) {
            openPipe(by: bootstrap)
        }
    }

    private func openPipe(by bootstrap: NIOPipeBootstrap) {
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0 else { return }
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        let (descriptor, source) = (ends[0], ends[1])
        means = .opening(source: source)
        let bound = NIOLoopBound(self, eventLoop: loop)
        bootstrap
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
                case .success(let channel): bound.value.opened(channel, source)
                case .failure:
                    close(descriptor)
                    bound.value.opened(nil, source)
                }
            }
    }

    private func opened(_ channel: (any Channel)?, _ source: CInt) {
        guard let channel, !isShutDown else {
            channel?.close(promise: nil)
            close(source)
            means = .timer
            if isRunning { tickLater() }
            return
        }
        means = .pipe(channel, source: source, left: 0)
        if isRunning { tickAfterLook() }
    }

    /// Ticks from here on.
    package func start() {
        guard !isRunning, !isShutDown else { return }
        isRunning = true
        switch means {
        case .turns(let loop): loop.observeTurns(for: self, onTick)
        case .opening: break
        case .pipe: tickAfterLook()
        case .timer: tickLater()
        }
    }

    /// Stands still again.
    package func stop() {
        guard isRunning else { return }
        isRunning = false
        timer?.cancel()
        timer = nil
        if case .turns(let loop) = means { loop.observeTurns(for: self, nil) }
    }

    /// Ends it.
    package func shutDown() {
        stop()
        isShutDown = true
        if case .pipe(let channel, let source, _) = means {
            channel.close(promise: nil)
            close(source)
            means = .timer
        }
    }

    private func tickAfterLook() {
        guard case .pipe(let channel, let source, var left) = means else { return }
        if left < Self.portion / 2 {
            let bytes = [UInt8](repeating: 0, count: Self.portion)
            left += max(0, write(source, bytes, bytes.count))
            means = .pipe(channel, source: source, left: left)
        }
        channel.read()
    }

    package func channelReadComplete(context: ChannelHandlerContext) {
        guard case .pipe(let channel, let source, let left) = means else { return }
        means = .pipe(channel, source: source, left: left - 1)
        guard isRunning else { return }
        onTick()
        if isRunning { tickAfterLook() }
    }

    private func tickLater() {
        timer = loop.assumeIsolated().scheduleTask(in: Self.interval) { [self] in
            timer = nil
            onTick()
            // Unless that has stopped it and started it again.
            if isRunning, timer == nil { tickLater() }
        }
    }
}

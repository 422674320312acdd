package import Dispatch
import Glibc
package import NIOCore
import NIOPosix
import Synchronization

/// Event loops of our own, each on a thread of its own; see ``EpollLoop``.
package final class EpollLoopGroup: EventLoopGroup {
    private let loops: [EpollLoop]
    private let turn = Atomic(0)

    /// As many loops as NIO's own group has, for as long as the process lasts; nil where they cannot be had.
    package static let singleton = EpollLoopGroup(threads: NIOSingletons.groupLoopCountSuggestion)

    /// Loops on so many threads; nil where the system does not give them.
    package init?(threads: Int) {
        var loops: [EpollLoop] = []
        for _ in 0..<max(1, threads) {
            guard let loop = EpollLoop(), Self.startThread(for: loop) else {
                for loop in loops { loop.stop() }
                return nil
            }
            loops.append(loop)
        }
        self.loops = loops
    }

    private static func startThread(for loop: EpollLoop) -> Bool {
        // pthread_create(3) hands over one pointer: the thread takes over the count that it stands for, or this gives it back.
        let argument = Unmanaged.passRetained(loop)
        var thread = pthread_t()
        let failed = pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<EpollLoop>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            },
            argument.toOpaque()
        )
        guard failed == 0 else {
            argument.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    package func next() -> any EventLoop {
        let index = turn.add(1, ordering: .relaxed).oldValue
        return loops[Int(UInt(bitPattern: index) % UInt(loops.count))]
    }

    package func makeIterator() -> EventLoopIterator { EventLoopIterator(loops) }

    package func shutdownGracefully(queue: DispatchQueue, _ callback: @Sendable @escaping ((any Error)?) -> Void) {
        for loop in loops { loop.stop() }
        queue.async { callback(nil) }
    }
}

extension EpollLoop {
    /// Whether requests to an origin can go over loops of this kind.
    static func canReach(_ origin: Origin, _ choice: HTTPChoice) -> Bool {
        origin.scheme == .http && choice != .http2
    }
}

extension PooledRequester {
    /// The loops that requests to these origins, and to no others, are best sent from.
    package static func loops(for origins: [Origin], _ choice: HTTPChoice) -> any EventLoopGroup {
        if origins.allSatisfy({ EpollLoop.canReach($0, choice) }), let own = EpollLoopGroup.singleton { return own }
        return MultiThreadedEventLoopGroup.singleton
    }
}

import Glibc
import NIOCore
import NIOPosix
import Synchronization

/// An address that is held for a run before there is one, so that a run whose address is in use touches nothing.
///
/// Whoever connects waits until ``serve(_:)``.
package struct LiveListener: Sendable {
    private let channel: any Channel
    private let group: MultiThreadedEventLoopGroup
    private let watchers: LiveWatchers
    private let served: ServedRun

    /// Connections that may wait.
    private static let backlog: Int32 = 64

    /// Listens at an address.
    ///
    /// - Throws: ``LiveServerError`` where it cannot.
    package static func listen(at address: LiveAddress) async throws -> LiveListener {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let watchers = LiveWatchers()
        let served = ServedRun()
        let takesAnyHost = address.isChosen && !address.isLoopback
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.autoRead, value: false)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelInitializer { channel in
                guard let run = served.run.withLock(\.self), watchers.connect(channel) else { return channel.close() }
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        LiveHandler(run: run, watchers: watchers, takesAnyHost: takesAnyHost)
                    )
                }
            }
        do {
            let channel = try await bootstrap.bind(host: address.host, port: address.port).get()
            return LiveListener(channel: channel, group: group, watchers: watchers, served: served)
        } catch {
            try? await group.shutdownGracefully()
            let problem = (error as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? "\(error)"
            throw LiveServerError(address: "\(address.host):\(address.port)", problem: problem)
        }
    }

    /// Begins to serve a run; those who wait are answered.
    package func serve(_ run: LiveRun) async throws -> LiveServer {
        served.run.withLock { $0 = run }
        do {
            try await channel.setOption(.autoRead, value: true).get()
        } catch {
            await close()
            throw error
        }
        return LiveServer(channel: channel, group: group, run: run, watchers: watchers)
    }

    /// Gives the address back: there is no run after all.
    package func close() async {
        try? await channel.close().get()
        try? await group.shutdownGracefully()
    }

    /// The run, once there is one.
    private final class ServedRun: Sendable {
        let run = Mutex<LiveRun?>(nil)
    }
}

/// Where a run was to be watched, and why it cannot be.
package struct LiveServerError: Error, CustomStringConvertible {
    /// The address.
    package let address: String
    /// What the system says.
    package let problem: String

    /// All of it in a sentence.
    package var description: String {
        "cannot serve the run on \(address): \(problem); --live :0 takes a free port"
    }
}

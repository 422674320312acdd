package import NIOCore
package import NIOPosix

/// A socket that listens on an address of this machine, and whose connections are served by a test's handlers.
package struct LoopbackServer: Sendable {
    private let channel: any Channel

    /// The port that it listens on.
    package var port: Int { channel.localAddress?.port ?? 0 }

    /// Listens.
    ///
    /// - Parameters:
    ///   - host: the address.
    ///   - port: 0 for a free one.
    ///   - change: sets options of the listening socket, or of its connections.
    ///   - serve: puts what serves a connection into its pipeline; called on the connection's event loop.
    package static func start(
        host: String = "127.0.0.1",
        port: Int = 0,
        _ change: (ServerBootstrap) -> ServerBootstrap = { $0 },
        serve: @escaping @Sendable (any Channel) throws -> Void
    ) async throws -> LoopbackServer {
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try serve(channel) }
            }
        return LoopbackServer(channel: try await change(bootstrap).bind(host: host, port: port).get())
    }

    /// Takes no more connections; those that are open go on.
    package func stop() async {
        try? await channel.close().get()
    }

    /// A port that nobody listens on: one that was free a moment ago.
    package static func unusedPort() async throws -> Int {
        let server = try await start { _ in }
        // Before: a channel that is closed has no address any more.
        let port = server.port
        await server.stop()
        return port
    }
}

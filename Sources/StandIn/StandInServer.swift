package import Corpus
import Glibc
import NIOCore
import NIOPosix
import Synchronization

/// A stand-in for the recorded service: a server that answers each recorded request as it was answered.
///
/// Status, size of the body, and the time to its first and last byte are the recorded ones. So are the header fields and the body
/// itself where the recording has them; other bodies are filler.
/// A request that was never answered, or was reset, ends its connection that way. One that the recording does not have
/// gets a 404 that says so.
package final class StandInServer: Sendable {
    /// How long an answer takes.
    package enum Latency: Sendable, Hashable {
        /// As long as in the recording, from the request's first byte.
        case recorded
        /// No longer than it has to.
        case none
    }

    private let channel: any Channel
    private let group: MultiThreadedEventLoopGroup
    private let connections: OpenConnections
    private let counters: StandInCounters

    /// Where it listens: `127.0.0.1:8080`.
    package let address: String

    /// The port it listens on.
    package var port: Int { channel.localAddress?.port ?? 0 }

    /// Answers that are filler though the recording has their bodies, which there was no room for.
    package let withoutBody: UInt64

    /// Recorded answers that are never given, as there were too many.
    package let leftOut: UInt64

    /// Requests that it has answered so far.
    package var served: StandInCounters.Figures { counters.figures }

    /// Bytes of filler that one write takes at most.
    private static let fillerSize = 64 << 10

    /// Reads a corpus and begins to serve it.
    ///
    /// - Parameters:
    ///   - corpus: its path.
    ///   - host: the address to listen on.
    ///   - port: the port to listen on; 0 for a free one.
    ///   - latency: how long an answer takes.
    ///   - threads: event loops.
    /// - Throws: `CorpusError` where the corpus cannot be read, ``StandInError`` where it cannot listen.
    package static func start(
        corpus: String,
        reading: CorpusReader.Options = .init(),
        host: String = "127.0.0.1",
        port: Int = 0,
        latency: Latency = .recorded,
        threads: Int = 1
    ) async throws -> StandInServer {
        try await start(
            service: RecordedService(path: corpus, reading: reading),
            host: host,
            port: port,
            latency: latency,
            threads: threads
        )
    }

    /// Begins to serve what a service answered.
    package static func start(
        service: RecordedService,
        host: String = "127.0.0.1",
        port: Int = 0,
        latency: Latency = .recorded,
        threads: Int = 1
    ) async throws -> StandInServer {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: max(1, threads))
        let counters = StandInCounters()
        let connections = OpenConnections()
        let filler = ByteBuffer(repeating: UInt8(ascii: "."), count: fillerSize)
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 4096)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelInitializer { channel in
                connections.add(channel)
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        StandInHandler(service: service, latency: latency, counters: counters, filler: filler)
                    )
                }
            }
        do {
            let channel = try await bootstrap.bind(host: host, port: port).get()
            return StandInServer(
                channel: channel,
                group: group,
                connections: connections,
                counters: counters,
                service: service
            )
        } catch {
            try? await group.shutdownGracefully()
            throw StandInError(address: "\(host):\(port)", problem: StandInError.reason(error))
        }
    }

    private init(
        channel: any Channel,
        group: MultiThreadedEventLoopGroup,
        connections: OpenConnections,
        counters: StandInCounters,
        service: RecordedService
    ) {
        withoutBody = service.withoutBody
        leftOut = service.leftOut
        self.channel = channel
        self.group = group
        self.connections = connections
        self.counters = counters
        let ip = channel.localAddress?.ipAddress ?? ""
        address = "\(ip.contains(":") ? "[\(ip)]" : ip):\(channel.localAddress?.port ?? 0)"
    }

    /// Ends it: takes no more connections, and closes those there are.
    ///
    /// - Returns: How many requests it has answered.
    @discardableResult
    package func shutdown() async -> StandInCounters.Figures {
        try? await channel.close().get()
        await connections.closeAll()
        try? await group.shutdownGracefully()
        return counters.figures
    }
}

/// Where the stand-in was to listen, and why it cannot.
package struct StandInError: Error, CustomStringConvertible {
    package let address: String
    package let problem: String

    package var description: String {
        "cannot listen on \(address): \(problem)"
    }

    /// Why there is no listening, and what to do about it.
    static func reason(_ error: any Error) -> String {
        switch error {
        case let error as IOError where error.errnoCode == EADDRINUSE:
            "\(String(cString: strerror(EADDRINUSE))); --port 0 takes a free port"
        case let error as IOError where error.errnoCode == EADDRNOTAVAIL:
            "this machine has no such address; --host 0.0.0.0 is for all that it has"
        case let error as IOError: String(cString: strerror(error.errnoCode))
        case is SocketAddressError, is SocketAddressError.UnknownHost:
            "expected the address or the name of this machine in --host, and nobody knows this one"
        default: "\(error)"
        }
    }
}

/// Requests that a stand-in has answered, over all its loops.
package final class StandInCounters: Sendable {
    /// The figures at one moment.
    package struct Figures: Sendable, Hashable {
        /// All requests.
        package var requests = 0
        /// Of these: not in the recording.
        package var unknown = 0
    }

    private let requests = Atomic(0)
    private let unknown = Atomic(0)

    var figures: Figures {
        Figures(requests: requests.load(ordering: .relaxed), unknown: unknown.load(ordering: .relaxed))
    }

    func count(known: Bool) {
        requests.add(1, ordering: .relaxed)
        if !known { unknown.add(1, ordering: .relaxed) }
    }
}

/// The connections that are open, so that a server that ends can close them.
private final class OpenConnections: Sendable {
    private let channels = Mutex<[ObjectIdentifier: any Channel]>([:])

    func add(_ channel: any Channel) {
        let id = ObjectIdentifier(channel)
        channels.withLock { $0[id] = channel }
        channel.closeFuture.whenComplete { [self] _ in _ = channels.withLock { $0.removeValue(forKey: id) } }
    }

    func closeAll() async {
        for channel in channels.withLock({ Array($0.values) }) { try? await channel.close().get() }
    }
}

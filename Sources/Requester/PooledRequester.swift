package import NIOCore
import NIOPosix
import Synchronization

/// Sends requests of HTTP/1.1 and HTTP/2 over pooled keep-alive connections, on the event loop that the caller is on.
///
/// Each loop has its own share of the connections and its own view of the name cache. Called from a thread that is no loop
/// of the group, a request goes to the loops in turn. No request is ever sent twice.
package final class PooledRequester: Sendable {
    /// How connections are made and kept.
    package let configuration: RequesterConfiguration

    private let requesters: [LoopRequester]
    private let turn = Atomic(0)

    /// A requester on the loops of a group.
    ///
    /// - Parameters:
    ///   - configuration: how connections are made and kept.
    ///   - group: the loops.
    ///   - lookup: finds addresses.
    /// - Throws: ``InvalidOption`` where a file that the configuration names cannot be used.
    package convenience init(
        configuration: RequesterConfiguration = .init(),
        group: any EventLoopGroup,
        lookup: @escaping HostLookup = systemLookup
    ) throws {
        self.init(
            configuration,
            tls: try TLSClient(configuration.tls, configuration.http),
            group: group,
            lookup: lookup
        )
    }

    /// A requester whose TLS is the system's, whatever the configuration says of it; so nothing can go wrong here.
    package convenience init(systemTLS configuration: RequesterConfiguration, group: any EventLoopGroup) {
        self.init(configuration, tls: TLSClient(), group: group, lookup: systemLookup)
    }

    private init(
        _ configuration: RequesterConfiguration,
        tls: TLSClient,
        group: any EventLoopGroup,
        lookup: @escaping HostLookup
    ) {
        self.configuration = configuration
        let loops = Array(group.makeIterator())
        let size = max(1, configuration.connectionPoolSize)
        // With fewer connections than loops, some loops send through others.
        requesters = loops.prefix(size).enumerated().map { index, loop in
            let count = min(loops.count, size)
            let share = size / count + (index < size % count ? 1 : 0)
            return LoopRequester(loop: loop, limit: share, configuration: configuration, tls: tls, lookup: lookup)
        }
    }

    /// Sends a request and waits for what becomes of it; never throws, never sends it again.
    package func send(_ request: WireRequest) async -> WireOutcome {
        if let loop = MultiThreadedEventLoopGroup.currentEventLoop {
            for requester in requesters where requester.loop === loop { return await requester.send(request) }
        }
        guard !requesters.isEmpty else { return WireOutcome() }
        let index = turn.add(1, ordering: .relaxed).oldValue
        return await requesters[Int(UInt(bitPattern: index) % UInt(requesters.count))].sendFromElsewhere(request)
    }

    /// The addresses of an origin's host, without port; none where it cannot be resolved.
    package func addresses(of origin: Origin) async -> [String] {
        guard let first = requesters.first else { return [] }
        return (try? await first.loop.flatSubmit { first.resolve(origin) }.get()) ?? []
    }

    /// What it has done so far, over all loops.
    package func statistics() async -> RequesterStatistics {
        var whole = RequesterStatistics()
        for requester in requesters {
            if let part = try? await requester.loop.submit({ requester.figures }).get() { whole.add(part) }
        }
        return whole
    }

    /// Closes all connections; requests under way fail as cancelled.
    package func shutdown() async {
        for requester in requesters { try? await requester.loop.submit { requester.shutDown() }.get() }
    }
}

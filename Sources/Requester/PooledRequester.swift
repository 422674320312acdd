package import NIOCore
import Synchronization

/// Sends requests of HTTP/1.1 and HTTP/2 over pooled keep-alive connections, on the event loop that the caller is on.
///
/// Each loop has its own share of the connections and its own view of the name cache. Called from a thread that is no loop
/// of the group, a request goes to the loops in turn. No request is sent a second time unless
/// ``RequesterConfiguration/retries`` asks for it.
package final class PooledRequester: Sendable {
    /// How connections are made and kept.
    package let configuration: RequesterConfiguration

    /// The loops that requests are sent from.
    package let group: any EventLoopGroup

    private let requesters: [LoopRequester]
    private let turn = Atomic(0)
    private let isShutDown = Atomic(false)

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
        self.group = group
        let loops = Array(group.makeIterator())
        let size = max(1, configuration.connectionPoolSize)
        let perOrigin = configuration.connectionsPerOrigin.map { max(1, $0) }
        // With fewer connections than loops, some loops send through others.
        let count = min(loops.count, size, perOrigin ?? .max)
        requesters = loops.prefix(count).enumerated().map { index, loop in
            LoopRequester(
                loop: loop,
                limit: Self.share(index, of: size, among: count),
                originLimit: perOrigin.map { Self.share(index, of: $0, among: count) },
                configuration: configuration,
                tls: tls,
                lookup: lookup
            )
        }
    }

    /// One loop's share of a number; the rest of the division goes to the first loops.
    private static func share(_ index: Int, of whole: Int, among count: Int) -> Int {
        whole / count + (index < whole % count ? 1 : 0)
    }

    /// One that nobody shut down closes its connections when nobody has it any more.
    deinit {
        guard !isShutDown.load(ordering: .relaxed) else { return }
        for requester in requesters { requester.loop.execute { requester.shutDown() } }
    }

    /// Sends a request and waits for what becomes of it, which is never an error thrown.
    package nonisolated(nonsending) func send(_ request: WireRequest) async -> WireOutcome {
        for requester in requesters where requester.loop.inEventLoop { return await requester.send(request) }
        guard !requesters.isEmpty else { return WireOutcome() }
        let index = turn.add(1, ordering: .relaxed).oldValue
        return await requesters[Int(UInt(bitPattern: index) % UInt(requesters.count))].sendFromElsewhere(request)
    }

    /// The addresses of an origin's host, without port; none where it cannot be resolved.
    package func addresses(of origin: Origin) async -> [String] {
        guard let first = requesters.first else { return [] }
        return (try? await first.loop.flatSubmit { first.resolve(origin) }.get()) ?? []
    }

    /// Opens connections before anything is sent, over all loops.
    ///
    /// - Parameters:
    ///   - origins: where to.
    ///   - count: how many to each.
    /// - Returns: How many to each came about; fewer where the target does not take them, or there may not be as many.
    package func prewarm(_ origins: [Origin], connections count: Int) async -> [Int] {
        guard !requesters.isEmpty else { return origins.map { _ in 0 } }
        let attempts = origins.map { origin in
            requesters.enumerated().map { index, requester in
                let share = Self.share(index, of: count, among: requesters.count)
                return requester.loop.flatSubmit { requester.prewarm(origin, share) }
            }
        }
        var opened: [Int] = []
        for parts in attempts {
            var sum = 0
            for part in parts { sum += (try? await part.get()) ?? 0 }
            opened.append(sum)
        }
        return opened
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
        isShutDown.store(true, ordering: .relaxed)
        for requester in requesters { try? await requester.loop.submit { requester.shutDown() }.get() }
    }
}

import NIOCore
import NIOPosix
import Testing

@testable import Requester

/// The kinds of event loops that plain HTTP/1.1 goes over.
enum Loops: Sendable, CaseIterable {
    /// NIO's, where there is TLS or HTTP/2 in a run.
    case nio
    /// Our own.
    case epoll

    func make(threads: Int = 1) throws -> any EventLoopGroup {
        switch self {
        case .nio: MultiThreadedEventLoopGroup(numberOfThreads: threads)
        case .epoll: try #require(EpollLoopGroup(threads: threads))
        }
    }
}

/// A requester of one event loop, so that what it does comes in one order.
struct TestClient {
    let requester: PooledRequester
    private let group: any EventLoopGroup

    /// A requester that asks the system for names.
    init(_ loops: Loops = .nio, _ change: (inout RequesterConfiguration) throws -> Void = { _ in }) throws {
        try self.init(loops, lookup: systemLookup, change)
    }

    /// A requester that asks a test for names.
    init(
        _ loops: Loops = .nio,
        lookup: @escaping HostLookup,
        _ change: (inout RequesterConfiguration) throws -> Void = { _ in }
    ) throws {
        var configuration = RequesterConfiguration()
        try change(&configuration)
        group = try loops.make()
        requester = try PooledRequester(configuration: configuration, group: group, lookup: lookup)
    }

    /// Sends a GET.
    func get(
        _ target: String = "/",
        port: Int,
        host: String = "127.0.0.1",
        scheme: Origin.Scheme = .http,
        method: String = "GET",
        keepBody: Int = 1000,
        milliseconds: UInt64 = 30_000,
        connection: UInt64 = 0
    ) async -> WireOutcome {
        let origin = Origin(scheme: scheme, host: host, port: port)
        return await requester.send(
            WireRequest(
                origin: origin,
                bytes: ByteBuffer(string: "\(method) \(target) HTTP/1.1\r\nHost: \(origin.authority)\r\n\r\n"),
                isHead: method == "HEAD",
                keepBody: keepBody,
                timeout: milliseconds * 1_000_000,
                connection: connection
            )
        )
    }

    /// Waits until the requester's figures are as a test wants them, turn by turn of its loop.
    func wait(until condition: (RequesterStatistics) -> Bool) async {
        let limit = ContinuousClock.now + .seconds(20)
        while true {
            let figures = await requester.statistics()
            if condition(figures) { return }
            guard ContinuousClock.now < limit else {
                Issue.record("what was waited for never came: \(figures)")
                return
            }
            await Task.yield()
        }
    }

    func end() async throws {
        await requester.shutdown()
        try await group.shutdownGracefully()
    }
}

extension WireOutcome {
    /// The body that was kept, as text.
    var text: String { String(decoding: body, as: UTF8.self) }
}

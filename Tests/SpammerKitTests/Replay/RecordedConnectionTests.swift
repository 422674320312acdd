import Analysis
import Corpus
import NIOPosix
import Requester
import TestSupport
import Testing

@testable import SpammerKit

@Suite("A replay with its recorded connections")
struct RecordedConnectionTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// So many requests on each of so many connections, one after the other; each took a millisecond.
    private func exchanges(_ connections: Int, _ requests: Int) -> [Exchange] {
        (0..<requests).flatMap { request in
            (0..<connections).map { connection in
                let milliseconds = Int64(request * 20 + connection)
                var exchange = SmallCorpus.exchange("GET", "/\(connection)/\(request)", at: milliseconds, size: 0)
                exchange.connection = RecordedConnection(id: UInt64(connection + 1))
                exchange.outcome.duration = 1_000_000
                return exchange
            }
        }
    }

    private func replay(
        _ exchanges: [Exchange],
        to server: TalkingServer,
        _ configuration: RequesterConfiguration = .init(),
        _ change: (inout ReplayOptions) -> Void = { _ in }
    ) async throws -> CheckedRun {
        let path = folder.file("in.corpus")
        try SmallCorpus.write(exchanges, to: path)
        let requester = try PooledRequester(configuration: configuration, group: Loops.epoll.group)
        var options = ReplayOptions(corpus: path, target: Origin(scheme: .http, host: "127.0.0.1", port: server.port))
        options.connections = .recorded
        change(&options)
        let run = try await CheckedRun(try await Replay(options, requester: requester).plan)
        await requester.shutdown()
        return run
    }

    /// Whether each of the server's connections had the requests of one recorded connection, in their order.
    private func expectOrder(_ received: [TalkingServer.Received], _ connections: Int, _ requests: Int) {
        let byConnection = Dictionary(grouping: received, by: \.connection).mapValues { $0.map(\.target) }
        #expect(byConnection.count == connections)
        for targets in byConnection.values {
            let name = targets.first?.split(separator: "/").first ?? "none"
            #expect(targets == (0..<requests).map { "/\(name)/\($0)" })
        }
    }

    @Test("sends each connection's requests over one connection, in their order, at any pace", arguments: [0, 1, 2])
    func oneEach(_ pace: Int) async throws {
        let server = try await TalkingServer.start()
        let run = try await replay(exchanges(20, 8), to: server) {
            $0.pace = [.recorded(speed: 4), .rate(perSecond: 2000) ?? .closed, .closed][pace]
        }
        #expect(run.summary.books.passed == 160)
        #expect(run.summary.connections?.opened == 20)
        expectOrder(server.received, 20, 8)
        await server.shutdown()
    }

    @Test("moves the requests behind a late response, those of its connection only, and says by how much")
    func late() async throws {
        // The first response of connection 0 comes when all requests of the nine others have.
        let server = try await TalkingServer.start { $0 == "/0/0" ? 9 * 5 + 1 : 0 }
        let run = try await replay(exchanges(10, 5), to: server) { $0.pace = .recorded(speed: 1) }
        #expect(run.summary.books.passed == 50)
        expectOrder(server.received, 10, 5)
        #expect(server.received.suffix(4).map(\.target) == (1...4).map { "/0/\($0)" })
        // Others may be late too, on a busy machine.
        let moved = try #require(run.summary.moved)
        #expect(moved.count >= 4)
        // The ninety milliseconds of the others, less what they may have been early.
        #expect(moved.max >= 70)
        // From the moved instant, and so without the wait: that is in the first response's time.
        #expect(run.summary.latency.responseTime.max >= 70)
    }

    @Test("waits for room where there are fewer connections than recorded ones, and loses none")
    func fewer() async throws {
        let server = try await TalkingServer.start()
        var configuration = RequesterConfiguration()
        configuration.connectionPoolSize = 4
        let run = try await replay(exchanges(50, 3), to: server, configuration) { $0.pace = .closed }
        #expect(run.summary.books.passed == 150)
        let byTarget = Dictionary(grouping: server.received.map(\.target)) { $0.split(separator: "/").first }
        for targets in byTarget.values { #expect(targets == targets.sorted()) }
        await server.shutdown()
    }

    @Test("that is stopped counts what waited for a response as cancelled")
    func stopped() async throws {
        let server = try await TalkingServer.start { $0 == "/0/0" ? .max : 0 }
        let path = folder.file("in.corpus")
        try SmallCorpus.write(exchanges(1, 5), to: path)
        let requester = try PooledRequester(group: Loops.epoll.group)
        var options = ReplayOptions(corpus: path, target: Origin(scheme: .http, host: "127.0.0.1", port: server.port))
        options.connections = .recorded
        options.loops = true
        options.duration = 300_000_000
        options.timeout = 1_000_000_000
        let plan = try await Replay(options, requester: requester).plan
        let run = try await CheckedRun(plan) { run in
            while server.received.isEmpty { await Task.yield() }
            run.stop()
        }
        #expect(run.summary.books.passed == 0)
        #expect(run.summary.books.imbalances == [])
        await requester.shutdown()
        await server.shutdown()
    }
}

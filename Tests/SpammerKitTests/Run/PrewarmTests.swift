import Analysis
import NIOPosix
import Requester
import TestSupport
import Testing

@testable import SpammerKit

@Suite("Connections before the first request")
struct PrewarmTests {
    @Test("are opened over all loops, said and counted; what cannot be opened is said too")
    func prewarmed() async throws {
        let server = try await TalkingServer.start()
        let deadPort = try await LoopbackServer.unusedPort()
        var configuration = RequesterConfiguration()
        configuration.connectionPoolSize = 50
        let requester = try PooledRequester(configuration: configuration, group: Loops.epoll.group)
        let request = try Request("GET", "http://127.0.0.1:\(server.port)/")
        var plan = RunPlan(
            spammer: URLSpammer(request, requester: requester),
            schedule: ConstantRate(perSecond: 100, seconds: 0.2)
        )
        plan.requester = requester
        let targets = [server.port, deadPort].map { Origin(scheme: .http, host: "127.0.0.1", port: $0) }
        plan.prewarm(targets, connections: 10, of: requester)
        let run = try await CheckedRun(plan)
        #expect(run.summary.books.passed == 20)
        #expect(run.summary.connections?.opened == 10)
        #expect(run.summary.connections?.prewarmed == 10)
        #expect(run.summary.connectTime.count == 0)
        #expect(run.log.contains { $0.contains("Opened 10 connections to http://127.0.0.1:\(server.port)") })
        #expect(run.log.contains { $0.contains("Opened 0 of 10 connections to http://127.0.0.1:\(deadPort)") })
        await requester.shutdown()
        await server.shutdown()
    }
}

import Analysis
import NIOCore
import NIOPosix
import Requester
import TestSupport
import Testing

@testable import SpammerKit

@Suite("A run with as many connections as it may have")
struct FullPoolTests {
    @Test("is invalid where its requests wait for one, and says that they did")
    func stalled() async throws {
        // The first request is answered when another client's has come, which is when all of the run's have arrived.
        let server = try await TalkingServer.start(holding: { _ in 2 })
        let url = "http://127.0.0.1:\(server.port)/"
        let schedule = AnnouncedSchedule(ConstantRate(perSecond: 100, seconds: 0.3)) {
            Task { _ = try await SpammerRequester(connectionPoolSize: 1).get(url) }
        }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        var configuration = RequesterConfiguration()
        configuration.connectionPoolSize = 1
        let requester = try PooledRequester(configuration: configuration, group: group)
        var plan = RunPlan(spammer: URLSpammer(try Request("GET", url), requester: requester), schedule: schedule)
        plan.group = group
        plan.requester = requester
        let run = try await CheckedRun(plan, latenessLimit: plan.gate.latenessLimit)
        #expect(run.summary.books.passed == 30)
        #expect(run.summary.connections?.waitedForConnection == 29)
        #expect(run.result.verdict == .invalid)
        let reason = "The generator could not keep up: 29 requests waited as all connections were in use"
        #expect(run.summary.verdict.reasons.first?.hasPrefix(reason) == true)
        #expect(run.log.contains { $0.contains("29 requests waited for one, as all were in use") })
        await requester.shutdown()
        await server.shutdown()
        try await group.shutdownGracefully()
    }
}

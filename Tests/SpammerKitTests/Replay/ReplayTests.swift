import Analysis
import Corpus
import Foundation
import Requester
import StandIn
import TestSupport
import Testing

@testable import SpammerKit

@Suite("A replay")
struct ReplayTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func corpus(_ exchanges: [Exchange]) throws -> String {
        let path = folder.file("in.corpus")
        try SmallCorpus.write(exchanges, to: path)
        return path
    }

    /// Replays a corpus against a stand-in for another one, or for itself.
    private func replay(
        _ exchanges: [Exchange],
        against others: [Exchange]? = nil,
        _ change: (inout ReplayOptions) -> Void = { _ in }
    ) async throws -> CheckedRun {
        let path = try corpus(exchanges)
        let served = folder.file("served.corpus")
        try SmallCorpus.write(others ?? exchanges, to: served)
        let server = try await StandInServer.start(corpus: served, latency: .none)
        let requester = try PooledRequester(group: Loops.epoll.group)
        var options = ReplayOptions(corpus: path, target: Origin(scheme: .http, host: "127.0.0.1", port: server.port))
        options.pace = .recorded(speed: 10)
        change(&options)
        let run = try await CheckedRun(try await Replay(options, requester: requester).plan)
        await requester.shutdown()
        await server.shutdown()
        return run
    }

    private static func some(_ count: Int) -> [Exchange] {
        (0..<count).map { SmallCorpus.exchange("GET", "/items/\($0)", at: Int64($0) * 20, size: UInt64($0)) }
    }

    @Test("sends every request of the corpus, and is compared with the recording")
    func everything() async throws {
        let run = try await replay(Self.some(50))
        #expect(run.summary.books.passed == 50)
        #expect(run.summary.kind == .replay)
        #expect(run.summary.pacing.speed == 10)
        #expect(run.summary.corpus?.exchanges == 50)
        #expect(run.summary.corpus?.leftOut == nil)
        let comparison = try #require(run.summary.comparison)
        #expect(comparison.overall.requests.candidate == 50)
        #expect(comparison.overall.statusChanges.isEmpty)
        #expect(run.summary.endpoints.map(\.name) == ["GET /items/{id}"])
        #expect(run.summary.responseBytes == UInt64((0..<50).reduce(0, +)))
        #expect(run.log.contains { $0.contains("Replaying 50 requests") })
        #expect(run.log.contains { $0.contains("GET /items/{id}") })
    }

    @Test("a status that changed is a failure, and is in the matrix")
    func statusChanged() async throws {
        var others = Self.some(10)
        others[3].outcome.status = 500
        others[4].outcome.status = 500
        let run = try await replay(Self.some(10), against: others)
        #expect(run.summary.failures == 2)
        #expect(run.summary.failuresByKind == ["status": 2])
        let changes = try #require(run.summary.comparison?.overall.statusChanges)
        #expect(changes.map { "\($0.recorded) \($0.replayed ?? 0) \($0.candidate)" } == ["200 500 2"])
        #expect(run.result.verdict == .fail)
    }

    @Test("what cannot be sent again is left out, counted by reason, and said")
    func leftOut() async throws {
        let exchanges = [
            SmallCorpus.exchange("GET", "/a", at: 0),
            SmallCorpus.exchange("CONNECT", "h:443", at: 10),
            SmallCorpus.exchange("POST", "/b", at: 20, body: "cut", bodyState: .truncated),
            SmallCorpus.exchange("POST", "/c", at: 30, bodyState: .absent),
            SmallCorpus.exchange("GET", "/ws", at: 40, status: 101),
        ]
        let run = try await replay(exchanges)
        #expect(run.summary.books.sent == 1)
        #expect(
            run.summary.corpus?.leftOut == [
                "CONNECT": 1, "body not whole": 1, "body not recorded": 1, "protocol upgrade": 1,
            ]
        )
        #expect(run.log.contains { $0.contains("body not recorded") })
    }

    @Test("what a log has no body for is left out, or sent with none", arguments: [false, true])
    func bodiless(_ isSent: Bool) async throws {
        let exchanges = [
            SmallCorpus.exchange("GET", "/a", at: 0, bodyState: .absent),
            SmallCorpus.exchange("POST", "/b", at: 10, bodyState: .absent),
            SmallCorpus.exchange("PUT", "/c", at: 20, bodyState: .absent),
        ]
        let run = try await replay(exchanges) { $0.sendsBodiless = isSent }
        #expect(run.summary.books.passed == (isSent ? 3 : 1))
        #expect(run.summary.corpus?.leftOut == (isSent ? nil : ["body not recorded": 2]))
        #expect(run.summary.configuration["bodiless"] == (isSent ? "send" : "skip"))
    }

    @Test("begins again with --loop, until its duration is over")
    func loop() async throws {
        let run = try await replay(Self.some(10)) {
            $0.loops = true
            $0.duration = 100_000_000
        }
        // Ten requests, 20 ms apart and ten times as fast: one every 2 ms, in each pass.
        #expect(run.summary.books.scheduled == 50)
        #expect(run.summary.books.passed == 50)
    }

    @Test("--rate spaces evenly, and --duration cuts the corpus")
    func rate() async throws {
        let run = try await replay(Self.some(50)) {
            $0.pace = .rate(perSecond: 200) ?? .closed
            $0.duration = 100_000_000
        }
        #expect(run.summary.books.scheduled == 20)
        #expect(run.summary.rps == 200)
        #expect(run.summary.pacing.speed == nil)
    }

    @Test(
        "sends no part of the request that comes when its time is over",
        arguments: [ReplayOptions.Pace.recorded(speed: 10), .rate(perSecond: 500) ?? .closed]
    )
    func nothingBehindTheEnd(_ pace: ReplayOptions.Pace) async throws {
        let server = try await TalkingServer.start()
        let path = try corpus(Self.some(50))
        let requester = try PooledRequester(group: Loops.epoll.group)
        var options = ReplayOptions(corpus: path, target: Origin(scheme: .http, host: "127.0.0.1", port: server.port))
        options.pace = pace
        options.duration = 20_000_000
        let run = try await CheckedRun(try await Replay(options, requester: requester).plan)
        #expect(run.summary.books.passed == 10)
        #expect(Set(server.received.map(\.target)) == Set((0..<10).map { "/items/\($0)" }))
        await requester.shutdown()
        await server.shutdown()
    }

    @Test("knows the names of its endpoints, and what it left out, while it goes on", .timeLimit(.minutes(1)))
    func namesUnderWay() async throws {
        let path = try corpus([SmallCorpus.exchange("CONNECT", "h:443", at: 0)] + Self.some(5000))
        let options = ReplayOptions(corpus: path, target: Origin(scheme: .http, host: "127.0.0.1", port: 9))
        let feed = ReplayFeed(options: options, totals: try ReplayContent(path: path).totals, loops: 1)
        try feed.start()
        // Nobody takes them: the reader stands still with one batch more than its queue has room for.
        let most = UInt64((BatchQueue.batchesPerLoop + 1) * BatchQueue.requestsPerBatch)
        while feed.found.handedOver < most { await Task.yield() }
        #expect(feed.found.handedOver == most)
        #expect(feed.found.endpoints == ["GET /items/{id}"])
        #expect(feed.found.leftOut == ["CONNECT": 1])
        feed.close()
    }

    @Test(
        "knows where it was recorded by a host without a port too, whichever scheme it was for",
        arguments: [
            ("www.test", 80, true), ("WWW.test", 443, true), ("www.test", 8443, false), ("api.test", 8443, true),
            ("api.test", 443, false), ("2001:db8::1", 443, true),
        ]
    )
    func recordedPorts(_ host: String, _ port: Int, _ isRecorded: Bool) {
        let origins = RecordedOrigins(
            authorities: ["www.test", "api.test:8443", "[2001:db8::1]"],
            servers: ["192.0.2.1:80"]
        )
        let target = Origin(scheme: .https, host: host, port: port)
        #expect((origins.match(target, resolved: []) != nil) == isRecorded)
    }

    @Test("does not send to where it was recorded, by name or by address, unless that is meant")
    func recordedOrigin() async throws {
        for (host, server) in [("127.0.0.1:9", "192.0.2.1:80"), ("shop.test", "127.0.0.1:9")] {
            let path = folder.file("\(host).corpus")
            try SmallCorpus.write([SmallCorpus.exchange("GET", "/", at: 0, host: host, server: server)], to: path)
            let requester = try PooledRequester(group: Loops.epoll.group)
            var options = ReplayOptions(corpus: path, target: Origin(scheme: .http, host: "127.0.0.1", port: 9))
            await #expect(throws: ReplayError.self) { try await Replay(options, requester: requester) }
            options.allowsRecordedOrigin = true
            _ = try await Replay(options, requester: requester)
            await requester.shutdown()
        }
    }

    @Test("a dead server fails each request once, with the reason, and no latency")
    func deadServer() async throws {
        let port = try await LoopbackServer.unusedPort()
        let path = try corpus(Self.some(20))
        let requester = try PooledRequester(group: Loops.epoll.group)
        var options = ReplayOptions(corpus: path, target: Origin(scheme: .http, host: "127.0.0.1", port: port))
        options.pace = .recorded(speed: 20)
        let run = try await CheckedRun(try await Replay(options, requester: requester).plan)
        #expect(run.summary.books.failed == 20)
        #expect(run.summary.failuresByKind == ["connect": 20])
        #expect(run.summary.latency.responseTime.count == 0)
        #expect(run.result.verdict == .fail)
        await requester.shutdown()
    }

    @Test("a corpus without requests, or that is none, is told")
    func noCorpus() async throws {
        let requester = try PooledRequester(group: Loops.epoll.group)
        let target = Origin(scheme: .http, host: "127.0.0.1", port: 9)
        let empty = try corpus([])
        await #expect(throws: ReplayError.self) {
            try await Replay(ReplayOptions(corpus: empty, target: target), requester: requester)
        }
        let text = try folder.write("text", Array("hello".utf8))
        await #expect(throws: CorpusError.self) {
            try await Replay(ReplayOptions(corpus: text, target: target), requester: requester)
        }
        await requester.shutdown()
    }

    @Test("a corpus that is damaged in the middle: what came before is sent, and the run fails with what is wrong")
    func damaged() async throws {
        var random = SeededGenerator(seed: 5)
        // Bodies that zlib cannot make small, so that there are several blocks.
        let bodies = (0..<60).map { _ in (0..<3000).map { _ in String(random.next(), radix: 36) }.joined() }
        let exchanges = bodies.enumerated().map {
            SmallCorpus.exchange("POST", "/\($0.offset)", at: Int64($0.offset), body: $0.element)
        }
        let path = try corpus(exchanges)
        let reader = try CorpusReader(path: path)
        let block = try #require(reader.index.dropFirst().first)
        var bytes = try folder.read("in.corpus")
        bytes[Int(block.offset) + 200] ^= 0xFF
        try folder.write("in.corpus", bytes)
        let server = try await StandInServer.start(corpus: try intact(exchanges), latency: .none)
        let requester = try PooledRequester(group: Loops.epoll.group)
        var options = ReplayOptions(corpus: path, target: Origin(scheme: .http, host: "127.0.0.1", port: server.port))
        options.pace = .recorded(speed: 1)
        var plan = try await Replay(options, requester: requester).plan
        plan.logFile = nil
        plan.outputJSON = folder.file("damaged.json")
        plan.logsToStandardOutput = false
        let run = SpamRun(plan)
        let error = await #expect(throws: ReplayError.self) { try await run.run() }
        #expect(error?.description.contains("damaged") == true)
        let summary = try RunSummary(json: Data(try folder.read("damaged.json")))
        #expect(summary.passes > 0 && summary.passes < 60)
        await requester.shutdown()
        await server.shutdown()
    }

    private func intact(_ exchanges: [Exchange]) throws -> String {
        let path = folder.file("intact.corpus")
        try SmallCorpus.write(exchanges, to: path)
        return path
    }
}

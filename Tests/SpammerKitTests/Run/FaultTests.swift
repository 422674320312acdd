import Analysis
import NIOCore
import NIOPosix
import Requester
import TestSupport
import Testing

@testable import SpammerKit

@Suite("A run against a target that misbehaves", .timeLimit(.minutes(2)))
struct FaultTests {
    /// What a target may do wrong, and what a run has to call it; nil for what is no failure.
    private static let faults: [(path: String, steps: [TalkingServer.Step], kind: FailureKind?)] = [
        ("/ok", [.send(TalkingServer.ok)], nil),
        ("/silent", [], .timeout),
        ("/drip", [.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"), .drip], .timeout),
        ("/drip-head", [.send("HTTP/1.1 200 OK\r\nX: "), .drip], .timeout),
        ("/close", [.close], .closed),
        ("/close-in-body", [.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"), .close], .closed),
        ("/close-in-head", [.send("HTTP/1.1 200 OK\r\nContent-Le"), .close], .closed),
        ("/reset", [.reset], .reset),
        ("/too-long", [.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nmore than one"), .close], nil),
        ("/two-lengths", [.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nok")], .malformed),
        ("/bad-length", [.send("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n")], .malformed),
        ("/garbage", [.send("\u{1}\u{2}\u{3} garbage\r\n\r\n")], .malformed),
        ("/ssh", [.send("SSH-2.0-OpenSSH_9.2\r\n")], .malformed),
        ("/endless", [.send("HTTP/1.1 200 OK\r\n"), .pour("X-Header: and one more\r\n")], .malformed),
        ("/endless-line", [.send("HTTP/1.1 200 OK\r\nX: "), .pour("aaaaaaaaaaaaaaaa")], .malformed),
        (
            "/many",
            [.send("HTTP/1.1 200 OK\r\n" + String(repeating: "A: b\r\n", count: 100_000) + "\r\n")], .malformed
        ),
        ("/chunks", [.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")], .malformed),
        ("/error", [.send("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")], .status),
    ]

    private func requester(_ loops: Loops) throws -> PooledRequester {
        var configuration = RequesterConfiguration()
        configuration.connectionPoolSize = 64
        return try PooledRequester(configuration: configuration, group: loops.group)
    }

    /// A run of a round, on the loops of its requester.
    private func plan(_ round: Round, _ schedule: ConstantRate) -> RunPlan {
        var plan = RunPlan(spammer: round, schedule: schedule)
        plan.group = round.requester.group
        return plan
    }

    /// Sends each path in its turn, so many times in all.
    private struct Round: Spammer {
        let requester: PooledRequester
        let paths: [String]
        let port: Int
        var scheme = Origin.Scheme.http
        /// Seconds: what is meant to time out takes so long each time, and what is not has to have it on a busy machine.
        var timeout: UInt64 = 2

        func task() async throws -> TaskResult {
            throw ReplayError.noRequest
        }

        func task(for arrival: Arrival) async throws -> TaskResult {
            let path = paths[Int(arrival.ordinal % UInt64(paths.count))]
            let request = WireRequest(
                origin: Origin(scheme: scheme, host: "127.0.0.1", port: port),
                bytes: ByteBuffer(string: "GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n"),
                timeout: timeout * 1_000_000_000
            )
            return TaskResult(await requester.send(request), recordedStatus: 0)
        }
    }

    @Test("names every fault by its kind, all at once, and lets none touch another request", arguments: Loops.allCases)
    func all(_ loops: Loops) async throws {
        let faults = Self.faults
        let server = try await TalkingServer.start(answering: { target in
            faults.first { $0.path == target }?.steps ?? [.close]
        })
        let requester = try requester(loops)
        let rounds = 6
        let count = UInt64(faults.count * rounds)
        let spammer = Round(requester: requester, paths: faults.map(\.path), port: server.port)
        let run = try await CheckedRun(
            plan(spammer, ConstantRate(perSecond: 300, seconds: Double(count) / 300))
        )
        let expected = Dictionary(grouping: faults.compactMap(\.kind), by: \.rawValue).mapValues {
            UInt64($0.count * rounds)
        }
        #expect(run.summary.books.sent == count)
        #expect(run.summary.books.unfinished == 0)
        #expect(run.summary.failuresByKind == expected)
        #expect(run.summary.books.passed == count - expected.values.reduce(0, +))
        // None was sent twice, and none was left out.
        let sent = Dictionary(grouping: server.received, by: \.target).mapValues(\.count)
        #expect(sent == Dictionary(uniqueKeysWithValues: faults.map { ($0.path, rounds) }))
        // All that misbehaved is closed.
        #expect(await requester.statistics().open <= 64)
        await requester.shutdown()
        await server.shutdown()
    }

    @Test(
        "that closes a connection as the next request is on its way: that one may fail, and nothing is sent again",
        arguments: Loops.allCases
    )
    func closedAsSent(_ loops: Loops) async throws {
        let server = try await TalkingServer.start(answering: { target in
            target == "/ok" ? [.send(TalkingServer.ok)] : [.send(TalkingServer.ok), .close]
        })
        let requester = try requester(loops)
        let spammer = Round(requester: requester, paths: ["/close-idle", "/ok"], port: server.port, timeout: 30)
        let run = try await CheckedRun(plan(spammer, ConstantRate(perSecond: 300, seconds: 0.4)))
        let failures = run.summary.failuresByKind
        #expect(Set(failures.keys).isSubset(of: ["closed", "reset"]))
        #expect(run.summary.books.passed + failures.values.reduce(0, +) == 120)
        let received = UInt64(server.received.count)
        #expect(received >= run.summary.books.passed && received <= 120)
        await requester.shutdown()
        await server.shutdown()
    }

    @Test("that is not there at the start, then is, then is gone again", arguments: Loops.allCases)
    func comingAndGoing(_ loops: Loops) async throws {
        let port = try await LoopbackServer.unusedPort()
        let requester = try requester(loops)
        func send() async throws -> [String: UInt64] {
            let spammer = Round(requester: requester, paths: ["/ok"], port: port)
            let run = try await CheckedRun(
                plan(spammer, ConstantRate(perSecond: 200, seconds: 0.1))
            )
            return run.summary.failuresByKind
        }
        #expect(try await send() == ["connect": 20])
        let server = try await TalkingServer.start(port: port)
        #expect(try await send() == [:])
        await server.shutdown()
        // Connections that are open still work; no new one does.
        await requester.shutdown()
        let other = try self.requester(loops)
        let spammer = Round(requester: other, paths: ["/ok"], port: port)
        let run = try await CheckedRun(plan(spammer, ConstantRate(perSecond: 200, seconds: 0.1)))
        #expect(run.summary.failuresByKind == ["connect": 20])
        await other.shutdown()
    }

    @Test("that answers a TLS hello with an alert, or with anything else")
    func tls() async throws {
        let server = try await TalkingServer.start()
        let requester = try requester(.nio)
        let spammer = Round(requester: requester, paths: ["/"], port: server.port, scheme: .https)
        let run = try await CheckedRun(RunPlan(spammer: spammer, schedule: ConstantRate(perSecond: 100, seconds: 0.1)))
        // The server waits for a request that never comes: the time is up in the handshake.
        #expect(run.summary.books.failed == 10)
        #expect(Set(run.summary.failuresByKind.keys).isSubset(of: ["timeout", "tls", "closed"]))
        await requester.shutdown()
        await server.shutdown()
    }

    @Test("whose name cannot be found")
    func name() async throws {
        let requester = try PooledRequester(
            configuration: .init(),
            group: MultiThreadedEventLoopGroup.singleton,
            lookup: { _ throws(RequestFailure) in throw RequestFailure(.dns, "no such host") }
        )
        let origin = Origin(scheme: .http, host: "nowhere.test", port: 80)
        let bytes = ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        let run = try await CheckedRun(
            .steady(200, seconds: 0.1) {
                TaskResult(await requester.send(WireRequest(origin: origin, bytes: bytes)), recordedStatus: 0)
            }
        )
        #expect(run.summary.failuresByKind == ["dns": 20])
        await requester.shutdown()
    }
}

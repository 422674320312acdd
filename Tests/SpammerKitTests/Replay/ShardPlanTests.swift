import Analysis
import Corpus
import Foundation
import NIOPosix
import Requester
import Synchronization
import TestSupport
import Testing

@testable import SpammerKit

@Suite("A replay that is shared out")
struct ShardPlanTests {
    private let folder: TemporaryFolder
    private let path: String

    /// 4,000 requests on 300 connections, some much busier than others, and some without a connection.
    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("in.corpus")
        var random = SeededGenerator(seed: 5)
        try SmallCorpus.write(
            (0..<4000).map { number in
                let methods = ["GET", "GET", "GET", "POST", "CONNECT"]
                let method = methods.randomElement(using: &random) ?? "GET"
                var exchange = SmallCorpus.exchange(method, "/\(number % 9)", at: Int64(number), size: 1)
                let draw = Double.random(in: 0..<1, using: &random)
                let connection = UInt64(300 * draw * draw) + 1
                exchange.connection =
                    connection % 10 == 0
                    ? nil : RecordedConnection(id: connection, client: "192.0.2.\(connection % 23):1\(connection)")
                return exchange
            },
            to: path
        )
    }

    /// What one process would have sent: numbers, instants and connections.
    private struct Sent: Hashable {
        var ordinal: UInt64
        var offset: UInt64
        var exchange: UInt64
        var connection: UInt64
    }

    private struct Collector: Spammer {
        let sent = Shared()

        final class Shared: Sendable {
            let all = Mutex<[Sent]>([])
        }

        func task() async throws -> TaskResult { throw ReplayError.noRequest }

        func task(for arrival: Arrival) async throws -> TaskResult {
            guard let request = arrival.request else { throw ReplayError.noRequest }
            let one = Sent(
                ordinal: arrival.ordinal,
                offset: arrival.offset,
                exchange: request.exchange,
                connection: request.connection
            )
            sent.all.withLock { $0.append(one) }
            return TaskResult(.success)
        }
    }

    private func sent(_ shard: Shard?, _ change: (inout ReplayOptions) -> Void) async throws -> (
        sent: [Sent], run: CheckedRun
    ) {
        let requester = try PooledRequester(group: Loops.epoll.group)
        var options = ReplayOptions(corpus: path, target: Origin(scheme: .http, host: "127.0.0.1", port: 9))
        options.pace = .recorded(speed: 50)
        change(&options)
        options.shard = shard
        var plan = try await Replay(options, requester: requester).plan
        let collector = Collector()
        plan.spammer = collector
        plan.limits.overflow = .wait
        let run = try await CheckedRun(plan)
        await requester.shutdown()
        return (collector.sent.all.withLock(\.self), run)
    }

    @Test("Its shards together send what one process sends, nothing twice, at the same instants", arguments: 0..<5)
    func union(_ kind: Int) async throws {
        func change(_ options: inout ReplayOptions) {
            switch kind {
            case 1:
                options.pace = ReplayOptions.Pace.rate(perSecond: 40_000) ?? .closed
                options.filter.safeMethodsOnly = true
            case 2:
                options.selection.amplify = 2.5
                options.selection.sample = 0.5
            case 3:
                options.idleCap = 1_500_000
                options.duration = 50_000_000
            case 4:
                options.loops = true
                options.duration = 150_000_000
            default: break
            }
        }
        let whole = try await sent(nil, change)
        #expect(whole.sent.count > 500)
        var parts: [Sent] = []
        var connections: [UInt64: Int] = [:]
        var (leftOut, notSelected): ([String: UInt64], [String: UInt64]) = ([:], [:])
        for index in 1...4 {
            let part = try await sent(Shard(index: index, count: 4), change)
            parts += part.sent
            for request in part.sent where request.connection != 0 {
                #expect(connections[request.connection, default: index] == index, "a connection in two shards")
                connections[request.connection] = index
            }
            leftOut.merge(part.run.summary.corpus?.leftOut ?? [:]) { $0 + $1 }
            notSelected.merge(part.run.summary.corpus?.notSelected ?? [:]) { $0 + $1 }
            #expect(part.run.summary.shard?.index == index)
            #expect(
                kind > 0
                    || part.run.summary.shard?.requests == UInt64(part.sent.count)
                        + (part.run.summary.corpus?.leftOut?.values.reduce(0, +) ?? 0)
            )
        }
        #expect(parts.count == whole.sent.count)
        #expect(Set(parts) == Set(whole.sent))
        // A run that its duration ends may have read a little further in one process than in another.
        if kind < 3 {
            #expect(leftOut == whole.run.summary.corpus?.leftOut ?? [:])
            #expect(notSelected == whole.run.summary.corpus?.notSelected ?? [:])
        }
    }

    @Test(
        "Shards have as many requests as each other, within 5%, unless a connection has more",
        arguments: [2, 3, 8, 64]
    )
    func balance(_ count: Int) throws {
        var random = SeededGenerator(seed: UInt64(count))
        // Connections of very different length, as a pool, browsers and one keep-alive client make them.
        var counts = [UInt64](repeating: 0, count: ShardPlan.bucketCount)
        for _ in 0..<4000 {
            let bucket = Int.random(in: 0..<counts.count, using: &random)
            counts[bucket] += UInt64(exp(Double.random(in: 0..<7, using: &random)))
        }
        let plans = [1, count].compactMap { Shard(index: $0, count: count) }.map { ShardPlan($0, counts: counts) }
        #expect(plans.allSatisfy { $0.requests == plans[0].requests })
        #expect(plans[0].requests.reduce(0, +) == counts.reduce(0, +))
        #expect(plans[0].imbalance < 0.05)
        #expect(plans.allSatisfy { abs($0.share * Double(count) - 1) < 0.05 })
        counts[3] = 10_000_000
        let first = try #require(Shard(index: 1, count: count))
        #expect(ShardPlan(first, counts: counts).words.contains("a session cannot be divided"))
    }

    @Test("A session is in one shard, with all of its connections, where it has cookies of the target's")
    func sessions() throws {
        var options = ReplayOptions(corpus: path, target: Origin(scheme: .http, host: "127.0.0.1", port: 9))
        options.cookies = .client
        let plans = try (1...4).compactMap { Shard(index: $0, count: 4) }.map { try ShardPlan($0, of: options) }
        var stream = try ReplayStream(path: path, selection: options.selection)
        var shards: [String: Set<Int>] = [:]
        while let element = try stream.next() {
            let owners = plans.filter { $0.owns(element) }.map(\.shard.index)
            #expect(owners.count == 1)
            guard let client = element.exchange.connection?.client?.prefix(while: { $0 != ":" }) else { continue }
            shards[String(client), default: []].formUnion(owners)
        }
        #expect(shards.count == 23 && shards.values.allSatisfy { $0.count == 1 })
        #expect(Set(shards.values).count == 4)
    }

    @Test("A limit is shared out whole, and each shard has one at least", arguments: [1, 3, 8], [1, 5, 300, 10_000])
    func limits(_ count: Int, _ limit: Int) {
        let shares = (1...count).compactMap { Shard(index: $0, count: count)?.share(of: limit) }
        #expect(shares.allSatisfy { $0 >= 1 })
        #expect(limit < count || shares.reduce(0, +) == limit)
    }

    @Test("Which shard a process is, Kubernetes and Slurm tell it")
    func environment() throws {
        let count = Shard.countVariable
        #expect(try Shard.inEnvironment([:]) == nil)
        #expect(try Shard.inEnvironment(["JOB_COMPLETION_INDEX": "2", count: "8"]) == Shard("3/8"))
        let slurm = ["SLURM_ARRAY_TASK_ID": "12", "SLURM_ARRAY_TASK_COUNT": "4"]
        let rest = ["SLURM_ARRAY_TASK_MIN": "10", "SLURM_ARRAY_TASK_STEP": "2"]
        #expect(try Shard.inEnvironment(slurm.merging(rest) { $1 }) == Shard("2/4"))
        for bad in [
            ["JOB_COMPLETION_INDEX": "2"], ["JOB_COMPLETION_INDEX": "8", count: "8"], ["SLURM_ARRAY_TASK_ID": "1"],
            ["JOB_COMPLETION_INDEX": "9223372036854775807", count: "8"], ["JOB_COMPLETION_INDEX": "-1", count: "8"],
            slurm.merging(["SLURM_ARRAY_TASK_MIN": "11", "SLURM_ARRAY_TASK_STEP": "2"]) { $1 },
            slurm.merging(["SLURM_ARRAY_TASK_MIN": "13"]) { $1 },
            ["SLURM_ARRAY_TASK_ID": "1", "SLURM_ARRAY_TASK_COUNT": "0"],
        ] {
            let error = #expect(throws: ShardEnvironmentError.self) { try Shard.inEnvironment(bad) }
            #expect(error?.description.contains("--shard") == true)
        }
        for text in ["", "0/3", "4/3", "3", "1/2/3", "-1/2", "1/99999", "a/b"] { #expect(Shard(text) == nil) }
        #expect(Shard("7/256")?.fileName == "run-007-of-256.json")
    }

    @Test("Processes that are ready in the same minute choose the same start, and an instant that is over is told")
    func start() async throws {
        func chosen(_ seconds: Double) -> Int64? {
            StartTime.nextRound.instant(now: Timestamp(nanoseconds: Int64(seconds * 1e9))).map {
                $0.nanoseconds / 1_000_000_000
            }
        }
        #expect([0.1, 20, 49.9, 50].map(chosen) == [60, 60, 60, 60])
        #expect([50.1, 60, 109].map(chosen) == [120, 120, 120])
        var plan = RunPlan.steady(100, seconds: 0.1) { TaskResult(.success) }
        plan.shard = .init(index: 1, count: 2)
        plan.start = .at(Timestamp(nanoseconds: 1_700_000_000_000_000_000))
        let late = try await CheckedRun(plan)
        #expect(late.log.contains { $0.contains("later than at 2023-11-14T22:13:20Z") })
        #expect((late.summary.shard?.startOffset ?? 0) > 1000)
        let soon = Timestamp.now.advanced(by: 500_000_000)
        plan.start = .at(soon)
        let punctual = try await CheckedRun(plan)
        #expect(punctual.summary.shard?.startOffset == 0)
        #expect(punctual.summary.shard?.startAt == soon.description)
        #expect(punctual.summary.books.passed == 10)
    }
}

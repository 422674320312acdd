import Analysis
import Foundation
import NIOCore
import NIOPosix
import Synchronization
import TestSupport
import Testing

@testable import SpammerKit

@Suite("A run")
struct SpamRunTests {
    private struct Broken: Error, CustomStringConvertible {
        var description: String { "the broken task" }
    }

    @Test("does as many tasks as asked, and says so in the predecessor's keys")
    func predecessorKeys() async throws {
        let run = try await CheckedRun(
            .steady(100, seconds: 0.3) { TaskResult(.success, responseTime: .milliseconds(7)) }
        )
        #expect(run.json["total"] == .number(30))
        #expect(run.json["passes"] == .number(30))
        #expect(run.json["failures"] == .number(0))
        #expect(run.json["rps"] == .number(100))
        #expect(run.json["runtime"] == .number(0.3))
        let times = try #require(run.json["response_times"]?.members)
        #expect(Set(times.keys) == ["average", "percentile", "max"])
        // From the intended instant: what the task says, and what it was late.
        let average = try #require(times["average"]?.number)
        #expect(average >= 6.99)
        #expect(run.result.passes == 30)
        #expect(run.result.total == 30)
    }

    @Test("counts a task that throws as a failure, with the error as its reason")
    func throwing() async throws {
        let run = try await CheckedRun(.steady(200, seconds: 0.1) { throw Broken() })
        #expect(run.result.failures == 20)
        #expect(run.summary.failureReasons == [ReasonCount(reason: "the broken task", count: 20)])
        #expect(run.summary.failuresByKind["task"] == 20)
        #expect(run.result.verdict == .fail)
        #expect(run.log.contains { $0.contains("the broken task") })
    }

    @Test("counts equal reasons together, and passes beside failures")
    func reasons() async throws {
        let turn = Atomic(0)
        let run = try await CheckedRun(
            .steady(300, seconds: 0.1) {
                let number = turn.add(1, ordering: .relaxed).oldValue
                if number % 3 == 0 { return TaskResult(.success) }
                return TaskResult(.failure, reason: number % 3 == 1 ? "one" : "two")
            }
        )
        #expect(run.result.passes == 10)
        #expect(Set(run.summary.failureReasons.map { "\($0.reason) \($0.count)" }) == ["one 10", "two 10"])
    }

    @Test("ends when tasks never return, and counts them as unfinished with their time so far")
    func hanging() async throws {
        let gate = Gate()
        var plan = RunPlan.steady(50, seconds: 0.1) {
            await gate.pass()
            return TaskResult(.success)
        }
        plan.limits.drain = 50_000_000
        let run = try await CheckedRun(plan)
        #expect(run.summary.books.unfinished == 5)
        #expect(run.summary.latency.responseTime.count == 5)
        #expect(run.summary.latency.responseTime.max >= 50)
        await gate.open()
    }

    @Test("drops and counts what finds too many in flight, and is invalid then")
    func drops() async throws {
        let gate = Gate()
        // Released when all have arrived: three were begun, and the rest of the twenty had no place.
        let schedule = AnnouncedSchedule(ConstantRate(perSecond: 200, seconds: 0.1)) {
            Task { await gate.open() }
        }
        let spammer = ClosureSpammer {
            await gate.pass()
            return TaskResult(.success)
        }
        var plan = RunPlan(spammer: spammer, schedule: schedule)
        plan.group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        plan.limits.inFlight = 3
        let run = try await CheckedRun(plan)
        #expect(run.summary.books.scheduled == 20)
        #expect(run.summary.books.dropped == 17)
        #expect(run.summary.books.passed == 3)
        #expect(run.result.verdict == .invalid)
        #expect(run.log.contains { $0.contains("INVALID") })
    }

    @Test("lets arrivals wait instead, and has the wait in their response time")
    func waiting() async throws {
        let gate = Gate()
        var plan = RunPlan.steady(100, seconds: 0.1) {
            await gate.pass()
            return TaskResult(.success)
        }
        plan.group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        plan.limits.inFlight = 1
        plan.limits.overflow = .wait
        let run = try await CheckedRun(plan) { _ in
            await gate.waitForArrivals(1)
            try await Task.sleep(for: .milliseconds(200))
            await gate.open()
        }
        #expect(run.summary.books.passed == 10)
        #expect(run.summary.books.dropped == 0)
        #expect(run.summary.latency.responseTime.max >= 199)
    }

    @Test("never begins a task early, and at even spaces")
    func neverEarly() async throws {
        let instants = Mutex<[(ordinal: UInt64, offset: UInt64, at: UInt64)]>([])
        struct Recording: Spammer {
            let note: @Sendable (Arrival) -> Void

            func task() async throws -> TaskResult { TaskResult(.success) }

            func task(for arrival: Arrival) async throws -> TaskResult {
                note(arrival)
                return TaskResult(.success)
            }
        }
        let plan = RunPlan(
            spammer: Recording { arrival in
                let now = NIODeadline.now().uptimeNanoseconds
                instants.withLock { $0.append((arrival.ordinal, arrival.offset, now)) }
            },
            schedule: ConstantRate(perSecond: 100, seconds: 0.3)
        )
        _ = try await CheckedRun(plan)
        let all = instants.withLock(\.self).sorted { $0.ordinal < $1.ordinal }
        #expect(all.map(\.offset) == (0..<30).map { $0 * 10_000_000 })
        // The start is no later than any task's instant less its offset.
        let latestStart = all.map { $0.at - $0.offset }.min() ?? 0
        #expect(all.allSatisfy { $0.at >= latestStart + $0.offset })
        #expect(Set(all.map(\.ordinal)).count == 30)
    }

    @Test("calls teardown once, after the last task and before the summary; one that throws ends nothing")
    func teardown() async throws {
        final class Counting: Spammer {
            let events = Mutex<[String]>([])

            func task() async throws -> TaskResult {
                events.withLock { $0.append("task") }
                return TaskResult(.success)
            }

            func teardown() async throws {
                events.withLock { $0.append("teardown") }
                throw Broken()
            }
        }
        let spammer = Counting()
        let run = try await CheckedRun(RunPlan(spammer: spammer, schedule: ConstantRate(perSecond: 50, seconds: 0.1)))
        #expect(spammer.events.withLock(\.self) == Array(repeating: "task", count: 5) + ["teardown"])
        #expect(run.log.contains { $0.contains("teardown failed: the broken task") })
        #expect(run.result.passes == 5)
    }

    @Test("stops when told, counts what was due, and runs only once")
    func stopping() async throws {
        let begun = Gate()
        await begun.open()
        let plan = RunPlan.steady(50, seconds: 3600) {
            await begun.pass()
            return TaskResult(.success)
        }
        let run = try await CheckedRun(plan) { run in
            await begun.waitForArrivals(3)
            run.stop()
        }
        #expect(run.result.passes >= 3)
        #expect(run.summary.books.scheduled < 1000)
        // Its rate is that of the time in which it was sending, not of the hour that was planned.
        #expect(run.summary.pacing.stoppedEarly == true)
        #expect(run.summary.pacing.seconds < 3600)
        let rate = Double(run.summary.books.sent) / run.summary.pacing.seconds
        #expect(abs(run.summary.pacing.reachedRate - rate) < 1e-6 * rate)
        let again = try SpamRun(rps: 1, runtime: 0, spammer: plan.spammer, logFile: nil, outputJSON: nil)
        try await again.run()
        await #expect(throws: SpamRunError.self) { try await again.run() }
    }

    @Test("gives up what is in flight when told twice")
    func stoppingNow() async throws {
        let gate = Gate()
        let plan = RunPlan.steady(50, seconds: 3600) {
            await gate.pass()
            return TaskResult(.success)
        }
        let run = try await CheckedRun(plan) { run in
            await gate.waitForArrivals(2)
            run.stop()
            run.stop()
        }
        #expect(run.summary.books.unfinished >= 2)
        #expect(run.summary.books.passed == 0)
        await gate.open()
    }

    /// A closed loop of four workers.
    private static func closed(_ body: @escaping @Sendable () async throws -> TaskResult) -> RunPlan {
        var plan = RunPlan(
            spammer: ClosureSpammer(body: body),
            schedule: ConstantRate(perSecond: 1, seconds: nil)
        )
        plan.limits.loop = .closed
        plan.limits.inFlight = 4
        return plan
    }

    @Test("goes as fast as tasks return in a closed loop")
    func closedLoop() async throws {
        let gate = Gate()
        await gate.open()
        let plan = Self.closed {
            await gate.pass()
            return TaskResult(.success)
        }
        // At one a second a hundred tasks would take longer than any test.
        let run = try await CheckedRun(plan) { run in
            await gate.waitForArrivals(100)
            run.stop()
        }
        #expect(run.summary.books.sent >= 100)
        #expect(run.summary.books.sent == run.summary.books.passed)
    }

    @Test("ends a closed loop with its time")
    func closedLoopDuration() async throws {
        var plan = Self.closed {
            await Task.yield()
            return TaskResult(.success)
        }
        plan.duration = 300_000_000
        let run = try await CheckedRun(plan)
        #expect(run.summary.books.sent >= 1)
        #expect(run.summary.books.sent == run.summary.books.passed)
    }

    @Test("says what it does in its log: that it starts, how far it is, and all figures at the end")
    func log() async throws {
        let run = try await CheckedRun(.steady(10, seconds: 2.4) { TaskResult(.failure, reason: "no luck") })
        #expect(run.log.contains { $0.contains("Starting: 10 a second for 2.4 s") })
        #expect(run.log.contains { $0.contains(" of 00:03  sent ") })
        for word in ["FAIL", "passes", "failures", "average", "p95", "p99", "max", "no luck", "24 = 24 sent"] {
            #expect(run.log.contains { $0.contains(word) }, "\(word)")
        }
        #expect(run.log.allSatisfy { $0.count <= 130 })
    }

    @Test(
        "refuses numbers that make no sense",
        arguments: [(0.0, 1.0), (-1, 1), (.nan, 1), (.infinity, 1), (1, -1), (1, .nan)]
    )
    func nonsense(rps: Double, runtime: Double) {
        #expect(throws: SpamRunError.self) {
            try SpamRun(rps: rps, runtime: runtime, spammer: ClosureSpammer { TaskResult(.success) })
        }
    }
}

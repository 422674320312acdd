import Analysis
import Synchronization
import TestSupport
import Testing

@testable import SpammerKit

@Suite("A run's warm-up and its precise clock")
struct WarmupTests {
    @Test("What is sent in the warm-up counts for nothing, and is in books of its own")
    func warmup() async throws {
        let calls = Atomic(0)
        var plan = RunPlan.steady(200, seconds: 0.5) {
            // The warm-up's tasks fail.
            let number = calls.add(1, ordering: .relaxed).oldValue
            return TaskResult(number < 40 ? .failure : .success)
        }
        plan.limits.warmup = 200_000_000
        let run = try await CheckedRun(plan)
        #expect(calls.load(ordering: .relaxed) == 100)
        let warmup = try #require(run.summary.warmup)
        #expect(warmup.books.sent == 40)
        #expect(warmup.books.imbalances == [])
        #expect(warmup.seconds == 0.2)
        #expect(run.summary.books.sent == 60)
        #expect(run.summary.books.scheduled == 60)
        #expect(run.summary.latency.responseTime.count <= 60)
        #expect(abs(run.summary.runtime - 0.3) < 0.001)
    }

    @Test("A precise run sends as much, and never early", arguments: Loops.allCases)
    func precise(_ loops: Loops) async throws {
        var plan = RunPlan.steady(500, seconds: 0.2) { TaskResult(.success) }
        plan.group = try loops.group
        plan.limits.isPrecise = true
        let run = try await CheckedRun(plan)
        #expect(run.summary.books.passed == 100)
    }
}

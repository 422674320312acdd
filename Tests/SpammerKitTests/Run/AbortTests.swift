import Analysis
import TestSupport
import Testing

@testable import SpammerKit

@Suite("A run that a condition ends")
struct AbortTests {
    private static func plan(_ texts: [String], seconds: Double, failing: Bool) throws -> RunPlan {
        var plan = RunPlan.steady(100, seconds: seconds) { TaskResult(failing ? .failure : .success, reason: "no") }
        plan.abortConditions = try texts.map { try Threshold($0) }
        return plan
    }

    @Test("stops sending, drains, and says why in its verdict, its log and its JSON")
    func aborted() async throws {
        let run = try await CheckedRun(
            Self.plan(["dropped > 5", "task /: p99 > 9s", "failures > 9"], seconds: 600, failing: true)
        )
        #expect(run.result.verdict == .fail)
        let reason = try #require(run.summary.verdict.reasons.first)
        #expect(reason.hasPrefix("The run was ended after "))
        #expect(reason.contains("as asked for by failures > 9: failures came to "))
        #expect(run.summary.pacing.stoppedEarly == true)
        #expect(run.summary.total < 60_000)
        #expect(run.json["aborted"]?["condition"]?["expression"]?.string == "failures > 9")
        #expect(run.log.contains { $0.contains("ERROR The run was ended after ") })
    }

    @Test("goes to its end where no condition holds")
    func whole() async throws {
        let run = try await CheckedRun(Self.plan(["failures > 9", "p50 > 10s"], seconds: 1.2, failing: false))
        #expect(run.result.verdict == .pass)
        #expect(run.result.total == 120)
        #expect(run.summary.aborted == nil)
    }
}

import Analysis
import TestSupport
import Testing

@Suite("The judgement on a release")
struct JudgementTests {
    private static func summary(seed: UInt64, slowdown: Double = 1) throws -> RunSummary {
        var summary = RunBuilder(endpoints: ["GET /"]).summary()
        var run = RunBuilder(endpoints: ["GET /"])
        run.add(RunBuilder.measurement(took: 40))
        summary.endpoints = run.summary().endpoints
        summary.endpoints[0].sent = 6000
        summary.endpoints[0].passed = 6000
        summary.endpoints[0].seconds = SimulatedRun(seed: seed, slowdown: slowdown).series
        return summary
    }

    @Test(
        "A release a fifth slower is a regression, and says where; one as much faster is an improvement"
    )
    func shifts() throws {
        let (fast, slow) = (try Self.summary(seed: 1), try Self.summary(seed: 2, slowdown: 1.2))
        let worse = Judgement(baseline: fast, candidate: slow, obstacles: [])
        #expect(worse.outcome == .regression)
        #expect(worse.reasons.first?.hasPrefix("GET / p") == true)
        #expect(Judgement(baseline: slow, candidate: fast, obstacles: []).outcome == .improvement)
    }

    @Test("The same release is no regression", arguments: 0..<8 as Range<UInt64>)
    func quiet(seed: UInt64) throws {
        let judgement = Judgement(
            baseline: try Self.summary(seed: 2 * seed + 100),
            candidate: try Self.summary(seed: 2 * seed + 101),
            obstacles: []
        )
        #expect(judgement.outcome != .regression, "\(judgement.reasons)")
        #expect(!judgement.findings.isEmpty)
    }

    @Test("More failures are a regression, however fast")
    func failures() throws {
        var failing = try Self.summary(seed: 2, slowdown: 0.5)
        failing.endpoints[0].passed = 5900
        failing.endpoints[0].failed = 100
        let judgement = Judgement(
            baseline: try Self.summary(seed: 1),
            candidate: failing,
            obstacles: []
        )
        #expect(judgement.outcome == .regression)
        #expect(judgement.findings.first?.figure == "failures")
    }

    @Test("Runs that are unlike, or have no seconds, are not judged, and it says why")
    func inconclusive() throws {
        let summary = try Self.summary(seed: 1)
        #expect(
            Judgement(baseline: summary, candidate: summary, obstacles: ["unlike"]).reasons == ["unlike"]
        )
        var old = summary
        old.endpoints[0].seconds = nil
        let judgement = Judgement(baseline: old, candidate: summary, obstacles: [])
        #expect(judgement.outcome == .inconclusive)
        #expect(judgement.reasons.count == 1)
    }
}

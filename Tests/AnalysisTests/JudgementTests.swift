import Analysis
import TestSupport
import Testing

@Suite("The judgement on a release")
struct JudgementTests {
    private static func summary(seed: UInt64, slowdown: Double = 1, level: Double = 0) throws -> RunSummary {
        SimulatedRun(seed: seed, slowdown: slowdown, level: level).summary()
    }

    @Test(
        "A release a fifth slower is a regression, and says where; one as much faster is an improvement"
    )
    func shifts() throws {
        let (fast, slow) = (try Self.summary(seed: 1), try Self.summary(seed: 2, slowdown: 1.2))
        let worse = Judgement(baseline: fast, candidate: slow, obstacles: [])
        #expect(worse.outcome == .regression)
        #expect(worse.reasons.first?.hasPrefix("GET /0 p") == true)
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

    @Test("Runs that are too short for a word on their times are not called equivalent, however few requests fail")
    func shortRuns() throws {
        let (before, after) = (SimulatedRun(seed: 1, seconds: 10), SimulatedRun(seed: 2, seconds: 10, slowdown: 3))
        let judgement = Judgement(baseline: before.summary(), candidate: after.summary(), obstacles: [])
        #expect(judgement.findings.map(\.outcome) == [.equivalent])
        #expect(judgement.outcome == .undecided)
        #expect(judgement.reasons.first?.hasPrefix("Latency is not judged") == true)
    }

    @Test("Several runs a side: the run is the unit, so a shift that runs have among themselves is none")
    func severalRuns() throws {
        // Runs of one release differ by a tenth: two runs cannot tell, and six can.
        let levels = [0, 0.1, 0.02, 0.08, 0.01, 0.09]
        let runs = try levels.enumerated()
            .map { try Self.summary(seed: UInt64($0.offset) + 10, level: $0.element) }
        let pair = Judgement(baseline: runs[0], candidate: runs[1], obstacles: [])
        #expect(pair.outcome == .regression)
        let groups = RunGroups(
            baseline: [runs[0], runs[1]],
            candidate: [runs[3], runs[2]],
            noise: [runs[4], runs[5]]
        )
        #expect(Judgement(runs: groups, obstacles: []).outcome != .regression)
        let noisy = RunGroups(baseline: [runs[0]], candidate: [runs[1]], noise: Array(runs[2...]))
        #expect(Judgement(runs: noisy, obstacles: []).outcome != .regression)
    }

    @Test("Several runs a side find what they agree on, and one run a side does with noise that was learned")
    func severalRunsAgree() throws {
        let fast = try (20..<23).map { try Self.summary(seed: $0) }
        let slow = try (30..<33).map { try Self.summary(seed: $0, slowdown: 1.2) }
        let judgement = Judgement(runs: RunGroups(baseline: fast, candidate: slow), obstacles: [])
        #expect(judgement.outcome == .regression)
        let median = try #require(judgement.findings.first { $0.figure == "p50" })
        #expect(abs((median.ratio ?? 0) - 1.2) < 0.03)
        let learned = RunGroups(baseline: [fast[0]], candidate: [slow[0]], noise: [fast[1], fast[2], fast[0]])
        #expect(Judgement(runs: learned, obstacles: []).outcome == .regression)
    }

    @Test("A tail that shifts by less than the generator itself was late at that quantile is none of the target's")
    func lateTail() throws {
        let baseline = try Self.summary(seed: 1)
        var candidate = try Self.summary(seed: 2, slowdown: 1.5)
        func worse() -> Set<String> {
            let judgement = Judgement(baseline: baseline, candidate: candidate, obstacles: [])
            return Set(judgement.findings.filter { $0.outcome == .regression }.map(\.figure))
        }
        #expect(worse().isSuperset(of: ["p50", "p90"]))
        candidate.lateness.p90 = 400
        #expect(worse().contains("p50"))
        #expect(!worse().contains("p90"))
    }

    @Test("Failures that are spread over all endpoints are found overall, where no endpoint shows them by itself")
    func overallFailures() throws {
        let baseline = SimulatedRun(seed: 1, endpoints: 20, perSecond: 10, seconds: 20).summary()
        var candidate = SimulatedRun(seed: 2, endpoints: 20, perSecond: 10, seconds: 20).summary()
        for index in candidate.endpoints.indices {
            candidate.endpoints[index].passed -= 1
            candidate.endpoints[index].failed += 1
        }
        candidate.books.sent = 4000
        candidate.books.failed = 20
        var before = baseline
        before.books.sent = 4000
        let judgement = Judgement(baseline: before, candidate: candidate, obstacles: [])
        let worse = judgement.findings.filter { $0.outcome == .regression && $0.figure == "failures" }
        #expect(worse.map(\.endpoint) == [Comparison.overallName])
    }

    /// Seeded, so it is the same each time; `tools/bench verdict` does it a thousand times.
    @Test("A tenth slower in one of five endpoints is named, and no other", arguments: 0..<10 as Range<UInt64>)
    func power(seed: UInt64) {
        let judgement = Judgement(
            baseline: SimulatedRun(seed: 2 * seed + 500, endpoints: 5).summary(),
            candidate: SimulatedRun(seed: 2 * seed + 501, endpoints: 5, slowdown: 1.1).summary(),
            obstacles: []
        )
        let worse = judgement.findings.filter { $0.outcome == .regression }
        #expect(Set(worse.map(\.endpoint)) == ["GET /0"])
    }
}

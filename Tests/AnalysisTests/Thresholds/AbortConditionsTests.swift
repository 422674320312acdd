import Analysis
import Corpus
import TestSupport
import Testing

@Suite("Conditions that end a run")
struct AbortConditionsTests {
    /// What two loops have measured of some requests, of which every other one is the second endpoint's, twice as slow.
    private static func run(
        requests: Int,
        failing: Int = 0,
        dropped: Int = 0,
        late: Double = 0,
        seconds: Double = 5,
        conditions: AbortConditions
    ) -> AbortedRun? {
        var loops = [RunBuilder(endpoints: ["GET /", "GET /slow"]), RunBuilder(endpoints: ["GET /", "GET /slow"])]
        for number in 0..<requests {
            let endpoint = number % 4 / 2
            loops[number % 2].add(
                RunBuilder.measurement(
                    endpoint: endpoint,
                    at: Double(number),
                    late: late,
                    took: endpoint == 0 ? 10 : 20,
                    result: number < failing ? .failed(.status) : .passed,
                    recordedDuration: 10
                )
            )
        }
        for _ in 0..<dropped {
            loops[0].recorder.schedule(at: RunBuilder.instant(0))
            loops[0].recorder.drop(endpoint: 0, intended: RunBuilder.instant(0))
        }
        var soFar = RunSoFar()
        for loop in loops { soFar.merge(RunSoFar(loop.recorder, conditions.needs)) }
        let (run, recording) = soFar.figures(names: ["GET /", "GET /slow"], seconds: seconds, askedRate: 100)
        return conditions.met(in: run, recording: recording)
    }

    private static func conditions(_ texts: String...) throws -> AbortConditions {
        try #require(AbortConditions(try texts.map { try Threshold($0) }))
    }

    @Test(
        "A condition that holds ends the run, and one that does not, does not",
        arguments: [
            ("p50 > 9ms", true), ("p50 > 21ms", false), ("GET /slow: p50 > 19ms", true), ("GET /: p50 > 11ms", false),
            ("response p50 > 9ms", true), ("lateness p50 > 2ms", true), ("lateness p50 > 4ms", false),
            ("failures > 9", true),
            ("failures > 5%", true), ("failures > 20%", false), ("GET /slow: failures > 9%", true),
            ("dropped > 0", true),
            ("p50 > 0.9x", true), ("GET /slow: p50 > 1.9x", true), ("GET /: p50 > 1.1x", false), ("rate < 50%", true),
            ("rate < 10", false), ("GET /gone: failures > 0", false),
        ]
    )
    func holds(text: String, isMet: Bool) throws {
        let aborted = Self.run(
            requests: 200,
            failing: 20,
            dropped: 1,
            late: 3,
            seconds: 10,
            conditions: try Self.conditions(text)
        )
        #expect((aborted != nil) == isMet, "\(String(describing: aborted))")
        #expect(aborted.map { $0.condition.expression == text && $0.condition.passed } ?? true)
    }

    @Test("The first unlucky requests end nothing")
    func few() throws {
        #expect(Self.run(requests: 8, failing: 4, conditions: try Self.conditions("failures > 5%")) == nil)
        #expect(Self.run(requests: 40, failing: 10, conditions: try Self.conditions("failures > 5%")) != nil)
        #expect(Self.run(requests: 100, conditions: try Self.conditions("p99 > 1ms")) == nil)
        #expect(Self.run(requests: 1000, conditions: try Self.conditions("p99 > 1ms")) != nil)
        #expect(Self.run(requests: 10, seconds: 9, conditions: try Self.conditions("rate < 90%")) == nil)
    }

    @Test("The first that holds is the reason, in the verdict and the JSON")
    func verdict() throws {
        let conditions = try Self.conditions("p50 > 1s", "failures > 9", "p50 > 1ms")
        let aborted = try #require(Self.run(requests: 100, failing: 10, seconds: 2.04, conditions: conditions))
        #expect(aborted.sentence == "The run was ended after 2.0 s, as asked for by failures > 9: failures came to 10.")
        var run = RunBuilder()
        for number in 0..<100 { run.add(RunBuilder.measurement(at: Double(number), took: 1)) }
        let summary = run.summary { $0.aborted = aborted }
        #expect(summary.verdict == Verdict(outcome: .fail, reasons: [aborted.sentence]))
        let json = try summary.json()
        #expect(try JSONSchemaValidator(schema: RunSummarySchema.text).problems(in: json) == [])
        #expect(try RunSummary(json: json) == summary)
        run.recorder.schedule(at: RunBuilder.instant(0))
        run.recorder.drop(endpoint: 0, intended: RunBuilder.instant(0))
        let invalid = run.summary { $0.aborted = aborted }.verdict
        #expect(invalid.outcome == .invalid)
        #expect(invalid.reasons.last == aborted.sentence)
    }

    @Test("Nothing is gathered that no condition is about")
    func needs() throws {
        #expect(AbortConditions([]) == nil)
        let counts = try Self.conditions("failures > 1", "rate < 5", "lateness p99 > 1s")
        #expect(counts.needs != RunSoFar.Needs([]))
        var run = RunBuilder()
        run.add(RunBuilder.measurement(late: 5, took: 1))
        let figures = RunSoFar(run.recorder, counts.needs).figures(names: ["GET /"], seconds: 1, askedRate: nil).run
        #expect(figures.endpoints.isEmpty)
        #expect(figures.lateness.count == 1)
        #expect(figures.overall.serviceTime.count == 0)
    }
}

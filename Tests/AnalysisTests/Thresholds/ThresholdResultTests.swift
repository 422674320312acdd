import Analysis
import Foundation
import TestSupport
import Testing

@Suite("A threshold held against a run")
struct ThresholdResultTests {
    /// A hundred requests a second of two endpoints for ten seconds: the first takes 10 ms, the second 1 ms a number up to 100.
    private static func run(failing: Int = 0, slower: Double = 1) -> RunBuilder {
        var run = RunBuilder(endpoints: ["GET /", "GET /users/{id}"])
        for number in 0..<1000 {
            let time = number.isMultiple(of: 2) ? 10 : Double(number / 2 % 100 + 1)
            run.add(
                RunBuilder.measurement(
                    endpoint: number % 2,
                    at: Double(number * 10),
                    late: 1,
                    took: time * slower,
                    result: number < failing ? .failed(.status) : .passed,
                    recorded: 200,
                    recordedDuration: time
                )
            )
        }
        return run
    }

    private static func results(_ texts: [String], _ run: RunBuilder = run()) throws -> [ThresholdResult] {
        let thresholds = try texts.map { try Threshold($0) }
        let summary = run.summary { context in
            context.rate = 100
            context.runtime = 10
            context.thresholds = thresholds
        }
        return try #require(summary.thresholds)
    }

    @Test(
        "Each figure is measured, in the unit of its limit",
        arguments: [
            ("GET /users/{id}: p90 <= 91ms", 90, true), ("GET /users/{id}: p90 < 89ms", 90, false),
            ("GET /users/{id}: response p50 >= 51ms", 51, true), ("lateness p50 <= 1.1ms", 1, true),
            ("failures <= 1%", 0.5, true), ("failures < 5", 5, false), ("GET /: failures <= 0.5%", 0.6, false),
            ("dropped <= 0", 0, true), ("rate >= 99%", 100, true), ("GET /: rate >= 51", 50, false),
            ("rate > 100", 100, false), ("p99 <= 1.5x", 2, false), ("GET /: p50 <= 2.01x", 2, true),
        ] as [(String, Double, Bool)]
    )
    func figures(text: String, value: Double, passed: Bool) throws {
        let slower = text.hasSuffix("x") ? 2.0 : 1
        let result = try #require(try Self.results([text], Self.run(failing: 5, slower: slower)).first)
        #expect(result.expression == text)
        #expect(abs(try #require(result.value) - value) <= value * 0.002, "\(result)")
        #expect(result.passed == passed, "\(result)")
        #expect(result.note == nil)
    }

    @Test("One that is not met fails the run, with the value in its reason")
    func verdict() throws {
        let summary = Self.run().summary { context in
            context.thresholds = (try? [Threshold("GET /users/{id}: p50 <= 20ms"), Threshold("p50 <= 1s")]) ?? []
        }
        #expect(summary.verdict.outcome == .fail)
        #expect(summary.verdict.reasons == ["GET /users/{id}: p50 <= 20ms was not met: service p50 came to 50.0 ms."])
        #expect(summary.thresholds?.map(\.passed) == [false, true])
    }

    @Test("An endpoint that no request is of is not met, and the others are named")
    func unknown() throws {
        let result = try #require(try Self.results(["GET /gone: p95 <= 80ms"]).first)
        #expect(!result.passed)
        #expect(result.value == nil)
        #expect(
            result.sentence
                == "GET /gone: p95 <= 80ms was not met: no request met it: the run's endpoints are GET /, GET /users/{id}."
        )
    }

    @Test("A percentile with few times beyond it says how little it says")
    func few() throws {
        let results = try Self.results(["p99.9 <= 1s", "p99 <= 1s"])
        #expect(results.map(\.passed) == [true, true])
        #expect(results[0].note == "little to go by: fewer than 10 times lie beyond the percentile")
        #expect(results[1].note == nil)
    }

    @Test("A limit on failures takes the place of the run's own; one on an endpoint does not")
    func failures() throws {
        func outcome(_ text: String) throws -> Verdict.Outcome {
            let threshold = try Threshold(text)
            return Self.run(failing: 30).summary { $0.thresholds = [threshold] }.verdict.outcome
        }
        #expect(try outcome("failures <= 5%") == .pass)
        #expect(try outcome("failures <= 2%") == .fail)
        #expect(try outcome("GET /: failures <= 50%") == .fail)
        #expect(try outcome("p99 <= 10s") == .fail)
    }

    @Test("A threshold that is missed does not hide that the run is invalid")
    func invalid() throws {
        var run = Self.run()
        run.recorder.schedule(at: RunBuilder.instant(9))
        run.recorder.drop(endpoint: 0, intended: RunBuilder.instant(9))
        let threshold = try Threshold("p50 <= 1ms")
        let verdict = run.summary { $0.thresholds = [threshold] }.verdict
        #expect(verdict.outcome == .invalid)
        #expect(verdict.reasons.count == 2)
        #expect(verdict.reasons[0].contains("dropped"))
    }

    @Test("Without recorded times there is nothing to hold a ratio against")
    func noRecording() throws {
        var run = RunBuilder()
        for number in 0..<100 { run.add(RunBuilder.measurement(at: Double(number), took: 5)) }
        let result = try #require(try Self.results(["p50 <= 1.1x"], run).first)
        #expect(!result.passed)
        #expect(result.sentence == "p50 <= 1.1x was not met: the baseline has no time to hold it against.")
    }

    @Test("A value has the digits that tell it from its limit")
    func digits() throws {
        let run = Self.run(failing: 5)
        #expect(try Self.results(["failures <= 0.49999%"], run).first?.measuredText == "0.500%")
        var many = RunBuilder()
        for number in 0..<20_001 {
            many.add(RunBuilder.measurement(took: 1, result: number < 20 ? .failed(.status) : .passed))
        }
        // 20 of 20,001 is 0.099995%.
        #expect(try Self.results(["failures >= 0.1%"], many).first?.measuredText == "0.099995%")
        let ratio = try #require(try Self.results(["p50 <= 1.5x"], Self.run(slower: 2)).first?.measuredText)
        #expect(ratio.wholeMatch(of: /2\.0.x \(20\.\d ms over 10\.\d ms\)/) != nil, "\(ratio)")
    }

    @Test("Of several runs the middle one counts, on both sides")
    func several() throws {
        func run(_ slower: Double) -> LabelledRun {
            LabelledRun(label: "\(slower)", summary: Self.run(slower: slower).summary())
        }
        let baseline = try #require(LabelledRuns([run(1), run(1.01), run(9)]))
        let candidate = try #require(LabelledRuns([run(2), run(0.5), run(2.1)]))
        let thresholds = try ["GET /: p50 <= 2.5x", "GET /: p50 < 15ms"].map { try Threshold($0) }
        let comparison = Comparison(baseline: baseline, candidate: candidate, thresholds: thresholds)
        let results = try #require(comparison.thresholds)
        #expect(results.map(\.passed) == [true, false])
        #expect(abs(try #require(results[0].value) - 2 / 1.01) < 0.01)
        #expect(abs(try #require(results[1].value) - 20) < 0.05)
    }

    @Test("Results are in the JSON, as its schema says, and come back")
    func json() throws {
        let thresholds = try ["p99 <= 1.1x", "GET /gone: rate >= 5", "failures <= 1%"].map { try Threshold($0) }
        let summary = Self.run().summary { $0.thresholds = thresholds }
        let json = try summary.json()
        #expect(try JSONSchemaValidator(schema: RunSummarySchema.text).problems(in: json) == [])
        #expect(try RunSummary(json: json) == summary)
        let first = try JSONValue(data: json)["thresholds"]?[0]
        #expect(first?["unit"]?.string == "ratio")
        #expect(first?["baseline_time"]?.number != nil)
    }
}

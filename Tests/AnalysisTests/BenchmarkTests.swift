import Foundation
import TestSupport
import Testing

@testable import Analysis

@Suite("Benchmarks side by side")
struct BenchmarkTests {
    private static let steady = [10.0, 10.1, 9.9, 10.05, 9.95]

    private func benchmark(
        _ rounds: [Double],
        _ better: Benchmark.Figure.Direction = .lower,
        name: String = "a"
    ) -> Benchmark {
        Benchmark(figures: [.init(name: name, unit: "µs", better: better, rounds: rounds)])
    }

    private func outcome(
        _ factor: Double,
        _ better: Benchmark.Figure.Direction = .lower,
        rounds: [Double] = steady
    ) -> Judgement.Outcome {
        BenchmarkComparison(
            baseline: [benchmark(rounds, better)],
            candidate: [benchmark(rounds.map { $0 * factor }, better)],
            share: 0.05
        ).outcome
    }

    @Test("A figure that is worse beyond the noise is a regression, whichever way is the better one")
    func direction() {
        #expect(outcome(1.2) == .regression)
        #expect(outcome(1 / 1.2) == .improvement)
        #expect(outcome(1.2, .higher) == .improvement)
        #expect(outcome(1 / 1.2, .higher) == .regression)
        #expect(outcome(1) == .equivalent)
    }

    @Test("Rounds that lie far apart say nothing, nor does one round")
    func undecided() {
        #expect(outcome(1.2, rounds: [5, 20, 8, 12, 10]) == .undecided)
        #expect(outcome(1.2, rounds: [10]) == .undecided)
    }

    @Test("The interval of two and three rounds is Student's, by hand")
    func interval() throws {
        let root = 0.5.squareRoot()
        let finding = try #require(
            BenchmarkComparison(
                baseline: [benchmark([exp(1 - root), exp(1 + root)])],
                candidate: [benchmark([exp(3), exp(4), exp(5)])],
                share: 0.05
            ).findings.first
        )
        #expect(abs(log(finding.ratio) - 3) < 1e-9)
        let high = try #require(finding.ratioHigh)
        #expect(abs(log(high) - 3 - 3.18245 * (1.0 / 2 + 1.0 / 3).squareRoot()) < 1e-4)
        #expect(finding.outcome == .regression)
    }

    @Test("With several files a side the files are the unit: rounds of one file share what its minutes had")
    func files() {
        let (slow, fast) = (Self.steady.map { $0 * 1.2 }, Self.steady)
        // By rounds alone the second is worse; by files these differ as much by themselves.
        let comparison = BenchmarkComparison(
            baseline: [benchmark(slow), benchmark(fast)],
            candidate: [benchmark(slow), benchmark(slow)],
            share: 0.05
        )
        #expect(comparison.outcome == .undecided)
        let learned = BenchmarkComparison(
            baseline: [benchmark(fast)],
            candidate: [benchmark(slow)],
            noise: [benchmark(slow), benchmark(fast)],
            share: 0.05
        )
        #expect(learned.outcome == .undecided)
    }

    @Test("What only one side measured is told, and alone is nothing to compare")
    func missing() {
        let comparison = BenchmarkComparison(
            baseline: [benchmark(Self.steady, name: "old")],
            candidate: [benchmark(Self.steady, name: "new")],
            share: 0.05
        )
        #expect(comparison.outcome == .inconclusive)
        #expect(comparison.findings.isEmpty)
        #expect(comparison.notes.contains("The candidate has no old."))
        #expect(comparison.notes.contains("The baseline has no new."))
        var other = benchmark(Self.steady)
        other.figures[0].unit = "ms"
        let units = BenchmarkComparison(baseline: [benchmark(Self.steady)], candidate: [other], share: 0.05)
        #expect(units.outcome == .inconclusive)
    }

    @Test("One of very many figures that is worse by luck alone does not stand")
    func many() {
        // A shift whose probability is 0.002: enough alone, not among fifty.
        func figures(_ shifted: Bool) -> Benchmark {
            Benchmark(
                figures: (0..<50).map { index in
                    let factor = shifted && index == 0 ? 1.2 : 1
                    let rounds = [9.2, 10.8, 10, 9.5, 10.5].map { $0 * factor }
                    return .init(name: "\(index)", unit: "s", rounds: rounds)
                }
            )
        }
        let alone = BenchmarkComparison(
            baseline: [Benchmark(figures: [figures(false).figures[0]])],
            candidate: [Benchmark(figures: [figures(true).figures[0]])],
            share: 0.05
        )
        #expect(alone.outcome == .regression)
        let among = BenchmarkComparison(baseline: [figures(false)], candidate: [figures(true)], share: 0.05)
        #expect(among.outcome == .undecided)
    }

    /// What tools/bench --json makes of rounds, a line each: value, unit, better direction and name.
    private static func written(_ lines: String, commit: String) throws -> Data {
        let folder = try TemporaryFolder()
        let figures = try folder.write("figures", Array(lines.utf8))
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "\(Repository.path)/tools/lib/bench-json.py", figures, commit]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return output
    }

    @Test("What tools/bench writes follows the schema, and is read", arguments: ["3f9a2c11", ""])
    func schema(commit: String) throws {
        let lines = "41.2\tms\tlower\tstartup\n40.9\tms\tlower\tstartup\n1e3\t1/s\thigher\treplay: \"rate\" é\n"
        let json = try Self.written(lines, commit: commit)
        #expect(try JSONSchemaValidator(schema: BenchmarkSchema.text).problems(in: json) == [])
        let read = try Benchmark(json: json)
        #expect(read.commit == (commit.isEmpty ? nil : commit) && read.machine != nil)
        #expect(read.figures.map(\.rounds) == [[41.2, 40.9], [1000]])
        #expect(read.figures.map(\.better) == [.lower, .higher])
    }

    @Test("What cannot be read does not follow the schema either, and the guide's example does both")
    func schemaAndReader() throws {
        let validator = try JSONSchemaValidator(schema: BenchmarkSchema.text)
        let guide = try Repository.text("Sources/SpammerKit/SpammerKit.docc/Comparing.md")
        let start = try #require(guide.range(of: #"{"schema": "urn:spammer:benchmark""#)).lowerBound
        let example = String(guide[start...].prefix { $0 != "`" })
        #expect(try validator.problems(in: JSONValue(text: example)) == [])
        #expect(throws: Never.self) { try Benchmark(json: Data(example.utf8)) }
        let changes = [
            ("urn:spammer:benchmark", "urn:other"), (#""schema_version": 1"#, #""schema_version": 2"#),
            (#""schema_version": 1"#, #""version": 1"#), (#""lower""#, #""less""#), ("41.2", "0"), ("41.2", #""41.2""#),
            ("[41.2, 40.9, 41.5]", "[]"), (#""unit": "ms", "#, ""), (#""name": "startup""#, #""name": 1"#),
            (#""commit": "3f9a2c11""#, #""commit": 3"#),
        ]
        for (old, new) in changes {
            let text = example.replacing(old, with: new)
            #expect(text != example)
            #expect(try validator.problems(in: JSONValue(text: text)) != [], "\(new)")
            #expect(throws: BenchmarkError.self, "\(new)") { try Benchmark(json: Data(text.utf8)) }
        }
    }

    @Test("Figures at both ends of what there is are compared in numbers that JSON has")
    func extremes() throws {
        let comparison = BenchmarkComparison(
            baseline: [benchmark([1e-300, 1e300])],
            candidate: [benchmark([Double.greatestFiniteMagnitude, Double.leastNonzeroMagnitude])],
            share: 0.05
        )
        let finding = try #require(comparison.findings.first)
        #expect(finding.ratioHigh?.isFinite == true)
        #expect(throws: Never.self) { try JSONEncoder().encode(comparison) }
        let apart = BenchmarkComparison(
            baseline: [benchmark([Double.leastNonzeroMagnitude])],
            candidate: [benchmark([Double.greatestFiniteMagnitude])],
            share: 0.05
        )
        #expect(throws: Never.self) { try JSONEncoder().encode(apart) }
    }

    @Test(
        "A file that is no benchmark, or a damaged one, says what is wrong",
        arguments: [
            (#"{"schema":"urn:spammer:run-summary"}"#, BenchmarkError.notABenchmark),
            ("[]", .notABenchmark), ("", .notABenchmark),
            (#"{"schema":"urn:spammer:benchmark","schema_version":2}"#, .newer(version: 2)),
            (
                #"{"schema":"urn:spammer:benchmark","schema_version":1}"#,
                .damaged("a member is missing, or of another type")
            ),
            (#"{"schema":"urn:spammer:benchmark","schema_version":1,"figures":[]}"#, .damaged("it has no figures")),
        ]
    )
    func wrong(text: String, expected: BenchmarkError) {
        #expect(throws: expected) { try Benchmark(json: Data(text.utf8)) }
    }

    @Test("Rounds have to be above 0, and names different", arguments: ["0", "-1", "1e999"])
    func rounds(number: String) {
        let figure = #"{"name":"a","unit":"s","better":"lower","rounds":[1,\#(number)]}"#
        let text = #"{"schema":"urn:spammer:benchmark","schema_version":1,"figures":[\#(figure)]}"#
        #expect(throws: BenchmarkError.self) { try Benchmark(json: Data(text.utf8)) }
        let fine = text.replacing(number, with: "2")
        #expect(throws: Never.self) { try Benchmark(json: Data(fine.utf8)) }
        let twice = fine.replacing(#"[{"name""#, with: #"[\#(figure.replacing(number, with: "2")),{"name""#)
        #expect(throws: BenchmarkError.damaged("two figures have one name")) { try Benchmark(json: Data(twice.utf8)) }
    }
}

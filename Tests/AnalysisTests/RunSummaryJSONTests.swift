import Analysis
import Corpus
import FoundationEssentials
import TestSupport
import Testing

@Suite("A summary as JSON")
struct RunSummaryJSONTests {
    private static func randomSummary(seed: UInt64) -> RunSummary {
        var run = RunBuilder(endpoints: ["GET /", "POST /users", "GET /users/{id}"])
        for (index, measurement) in RandomRun.measurements(count: 200, endpoints: 3, seed: seed).enumerated() {
            run.add(measurement, reason: index % 5 == 0 ? "it was \"odd\" \u{1F9E8} </script>" : nil)
        }
        return run.summary { context in
            if seed.isMultiple(of: 2) { context.speed = 2 }
            if seed.isMultiple(of: 3) { context.kind = .run }
            context.configuration = ["target": "http://127.0.0.1:80/", "snake_case_key": "kept", "camelKey": "kept"]
            context.connections = ConnectionSummary(
                opened: 5,
                failed: 1,
                reused: 194,
                reset: 2,
                bytesReceived: 1 << 40,
                bytesSent: 9
            )
            context.dns = DNSSummary(lookups: 1, hits: 199, failures: 0, time: 1_500_000)
            var floor = LatencyHistogram()
            floor.record(70_000)
            context.timerFloor = floor
            context.corpus = CorpusSummary(
                name: "shop.corpus",
                digest: "c0ffee",
                exchanges: 200,
                spanSeconds: 20,
                sources: ["shop.pcap (pcap)"]
            )
        }
    }

    @Test("It comes back as it was, and follows its schema", arguments: 0..<2 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        let summary = Self.randomSummary(seed: seed)
        let json = try summary.json()
        let read = try RunSummary(json: json)
        #expect(read == summary)
        #expect(try read.json() == json)
        #expect(try JSONSchemaValidator(schema: RunSummarySchema.text).problems(in: json) == [])
    }

    @Test("A run in which nothing happened follows the schema too")
    func empty() throws {
        let json = try RunBuilder(endpoints: []).summary { $0.kind = .run }.json()
        #expect(try JSONSchemaValidator(schema: RunSummarySchema.text).problems(in: json) == [])
        #expect(try RunSummary(json: json).total == 0)
    }

    @Test("The predecessor's keys are there, with its meanings, in milliseconds")
    func predecessorKeys() throws {
        var run = RunBuilder()
        for number in 1...100 { run.add(RunBuilder.measurement(took: Double(number), result: .passed)) }
        run.add(RunBuilder.measurement(took: 300, result: .failed(.task)))
        let summary = run.summary { context in
            context.rate = 20
            context.runtime = 10
        }
        let json = try JSONValue(data: summary.json())
        #expect(json["rps"] == .number(20))
        #expect(json["runtime"] == .number(10))
        #expect(json["total"] == .number(101))
        #expect(json["passes"] == .number(100))
        #expect(json["failures"] == .number(1))
        let times = try #require(json["response_times"])
        #expect(times["max"]?.number == 300)
        #expect(abs((times["average"]?.number ?? 0) - 5350.0 / 101) < 0.06)
        #expect(abs((times["percentile"]?.number ?? 0) - 96) < 0.1)
    }

    @Test("Numbers that JSON cannot say never reach it", arguments: [Double.nan, .infinity, -.infinity])
    func nonFinite(number: Double) throws {
        var run = RunBuilder()
        run.add(RunBuilder.measurement(took: 1))
        let summary = run.summary { context in
            context.rate = number
            context.runtime = number
            context.speed = number
            context.corpus = CorpusSummary(name: "", digest: "", exchanges: 0, spanSeconds: number, sources: [])
        }
        let read = try RunSummary(json: summary.json())
        #expect(read == summary)
    }

    @Test("Reasons that failures did not give are told by their kind or their status")
    func reasons() {
        var run = RunBuilder()
        run.add(RunBuilder.measurement(took: 1, result: .failed(.status), status: 503, recorded: 200))
        run.add(RunBuilder.measurement(took: 1, result: .failed(.status), status: 503, recorded: 200))
        run.add(RunBuilder.measurement(took: 1, result: .failed(.status), status: 500))
        run.add(RunBuilder.measurement(took: 1, result: .failed(.status), status: 418), reason: "a teapot")
        run.add(RunBuilder.measurement(took: 1, result: .failed(.timeout), status: 0))
        let expected = [
            ReasonCount(reason: "status 503 where 200 was recorded", count: 2),
            ReasonCount(reason: "a teapot", count: 1),
            ReasonCount(reason: "no whole response in time", count: 1),
            ReasonCount(reason: "status 500", count: 1),
        ]
        #expect(run.summary().failureReasons == expected)
    }

    @Test("What is not a summary is refused with what was expected")
    func refusals() throws {
        #expect(throws: SummaryError.notJSON) { try RunSummary(json: Data("rps: 20".utf8)) }
        #expect(throws: SummaryError.notJSON) { try RunSummary(json: Data()) }
        #expect(throws: SummaryError.notASummary) { try RunSummary(json: Data(#"{"rps": 20}"#.utf8)) }
        #expect(throws: SummaryError.notASummary) { try RunSummary(json: Data("[1]".utf8)) }
        let newer = Data(#"{"schema": "urn:spammer:run-summary", "schema_version": 99}"#.utf8)
        #expect(throws: SummaryError.newer(version: 99)) { try RunSummary(json: newer) }
        let damaged = Data(#"{"schema": "urn:spammer:run-summary", "schema_version": 1}"#.utf8)
        #expect(throws: SummaryError.self) { try RunSummary(json: damaged) }
    }

    @Test("Damage is named by its path")
    func damage() throws {
        var run = RunBuilder()
        run.add(RunBuilder.measurement(took: 1))
        let text = String(decoding: try run.summary().json(), as: UTF8.self)
        let broken = text.replacing(#""outcome": "pass""#, with: #""outcome": "maybe""#)
        #expect(broken != text)
        #expect {
            try RunSummary(json: Data(broken.utf8))
        } throws: { error in
            "\(error)".hasPrefix("this run summary is damaged at verdict.outcome: ")
        }
    }

    @Test("A summary cut off anywhere is refused, never half read")
    func cutOff() throws {
        var run = RunBuilder()
        run.add(RunBuilder.measurement(took: 1))
        let json = try run.summary().json()
        for length in stride(from: 0, to: json.count - 2, by: 97) {
            #expect(throws: SummaryError.notJSON) { try RunSummary(json: json.prefix(length)) }
        }
    }
}

import TestSupport
import Testing

@testable import Analysis

@Suite("The tally of responses")
struct ResponseTallyTests {
    private static let fields = ["$.a", "$.b[*].c", "header:etag", "status"]

    /// Any result.
    private static func count(into tally: inout ResponseTally, _ random: inout SeededGenerator, exchange: Int) {
        let endpoint = "GET /\(Int.random(in: 0...3, using: &random))"
        if Int.random(in: 0...5, using: &random) == 0 {
            return tally.count(ComparedResponse.Obstacle.allCases.randomElement(using: &random) ?? .failed)
        }
        let found = fields.filter { _ in Bool.random(using: &random) }.map {
            FieldDifference($0, .value, recorded: "1", replayed: "\(exchange)")
        }
        var result = ResponseComparer.Result(outcome: found.isEmpty ? .equal : .different(found))
        result.hadNoise = Bool.random(using: &random)
        result.comparedHeaders = Bool.random(using: &random)
        if Bool.random(using: &random) { result.rules = [0] }
        tally.count(result, of: endpoint, exchange: UInt64(exchange))
    }

    @Test("adds up, whole or in shards that are merged", arguments: 0..<20)
    func shards(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        var comparer = ResponseComparer()
        comparer.headers = ["etag"]
        comparer.ignored = [try IgnoreRule("$.x")]
        comparer.noise.learn("$.t", .value, of: "GET /0")
        var whole = ResponseTally()
        var parts = [ResponseTally(), ResponseTally(), ResponseTally()]
        for exchange in 1...200 {
            var copy = random
            Self.count(into: &whole, &random, exchange: exchange)
            Self.count(into: &parts[exchange % 3], &copy, exchange: exchange)
        }
        var learned = LearnedFrom()
        learned.repeated = 5
        var expected = whole.summary(comparer, learned: learned)
        let summaries = parts.map { $0.summary(comparer, learned: learned) }
        var merged = summaries[0]
        for other in summaries.dropFirst() { merged.add(other) }
        #expect(expected.checked == 200)
        #expect(expected.checked == expected.equal + expected.different + expected.notComparable.values.reduce(0, +))
        // Which response is the example depends on who came first.
        for index in expected.groups.indices { expected.groups[index].example.exchange = 0 }
        for index in expected.groups.indices { expected.groups[index].example.replayed = nil }
        for index in merged.groups.indices { merged.groups[index].example.exchange = 0 }
        for index in merged.groups.indices { merged.groups[index].example.replayed = nil }
        #expect(merged == expected)
    }

    @Test("tells so many groups apart, and counts the rest")
    func bounds() {
        var tally = ResponseTally()
        for number in 0..<(ResponsesSummary.mostGroups + 7) {
            let difference = FieldDifference("$.m\(number)", .added, recorded: nil, replayed: "1")
            tally.count(ResponseComparer.Result(outcome: .different([difference])), of: "GET /", exchange: 1)
        }
        #expect(tally.summary.groups.count == ResponsesSummary.mostGroups)
        #expect(tally.summary.unlisted == 7)
        #expect(tally.summary.different == UInt64(ResponsesSummary.mostGroups) + 7)
    }

    @Test("is what a threshold for mismatches goes by, of those that could be compared")
    func thresholds() throws {
        func results(_ texts: [String], _ responses: ResponsesSummary?) throws -> [ThresholdResult] {
            var run = RunBuilder(endpoints: ["GET /a", "GET /b"])
            for number in 0..<2 { run.add(RunBuilder.measurement(endpoint: number, took: 1)) }
            let thresholds = try texts.map { try Threshold($0) }
            let summary = run.summary {
                $0.thresholds = thresholds
                $0.responses = responses
            }
            return try #require(summary.thresholds)
        }
        var tally = ResponseTally()
        let different = ComparedResponse.different([FieldDifference("$.a", .value, recorded: "1", replayed: "2")])
        for number in 0..<200 {
            tally.count(
                ResponseComparer.Result(outcome: number < 2 ? different : .equal),
                of: "GET /a",
                exchange: UInt64(number)
            )
            tally.count(.noDigest)
        }
        let found = try results(
            [
                "mismatches <= 1%", "mismatches < 1%", "mismatches <= 1", "GET /a: mismatches < 3",
                "GET /b: mismatches <= 0",
            ],
            tally.summary
        )
        #expect(found.map(\.value) == [1, 1, 2, 2, nil])
        #expect(found.map(\.passed) == [true, false, false, true, false])
        #expect(found[4].note == "no response could be compared")
        let none = try results(["mismatches <= 0"], nil)
        #expect(none[0].passed == false && none[0].note?.contains("--check-bodies") == true)
    }
}

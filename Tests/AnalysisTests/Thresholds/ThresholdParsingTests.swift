import Analysis
import TestSupport
import Testing

@Suite("A threshold as it is written")
struct ThresholdParsingTests {
    @Test(
        "Figure, operator and value are read",
        arguments: [
            ("p99 <= 300ms", nil, "service p99", Threshold.Relation.atMost, 300, Threshold.Unit.milliseconds),
            ("p99.9<1.5s", nil, "service p99.9", .below, 1500, .milliseconds),
            ("response p50 < 1m30s", nil, "response p50", .below, 90_000, .milliseconds),
            ("service p99 <= 1.1x", nil, "service p99", .atMost, 1.1, .ratio),
            ("  failures   <=  0.1% ", nil, "failures", .atMost, 0.1, .percent),
            ("failures < 5", nil, "failures", .below, 5, .count),
            ("lateness p99 <= 5ms", nil, "lateness p99", .atMost, 5, .milliseconds),
            ("mismatches <= 0.1%", nil, "mismatches", .atMost, 0.1, .percent),
            ("GET /: mismatches < 3", "GET /", "mismatches", .below, 3, .count),
            ("dropped <= 0", nil, "dropped", .atMost, 0, .count),
            ("rate >= 95%", nil, "rate", .atLeast, 95, .percent),
            ("rate > 450/s", nil, "rate", .above, 450, .perSecond),
            ("GET /users/{id}: p95 <= 80ms", "GET /users/{id}", "service p95", .atMost, 80, .milliseconds),
            ("POST  /v1/items:batch : failures<=1%", "POST /v1/items:batch", "failures", .atMost, 1, .percent),
            ("GET http://a:80/: rate >= 9", "GET http://a:80/", "rate", .atLeast, 9, .perSecond),
        ] as [(String, String?, String, Threshold.Relation, Double, Threshold.Unit)]
    )
    func reads(
        text: String,
        endpoint: String?,
        figure: String,
        relation: Threshold.Relation,
        limit: Double,
        unit: Threshold.Unit
    ) throws {
        let threshold = try Threshold(text)
        #expect(threshold.endpoint == endpoint)
        #expect(threshold.figure.name == figure)
        #expect(threshold.relation == relation)
        #expect(threshold.limit == limit)
        #expect(threshold.unit == unit)
        #expect(try Threshold(threshold.text) == threshold)
    }

    @Test(
        "A fault is shown with a caret under it and what was expected",
        arguments: [
            ("p99 =< 300ms", "    ^", "expected <=, <, >= or >"),
            ("p99 300ms", "    ^", "expected <=, <, >= or >"),
            ("p99 <= 300", "          ^", "expected a time such as 300ms"),
            ("p99 <= 300 parsecs", "          ^", "expected a time such as 300ms"),
            ("p99 <= fast", "       ^", "expected a time such as 300ms"),
            ("p99 <=", "      ^", "expected a time such as 300ms"),
            ("p99 <= 1.2.3ms", "       ^", "expected a time"),
            ("p100 <= 1ms", "^", "expected a percentile between p0 and p100"),
            ("p0 <= 1ms", "^", "expected a percentile"),
            ("p99.9999 <= 1ms", "^", "expected a percentile"),
            ("service 99 <= 1ms", "        ^", "expected a percentile"),
            (
                "lateness <= 1ms", "         ^",
                "expected a percentile between p0 and p100, such as p50, p99 or p99.9, after"
            ),
            ("latency <= 1ms", "^", "expected a figure: p99, response p99, failures"),
            ("", "^", "expected a figure"),
            ("failures <= 1.5", "               ^", "or a whole number of them"),
            ("mismatches <= 1.5", "                 ^", "expected a share of the compared responses"),
            ("failures <= 10ms", "              ^", "expected a share of the requests such as 0.1%"),
            ("lateness p99 <= 1.1x", "                   ^", "expected a time such as 5ms"),
            ("rate >= 1x", "         ^", "expected requests a second"),
            ("GET /: rate >= 95%", "                 ^", "expected requests a second, such as 450"),
            ("GET /: lateness p99 <= 1ms", "       ^", "expected it without an endpoint"),
            ("GET /users p95 <= 80ms", "          ^", "expected a colon after the endpoint"),
            ("/users: p95 <= 80ms", "^", "expected an endpoint before the colon"),
            ("p99 <= 300ms and more", "          ^", "expected a time"),
        ]
    )
    func faults(text: String, caret: String, expected: String) throws {
        let error = try #require(throws: ThresholdError.self) { try Threshold(text) }
        let lines = error.description.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 3)
        #expect(lines[0].contains(expected), "\(error)")
        #expect(lines[1] == "  \(text)")
        #expect(lines[2] == "  \(caret)", "\(error)")
    }

    @Test("No text makes the parser trap, and a fault has a place within it")
    func anyText() throws {
        var random = SeededGenerator(seed: 7)
        let pieces = [
            "p99", "p", "service", "failures", "lateness", "<=", "<", ">", " ", ":", "GET /", "1", ".", "300ms", "x",
            "%", "\n",
            "\u{1B}[31m", "日本", "99999999999999999999999999",
        ]
        for _ in 0..<2000 {
            let count = Int.random(in: 0...8, using: &random)
            let text = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            do {
                _ = try Threshold(text)
            } catch {
                #expect((0...text.count).contains(error.offset))
                #expect(!error.expression.unicodeScalars.contains { $0.value < 0x20 })
            }
        }
        #expect(throws: ThresholdError.self) { try Threshold(String(repeating: "p", count: 5000)) }
    }

    @Test("A ratio needs a baseline that knows the figure")
    func baselines() throws {
        let (service, response) = (try Threshold("p99 <= 1.1x"), try Threshold("response p99 <= 1.1x"))
        #expect(service.obstacle(baseline: .none)?.contains("this run has none") == true)
        #expect(service.obstacle(baseline: .recording) == nil)
        #expect(response.obstacle(baseline: .recording)?.contains("a recording has no response times") == true)
        #expect(response.obstacle(baseline: .run) == nil)
        #expect(try Threshold("p99 <= 1ms").obstacle(baseline: .none) == nil)
    }
}

import Analysis
import Foundation
import TestSupport
import Testing

@testable import Report

@Suite("The text of a comparison")
struct ComparisonTextTests {
    @Test("sets two runs side by side: all, by endpoint, their failures, and the statuses that changed")
    func whole() {
        let comparison = Comparison(
            baseline: Pages.summary(),
            labelled: "v1.json",
            candidate: Pages.summary(slower: 1.5),
            labelled: "v2.json"
        )
        let expected = """
            UNDECIDED: these runs do not tell whether the candidate is worse
              Latency is not judged: both runs need 20 s or more, and an endpoint 20 requests or more that have
              a time.

            v2.json, compared with v1.json

                                  requests  failed    asked  reached  lateness p50       p99
              baseline   v1.json       202       2  100.0/s  100.5/s      0.250 ms  0.250 ms
              candidate  v2.json       202       2  100.0/s  100.5/s      0.250 ms  0.250 ms

            Response time, all endpoints
                         count  average      p50      p90      p95      p99   p99.9     max
              baseline     202  7.64 ms  3.15 ms  4.05 ms  4.15 ms  4.15 ms  900 ms  900 ms
              candidate    202  9.10 ms  4.60 ms  5.95 ms  6.10 ms  6.10 ms  900 ms  900 ms
              ratio               1.19x    1.46x    1.47x    1.47x   ~1.47x  ~1.00x  ~1.00x

            Service time, all endpoints
                         count  average      p50      p90      p95      p99   p99.9     max
              baseline     202  7.39 ms  3.00 ms  3.80 ms  3.90 ms  3.90 ms  900 ms  900 ms
              candidate    202  8.85 ms  4.35 ms  5.70 ms  5.85 ms  5.85 ms  900 ms  900 ms
              ratio               1.20x    1.45x    1.50x    1.50x   ~1.50x  ~1.00x  ~1.00x

            Time to first byte, all endpoints
                         count  average      p50      p90      p95      p99    p99.9      max
              baseline     201  2.95 ms  3.00 ms  3.70 ms  3.80 ms  3.90 ms  3.90 ms  3.90 ms
              candidate    201  4.42 ms  4.35 ms  5.55 ms  5.70 ms  5.85 ms  5.85 ms  5.85 ms
              ratio               1.50x    1.45x    1.50x    1.50x   ~1.50x   ~1.50x   ~1.50x

            Service time, by endpoint
                                                         p50        p50              p99        p99
              endpoint            requests  failed  baseline  candidate  ratio  baseline  candidate   ratio
              GET /products/{id}       151       1   3.00 ms    4.50 ms  1.50x   3.90 ms    5.85 ms  ~1.50x
              POST /cart                51       1   2.80 ms    4.20 ms  1.50x   3.60 ms    5.40 ms  ~1.50x

            Failures by kind
                       baseline  candidate
              timeout         1          1  no whole response in time
              status          1          1  the status is not the expected one

            Statuses that are not the recorded ones
              recorded  replayed  baseline  candidate  where most
                   200      none         1          1  GET /products/{id}
                   200       503         1          1  POST /cart

              Ratios are candidate over baseline. ~ marks one that says little: fewer than 10 times lie beyond
              it.

            """
        #expect(ComparisonText(comparison).text() == expected)
    }

    @Test("says first what got worse and what got better, with its intervals")
    func judgement() throws {
        let summary = RunBuilder().summary()
        var comparison = Comparison(baseline: summary, labelled: "v1", candidate: summary, labelled: "v2")
        let json = """
            {"outcome": "regression", "reasons": [], "findings": [
              {"endpoint": "GET /a", "figure": "failures", "outcome": "regression", "difference": 0.0213,
               "differenceLow": 0.0101, "differenceHigh": 0.04},
              {"endpoint": "GET /b", "figure": "p99", "outcome": "regression", "ratio": 1.5, "ratioLow": 1.25,
               "ratioHigh": 1.8, "difference": 12, "differenceLow": 6, "differenceHigh": 19.2},
              {"endpoint": "GET /c", "figure": "p50", "outcome": "improvement", "ratio": 0.5, "ratioLow": 0.4,
               "ratioHigh": 0.6, "difference": -12, "differenceLow": -14, "differenceHigh": -10},
              {"endpoint": "GET /d", "figure": "p50", "outcome": "undecided", "ratio": 1.2, "ratioLow": 0.4,
               "ratioHigh": 1.6, "difference": 2, "differenceLow": -4, "differenceHigh": 10}]}
            """
        comparison.judgement = try JSONDecoder().decode(Judgement.self, from: Data(json.utf8))
        let expected = """
            REGRESSION: the candidate is worse than its baseline

              worse   figure    ratio    95% interval    difference                  95% interval
              GET /a  failures                         +2.13 points  +1.01 points to +4.00 points
              GET /b  p99       1.50x  1.25x to 1.80x      +12.0 ms          +6.00 ms to +19.2 ms

              better  figure  ratio    95% interval  difference          95% interval
              GET /c  p50     0.50x  0.40x to 0.60x    -12.0 ms  -14.0 ms to -10.0 ms

              Of the 4 figures that could be judged, 0 stayed the same, and 1 could go either way.

            v2, compared with v1

            """
        #expect(ComparisonText(comparison).text().hasPrefix(expected))
        #expect(ComparisonText(comparison).text(.plain).split(separator: "\n").allSatisfy { $0.count <= 100 })
    }

    @Test("sets a replay beside its recording, and says where the times were taken")
    func recording() throws {
        let text = ComparisonText(try #require(Pages.summary().comparison)).text()
        #expect(text.contains(", compared with recording\n"))
        #expect(text.contains("Statuses that are not the recorded ones\n  recorded  replayed  requests  where most\n"))
        #expect(!text.contains("Response time"))
    }

    @Test("has no lateness where nothing was sent")
    func nothingSent() {
        let nothing = RunBuilder().summary()
        let comparison = Comparison(baseline: nothing, labelled: "a", candidate: nothing, labelled: "b")
        #expect(!ComparisonText(comparison).text().contains("ms"))
    }

    @Test("fits 100 columns, whatever the runs", arguments: UInt64(1)...2)
    func width(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let names = (0..<40).map { "GET /\($0)/" + .random(using: &random) }
        func summary(_ seed: UInt64) -> RunSummary {
            var run = RunBuilder(endpoints: names)
            for measurement in RandomRun.measurements(count: 120, endpoints: 40, seed: seed) { run.add(measurement) }
            return run.summary()
        }
        let comparison = Comparison(
            baseline: summary(seed),
            labelled: .random(using: &random),
            candidate: summary(seed + 1000),
            labelled: String(repeating: "a/", count: 80)
        )
        let lines = ComparisonText(comparison).text().pageLines
        for line in lines {
            #expect(DisplayText.width(of: String(line)) <= TextTable.pageWidth)
            #expect(!line.unicodeScalars.contains { $0.value < 0x20 })
        }
        #expect(lines.contains { $0.hasSuffix(" more endpoints, which the JSON has") })
    }
}

import Analysis
import TestSupport
import Testing

@testable import Report

@Suite("The text of a run's summary")
struct SummaryTextTests {
    @Test("says whether it passed, then what became of every arrival, the times, and why requests failed")
    func whole() {
        let expected = """
            PASS

              scheduled  202 = 202 sent + 0 dropped + 0 cancelled
              sent       202 = 200 passed + 2 failed + 0 unfinished
              passes     200 (99.0%)
              failures   2 (1.0%)
              rate       100.5/s reached, 100.0/s asked, at 2.00x the recorded pace, over 2.01 s
              received   1.0 MB of bodies, 498 kB/s

              times          count   average       p50       p90       p95       p99     p99.9       max
              response time    202   7.64 ms   3.15 ms   4.05 ms   4.15 ms   4.15 ms    900 ms    900 ms
              service time     202   7.39 ms   3.00 ms   3.80 ms   3.90 ms   3.90 ms    900 ms    900 ms
              first byte       201   2.95 ms   3.00 ms   3.70 ms   3.80 ms   3.90 ms   3.90 ms   3.90 ms
              lateness         202  0.248 ms  0.250 ms  0.250 ms  0.250 ms  0.250 ms  0.250 ms  0.250 ms

            Why requests failed
              1  status: 503, and 200 was recorded
              1  timeout: waiting for the first byte

            """
        #expect(SummaryText(Pages.summary()).text() == expected)
    }

    @Test("says first of all that a run proves nothing, and why")
    func invalid() {
        var run = RunBuilder()
        for number in 0..<100 { run.add(RunBuilder.measurement(at: Double(number), late: 900, took: 1)) }
        let lines = SummaryText(run.summary()).text().pageLines
        #expect(lines.first == "INVALID: this run proves nothing about the target")
        #expect(lines[1].contains("late"))
    }

    @Test("leaves out what there was none of")
    func nothing() {
        let text = SummaryText(RunBuilder().summary()).text()
        #expect(text.contains("No times: no request got as far as a response."))
        #expect(!text.contains("connecting"))
        #expect(!text.contains("names"))
        #expect(!text.contains("Why requests failed"))
    }

    @Test("says of names that were looked up how long that took")
    func names() {
        var summary = Pages.summary()
        summary.dns = DNSSummary(lookups: 0, hits: 3, failures: 0, time: 0)
        #expect(!SummaryText(summary).text().contains("names"))
        summary.dns = DNSSummary(lookups: 2, hits: 3, failures: 1, time: 1_500_000)
        #expect(SummaryText(summary).text().contains("names      2 lookups in 1.50 ms, 1 failed"))
    }

    @Test("counts the reasons past the first ten together")
    func manyReasons() {
        var run = RunBuilder()
        for number in 0..<25 {
            run.add(
                RunBuilder.measurement(took: 1, result: .failed(.reset), status: 0),
                reason: "reset: reason \(number)"
            )
        }
        #expect(SummaryText(run.summary()).text().contains("15  for 15 more reasons, which the JSON names"))
    }

    @Test("fits 100 columns, whatever the run", arguments: UInt64(1)...4)
    func width(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var run = RunBuilder(endpoints: (0..<5).map { _ in .random(using: &random) })
        for measurement in RandomRun.measurements(count: 300, endpoints: 5, seed: seed) {
            run.add(measurement, reason: .random(using: &random))
        }
        for line in SummaryText(run.summary()).text().pageLines {
            #expect(DisplayText.width(of: String(line)) <= TextTable.pageWidth)
            #expect(!line.unicodeScalars.contains { $0.value < 0x20 })
        }
    }

    @Test("has its colours on a terminal, and the same words")
    func colors() {
        let colored = SummaryText(Pages.summary()).text(TextStyle(isColored: true))
        #expect(colored.contains("\u{1B}[1;31m2 (1.0%)\u{1B}[0m"))
        let plain = colored.replacing(#/\u{1B}\[[0-9;]*m/#, with: "")
        #expect(plain == SummaryText(Pages.summary()).text())
    }
}

import Analysis
import Corpus
import TestSupport
import Testing

@Suite("Latency quantiles")
struct LatencySummaryTests {
    @Test("Each quantile is within a thousandth of the sorted times' own", arguments: 0..<20 as Range<UInt64>)
    func quantiles(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let count = Int.random(in: 1..<3000, using: &random)
        let scale = [2_000_000, 90_000_000, 20_000_000_000].randomElement(using: &random) ?? 2_000_000
        let times = (0..<count).map { _ in UInt64.random(in: 0..<UInt64(scale), using: &random) }
        var histogram = LatencyHistogram()
        for time in times.shuffled(using: &random) { histogram.record(time) }
        let summary = LatencySummary(histogram)
        let sorted = times.sorted()
        for quantile in Quantile.allCases {
            let rank = (UInt64(count) * quantile.perMille + 999) / 1000
            let exact = Double(sorted[max(0, Int(rank) - 1)]) / 1_000_000
            // Three digits, and the bucket of 1,024 ns below which times are not told apart.
            #expect(abs(summary[quantile] - exact) <= exact / 1000 + 0.001_024, "\(quantile) of \(count)")
        }
        let mean = Double(times.reduce(0, +)) / Double(count) / 1_000_000
        #expect(abs(summary.mean - mean) <= mean / 1000 + 0.001_024)
        #expect(abs(summary.max - Double(sorted.last ?? 0) / 1_000_000) <= 0.001_024)
    }

    @Test("Without a time, all figures are 0")
    func empty() {
        let summary = LatencySummary(LatencyHistogram())
        #expect(summary.count == 0)
        #expect(summary.mean == 0)
        #expect(summary.max == 0)
        for quantile in Quantile.allCases { #expect(summary[quantile] == 0) }
    }

    @Test(
        "A quantile is judged from ten times beyond it on",
        arguments: [
            (.p50, 19, false), (.p50, 20, true), (.p90, 99, false), (.p90, 100, true), (.p99, 999, false),
            (.p99, 1000, true),
            (.p999, 9999, false), (.p999, 10_000, true), (.p999, .max, true), (.p50, 0, false),
        ] as [(Quantile, UInt64, Bool)]
    )
    func judged(quantile: Quantile, count: UInt64, isJudged: Bool) {
        #expect(quantile.isJudged(count: count) == isJudged)
    }
}

import Analysis
import TestSupport
import Testing

@Suite("The series over time")
struct ArrivalSeriesTests {
    private static let second: UInt64 = 1_000_000_000

    @Test("An arrival is counted in the second that it was sent in")
    func buckets() {
        var series = ArrivalSeries(origin: 5 * Self.second)
        for second in [5, 5, 7] as [UInt64] {
            series.update(at: second * Self.second + 999_999_999) { $0.sent += 1 }
        }
        #expect(series.bucketSeconds == 1)
        #expect(series.buckets.map(\.sent) == [2, 0, 1])
    }

    @Test("What comes before the start belongs to the first bucket")
    func beforeTheStart() {
        var series = ArrivalSeries(origin: 5 * Self.second)
        series.update(at: 0) { $0.dropped += 1 }
        #expect(series.buckets.map(\.dropped) == [1])
    }

    @Test("A run that outgrows the buckets gets wider ones, and loses no arrival")
    func folding() {
        var series = ArrivalSeries(origin: 0, limit: 4)
        for second in 0..<9 as Range<UInt64> { series.update(at: second * Self.second) { $0.sent += second + 1 } }
        #expect(series.bucketSeconds == 4)
        #expect(series.buckets.map(\.sent) == [10, 26, 9])
    }

    @Test("A request is in flight in each second that it lies in, for as long as it does")
    func inFlight() {
        var series = ArrivalSeries(origin: 5 * Self.second)
        series.occupy(from: 4 * Self.second, to: 5 * Self.second)
        #expect(series.buckets.isEmpty)
        series.occupy(from: 4 * Self.second, to: 5 * Self.second + 7)
        series.occupy(from: 5 * Self.second + 600_000_000, to: 7 * Self.second + 100_000_000)
        #expect(series.buckets.map(\.inFlightTime) == [400_000_007, Self.second, 100_000_000])
        #expect(SeriesSummary(series).inFlight == [0.400000007, 1, 0.1])
    }

    @Test("A request that outlasts the buckets makes them wider, and keeps its time")
    func longFlight() {
        var series = ArrivalSeries(origin: 0, limit: 4)
        series.occupy(from: Self.second / 2, to: 9 * Self.second)
        #expect(series.bucketSeconds == 4)
        #expect(series.buckets.map(\.inFlightTime) == [Self.second * 7 / 2, Self.second * 4, Self.second])
        series.occupy(from: 1, to: .max)
        #expect(series.buckets.count <= 4)
    }

    @Test("An instant at the end of time is one more fold, not a trap")
    func endOfTime() {
        var series = ArrivalSeries(origin: 0)
        series.update(at: 1) { $0.sent += 1 }
        series.update(at: .max) { $0.sent += 1 }
        #expect(series.buckets.count <= RecorderLimits.seriesBuckets)
        #expect(series.buckets.map(\.sent).reduce(0, +) == 2)
    }

    @Test(
        "Series of several loops, of any length, merge to the series of all arrivals",
        arguments: 0..<50 as Range<UInt64>
    )
    func merging(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var whole = ArrivalSeries(origin: 0, limit: 8)
        var parts = Array(repeating: ArrivalSeries(origin: 0, limit: 8), count: 3)
        for _ in 0..<100 {
            let reach = [3, 20, 200].randomElement(using: &random) ?? 3
            let instant = UInt64.random(in: 0..<UInt64(reach), using: &random) * Self.second
            let end = instant + UInt64.random(in: 0..<5 * Self.second, using: &random)
            let (kind, late) = (FailureKind.allCases.randomElement(using: &random) ?? .dns, end - instant)
            let part = Int.random(in: 0..<3, using: &random)
            func note(_ series: inout ArrivalSeries) {
                series.update(at: instant) { bucket in
                    bucket.scheduled += 1
                    bucket.failuresByKind[kind, default: 0] += 1
                    bucket.latenessTotal += late
                    bucket.latenessMax = max(bucket.latenessMax, late)
                }
                series.occupy(from: instant, to: end)
            }
            note(&whole)
            note(&parts[part])
        }
        var merged = parts[0]
        merged.merge(parts[1])
        merged.merge(parts[2])
        #expect(merged.bucketSeconds == whole.bucketSeconds)
        #expect(merged.buckets == whole.buckets)
        // As a summary has it, too.
        #expect(ArrivalSeries(SeriesSummary(whole)).buckets == whole.buckets)
    }

    @Test("A summary of an older version has no kinds, lateness or flights; merged with one that has, there are none")
    func older() {
        var series = ArrivalSeries(origin: 0)
        series.update(at: 1) { $0.sent += 1 }
        series.occupy(from: 1, to: 2)
        var summary = SeriesSummary(series)
        #expect(summary.inFlight?.count == 1 && summary.latenessMax == [0] && summary.failuresByKind == [:])
        summary.inFlight = nil
        var old = ArrivalSeries(summary)
        #expect(!old.isDetailed && old.buckets.map(\.sent) == [1])
        old.merge(series)
        #expect(SeriesSummary(old).inFlight == nil && SeriesSummary(old).failuresByKind == nil)
        #expect(old.buckets.map(\.sent) == [2])
    }
}

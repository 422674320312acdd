import Analysis
import Corpus
import TestSupport
import Testing

@testable import Report

@Suite("The curve of a run's times")
struct LatencyCurveTests {
    private let summary = EventfulRun.summary()

    @Test("It goes from the fastest request to the slowest, and never down")
    func rises() throws {
        let latency = summary.latency.serviceTime
        let lines = try #require(LatencyCurve(.candidate, "run", latency)).lines
        #expect(lines.map(\.stroke) == [.solid, .dotted])
        let points = lines.flatMap(\.points).compactMap(\.self)
        #expect(zip(points, points.dropFirst()).allSatisfy { $0.x <= $1.x && $0.y <= $1.y })
        #expect(points.last?.y == latency.max)
        // Past the last share with ten requests beyond it, the line says little.
        let last = lines[0].points.last ?? nil
        let end = try #require(last)
        #expect(abs(end.x - ChartScale.tail(1 - 10 / Double(latency.count))) < 0.05)
    }

    @Test("Its intervals are about the values that they belong to, in the order of the quantiles")
    func intervals() throws {
        let latency = summary.latency.serviceTime
        let curve = try #require(LatencyCurve(.candidate, "run", latency, seconds: summary.overallSeconds))
        #expect(curve.intervals.map(\.quantile) == [.p50, .p90, .p99])
        for interval in curve.intervals {
            let value = latency[interval.quantile]
            #expect(interval.milliseconds.contains(value), "\(interval)")
            #expect(interval.milliseconds.lowerBound < interval.milliseconds.upperBound)
        }
        let (low, high) = (curve.intervals[0].milliseconds, curve.intervals[2].milliseconds)
        #expect(low.lowerBound < high.lowerBound && low.upperBound < high.upperBound)
    }

    @Test("Of nothing there is no curve, and of a single request nothing to be sure of")
    func few() throws {
        #expect(LatencyCurve(.candidate, "run", LatencySummary(LatencyHistogram())) == nil)
        #expect(LatencyCurve(.candidate, "run", nil) == nil)
        var run = RunBuilder()
        run.add(RunBuilder.measurement(took: 3))
        let curve = try #require(LatencyCurve(.candidate, "run", run.summary().latency.serviceTime))
        #expect(curve.intervals.isEmpty)
        #expect(Markup(ReportPage(run.summary()).html).faults == [])
    }
}

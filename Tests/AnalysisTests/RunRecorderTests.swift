import Analysis
import Corpus
import TestSupport
import Testing

@Suite("The record of a run")
struct RunRecorderTests {
    @Test("Records of several event loops merge to the record of all arrivals", arguments: 0..<2 as Range<UInt64>)
    func merging(seed: UInt64) throws {
        let measurements = RandomRun.measurements(count: 300, endpoints: 4, seed: seed)
        var whole = RunBuilder(endpoints: ["a", "b", "c", "d", "e"])
        var parts = Array(repeating: whole, count: 3)
        for (index, measurement) in measurements.enumerated() {
            let reason = index % 7 == 0 ? "reason \(index % 5)" : nil
            whole.add(measurement, reason: reason)
            parts[index % 3].add(measurement, reason: reason)
            if index % 50 == 0 {
                whole.recorder.schedule(at: measurement.intended)
                parts[0].recorder.schedule(at: measurement.intended)
                whole.recorder.drop(endpoint: measurement.endpoint, intended: measurement.intended)
                parts[0].recorder.drop(endpoint: measurement.endpoint, intended: measurement.intended)
            }
        }
        var merged = parts[2]
        merged.recorder.merge(parts[0].recorder)
        merged.recorder.merge(parts[1].recorder)
        let (summary, expected) = (merged.summary(), whole.summary())
        #expect(summary == expected)
        #expect(try summary.json() == expected.json())
    }

    @Test("The books balance, overall, by endpoint and over time", arguments: 0..<2 as Range<UInt64>)
    func books(seed: UInt64) {
        var run = RunBuilder(endpoints: ["a", "b", "c"])
        for measurement in RandomRun.measurements(count: 300, endpoints: 3, seed: seed) { run.add(measurement) }
        for number in 0..<7 {
            run.recorder.schedule(at: RunBuilder.instant(1))
            if number < 4 {
                run.recorder.drop(endpoint: 1, intended: RunBuilder.instant(1))
            } else {
                run.recorder.cancel()
            }
        }
        let summary = run.summary()
        #expect(summary.books.imbalances == [])
        #expect(summary.books.scheduled == 307)
        #expect(summary.books.dropped == 4)
        #expect(summary.books.cancelled == 3)
        #expect(summary.total == summary.passes + summary.failures)
        #expect(summary.endpoints.map(\.sent).reduce(0, +) == 300)
        for endpoint in summary.endpoints {
            #expect(endpoint.sent == endpoint.passed + endpoint.failed + endpoint.unfinished)
        }
        let series = summary.series
        #expect(series.scheduled.reduce(0, +) == 307)
        #expect(series.dropped.reduce(0, +) == 4)
        for index in series.sent.indices {
            #expect(series.sent[index] == series.passed[index] + series.failed[index] + series.unfinished[index])
        }
    }

    @Test("A failure without a response is counted and has no time; a timeout and a bad status have one")
    func failuresWithoutTime() {
        var run = RunBuilder()
        run.add(RunBuilder.measurement(took: 0.05, result: .failed(.connect), status: 0))
        run.add(RunBuilder.measurement(took: 0.05, result: .failed(.reset), status: 0))
        run.add(RunBuilder.measurement(took: 5000, result: .failed(.timeout), status: 0))
        run.add(RunBuilder.measurement(took: 3, result: .failed(.status), status: 500))
        run.add(RunBuilder.measurement(took: 4, result: .unfinished, status: 0))
        run.add(RunBuilder.measurement(took: 2))
        let summary = run.summary()
        #expect(summary.failuresByKind == ["connect": 1, "reset": 1, "timeout": 1, "status": 1])
        #expect(summary.latency.responseTime.count == 4)
        #expect(summary.latency.responseTime.max == 5000)
    }

    @Test("Throughput is counted by the instant of sending, not by the intended one")
    func throughput() {
        var run = RunBuilder()
        run.add(RunBuilder.measurement(at: 0, late: 2500, took: 1))
        let series = run.summary().series
        #expect(series.scheduled == [1, 0, 0])
        #expect(series.sent == [0, 0, 1])
    }

    @Test("An endpoint beyond the table is recorded, and one beyond the limit too, under the last place")
    func manyEndpoints() {
        var run = RunBuilder(endpoints: ["a"])
        run.add(RunBuilder.measurement(endpoint: 2, took: 1))
        #expect(run.recorder.endpoints.count == 3)
        #expect(run.summary().endpoints.map(\.name) == ["(2)"])
        run.add(RunBuilder.measurement(endpoint: .max, took: 1))
        run.add(RunBuilder.measurement(endpoint: .min, took: 1))
        #expect(run.recorder.endpoints.count == RecorderLimits.endpoints)
        #expect(run.recorder.endpoints.last?.books.sent == 1)
        #expect(run.recorder.endpoints.first?.books.sent == 1)
        #expect(run.recorder.overall.books.sent == 3)
    }

    @Test("An interval holds what happened since the last look, and the books of the whole run")
    func intervals() {
        var run = RunBuilder()
        run.add(RunBuilder.measurement(late: 1, took: 10))
        run.add(RunBuilder.measurement(took: 10, result: .failed(.task)))
        let first = run.recorder.takeInterval()
        #expect(first.sent == 2)
        #expect(first.failed == 1)
        #expect(first.lateness.max == 1_000_000)
        run.add(RunBuilder.measurement(took: 30))
        var second = run.recorder.takeInterval()
        #expect(second.sent == 1)
        #expect(second.failed == 0)
        #expect(second.responseTime.max == 30_000_000)
        #expect(second.books.sent == 3)
        second.merge(first)
        #expect(second.sent == 3)
        #expect(run.recorder.takeInterval().sent == 0)
    }

    @Test("lends its record over time to those who look, unless that is too much to copy")
    func lookedAt() {
        var small = RunBuilder(endpoints: ["a", "b"])
        small.add(RunBuilder.measurement(endpoint: 1, at: 5000, took: 2))
        #expect(small.recorder.toLookAt.endpoints.allSatisfy { $0.seconds != nil })
        var large = RunBuilder(endpoints: (0..<40).map { "\($0)" })
        for endpoint in 0..<40 { large.add(RunBuilder.measurement(endpoint: endpoint, at: 127_000, took: 2)) }
        let lent = large.recorder.toLookAt
        #expect(lent.endpoints.allSatisfy { $0.seconds == nil }, "all, as some would be taken for the whole")
        #expect(lent.books == large.recorder.books)
        #expect(lent.overall.latency.serviceTime == large.recorder.overall.latency.serviceTime)
        #expect(large.recorder.endpoints.allSatisfy { $0.seconds != nil })
    }
}

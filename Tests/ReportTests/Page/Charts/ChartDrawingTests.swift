import Analysis
import Report
import TestSupport
import Testing

@Suite("The drawings of charts")
struct ChartDrawingTests {
    private let scale = ChartScale.fromZero([10]) { "\($0)" }

    @Test("A line has a place for each of its points, and breaks where there is none")
    func line() {
        let points: [ChartLine.Point?] = [.init(0, 0), .init(5, 10), nil, .init(10, 5)]
        let path = ChartLine(points, "candidate").html(scale, scale).markup
        #expect(path.contains("d=\"M0 1000L500 0M1000 500h0\""), "\(path)")
        #expect(ChartLine([nil], "candidate").html(scale, scale).isEmpty)
    }

    @Test("A run is cut into as many stretches as a chart can show, and keeps every request", arguments: [3, 60, 900])
    func stretches(_ seconds: Int) {
        let summary = EventfulRun.summary(seconds: seconds, perSecond: 10)
        let time = RunOverTime(summary)
        #expect(time.stretches.count <= RunOverTime.most)
        #expect(time.tells == (seconds > 3))
        #expect(time.stretches.reduce(0) { $0 + $1.bucket.sent } == summary.books.sent)
        let reached = time.stretches.map(\.reached)
        #expect(reached.allSatisfy { abs($0 - 10) <= 5 }, "\(reached)")
    }

    @Test("A last moment is no stretch of its own, which would show a rate that never was")
    func lastMoment() {
        var run = RunBuilder()
        for number in 0...100 { run.add(RunBuilder.measurement(at: Double(number) * 100, took: 1)) }
        let time = RunOverTime(run.summary { $0.runtime = 10.05 })
        #expect(time.stretches.count == 10)
        #expect(time.stretches.last.map { $0.bucket.sent } == 11)
        #expect(time.stretches.last.map { abs($0.length - 1.05) < 1e-9 } == true)
    }

    @Test(
        "Requests that could not be sent, and count when that was known, long after the last was due, make no rate of their own"
    )
    func lateFailures() {
        var run = RunBuilder()
        for number in 0..<100 {
            let at = Double(number) * 100
            // A connection is given up after five seconds.
            var measurement = RunBuilder.measurement(at: at, took: 5000, result: .failed(.connect), status: 0)
            measurement.sent = 0
            run.add(measurement)
        }
        let time = RunOverTime(run.summary { $0.runtime = 10 })
        #expect(time.stretches.count == 15)
        #expect(time.stretches.reduce(0) { $0 + $1.bucket.sent } == 100)
        #expect(time.stretches.allSatisfy { $0.reached <= 10.5 }, "\(time.stretches.map(\.reached))")
    }

    @Test("A heat map shows every request, in no more cells than it has room for", arguments: [10, 100, 2000])
    func heat(_ seconds: Int) throws {
        let run = try #require(EventfulRun.summary(seconds: seconds, perSecond: 10).overallSeconds)
        let frame = try #require(HeatMap.frame([run]))
        let map = HeatMap(run, frame)
        #expect(map.columns <= HeatMap.mostColumns)
        #expect(frame.rows <= HeatMap.mostRows)
        let scale = HeatMap.scale(frame)
        #expect(scale.ticks.count >= 2)
        let markup = map.html(ChartScale.clock(seconds: Double(seconds)), scale).markup
        let cells = markup.components(of: "M")
        #expect(cells > map.columns && cells <= map.columns * frame.rows)
        #expect(map.requests == run.count(.passed) + run.count(.failed) - withoutTime(run))
    }

    /// Requests that have no service time: those that were reset.
    private func withoutTime(_ run: SecondSeries) -> UInt64 {
        let times = (0..<run.bucketCount).reduce(UInt64(0)) { sum, bucket in
            sum + run.times(.serviceTime, bucket: bucket).reduce(0) { $0 + UInt64($1) }
        }
        return run.count(.passed) + run.count(.failed) - times
    }

    @Test("Runs that are alike are drawn alike: they share the frame")
    func sharedFrame() throws {
        let (slow, fast) = (EventfulRun.summary(slowdown: 8), EventfulRun.summary())
        let runs = try [#require(fast.overallSeconds), #require(slow.overallSeconds)]
        let frame = try #require(HeatMap.frame(runs))
        let scale = HeatMap.scale(frame)
        #expect(scale.low <= fast.latency.serviceTime.p50 / 2 && scale.high >= slow.latency.serviceTime.max)
        #expect(HeatMap.frame([SecondSeries()]) == nil)
    }

    @Test(
        "Numbers that no run has, as a damaged file may, are drawn all the same",
        arguments: [UInt64.max, 1 << 62, 0]
    )
    func anyNumbers(_ number: UInt64) {
        var summary = EventfulRun.summary(seconds: 8)
        summary.series.bucketSeconds = number
        summary.series.sent = Array(repeating: number, count: 2000)
        summary.series.failed = [number]
        summary.series.failuresByKind = ["status": [number, number], "unheard-of": [1]]
        summary.series.inFlight = [1e300, -1]
        summary.series.latenessMax = []
        summary.pacing.seconds = 1e300
        summary.statusMatrix[0].count = number
        #expect(Markup(ReportPage(summary).html).faults == [])
    }

    @Test("Statuses that are not the recorded ones are marked")
    func matrix() {
        let page = ReportPage(EventfulRun.summary()).html
        #expect(page.contains("Recorded and replayed status"))
        #expect(page.contains("got another status than was recorded"))
        #expect(page.contains("→ 503"))
        #expect(page.contains("→ no response"))
        let sound = ReportPage(EventfulRun.summary(fails: false)).html
        #expect(sound.contains("Every request got the status that was recorded."))
        #expect(!sound.contains("Failures over time"))
    }

    @Test("Of requests whose status was not recorded, nothing is said")
    func partlyRecorded() {
        var summary = EventfulRun.summary(fails: false)
        summary.statusMatrix.append(StatusRow(recorded: nil, replayed: 500, count: 7))
        let page = ReportPage(summary).html
        #expect(page.contains("Every request whose status was recorded got that one."))
        summary.statusMatrix.append(StatusRow(recorded: 200, replayed: nil, count: 3))
        let changed = ReportPage(summary).html
        #expect(changed.contains("3 of 2,403 requests whose status was recorded got another one, or none."))
    }
}

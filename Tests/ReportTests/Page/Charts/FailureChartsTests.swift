import Analysis
import TestSupport
import Testing

@testable import Report

@Suite("The charts of failures")
struct FailureChartsTests {
    /// A run of ten seconds that has so many of each kind of failure in each, and one that is unfinished.
    private static func run(_ kinds: [FailureKind]) -> PageRun {
        var run = RunBuilder()
        for second in 0..<10 {
            let at = Double(second) * 1000
            for (index, kind) in kinds.enumerated() {
                for _ in 0...index {
                    run.add(RunBuilder.measurement(at: at + 100, took: 1, result: .failed(kind), status: 0))
                }
            }
            run.add(RunBuilder.measurement(at: at + 200, took: 5, result: .unfinished, status: 0))
            run.add(RunBuilder.measurement(at: at + 300, took: 5))
        }
        return PageRun(.candidate, label: "run", summary: run.summary { $0.runtime = 10 })
    }

    @Test("Frequent kinds have a colour of their own, the rest stands together, and every failure is in a bar")
    func parts() throws {
        let kinds: [FailureKind] = [.dns, .tls, .reset, .closed, .timeout, .status, .malformed]
        let chart = try #require(FailureCharts([Self.run(kinds)]).all.first)
        let html = chart.html.markup
        #expect(html.components(of: "class=\"bar kind") == 5)
        // Of each second, the rarest kinds, of 1, 2 and 3 failures, and what is unfinished.
        let row =
            "<td class=\"n \">7</td><td class=\"n \">6</td><td class=\"n \">5</td><td class=\"n \">4</td>"
            + "<td class=\"n \">7</td><td class=\"n \">30</td>"
        #expect(html.components(of: row) == 10, "\(html)")
        #expect(html.contains("malformed</li>") && html.contains("others, unfinished</li>"))
        #expect(html.contains("29 of 30 requests in 1 s"))
    }

    @Test(
        "A run without failures, and one of an older Spammer, has no such chart; neither has one that was over at once"
    )
    func nothing() {
        var run = Self.run([.reset])
        run.summary.series.inFlight = nil
        #expect(FailureCharts([run]).all.isEmpty)
        #expect(ReportPage(run.summary).html.contains("Rate asked and reached"))
        #expect(!ReportPage(run.summary).html.contains("Requests in flight</h3>"))
        var short = RunBuilder()
        short.add(RunBuilder.measurement(took: 1, result: .failed(.reset), status: 0))
        #expect(FailureCharts([PageRun(.candidate, label: "run", summary: short.summary())]).all.isEmpty)
    }
}

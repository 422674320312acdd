import Analysis
import TestSupport
import Testing

@testable import Report

@Suite("The metrics of a run")
struct MetricsTextTests {
    private func metrics(_ summary: RunSummary, isOver: Bool = false) throws -> PrometheusText {
        try PrometheusText(MetricsText(LiveSnapshot(number: 1, summary: summary, isOver: isOver)).text)
    }

    @Test("are what the summary has, and balance")
    func figures() throws {
        let summary = Pages.summary()
        let metrics = try metrics(summary, isOver: true)
        #expect(metrics["spammer_requests_scheduled_total"] == 202)
        #expect(metrics["spammer_requests_sent_total"] == 202)
        #expect(metrics["spammer_requests_passed_total"] == 200)
        #expect(metrics[#"spammer_requests_failed_total{kind="timeout"}"#] == 1)
        #expect(metrics[#"spammer_requests_failed_total{kind="status"}"#] == 1)
        #expect(metrics[#"spammer_requests_failed_total{kind="dns"}"#] == 0)
        #expect(metrics.sum(of: "spammer_requests_failed_total") == Double(summary.books.failed))
        #expect(metrics["spammer_requests_in_flight"] == 0)
        #expect(metrics["spammer_run_over"] == 1)
        #expect(metrics["spammer_response_bytes_total"] == Double(summary.responseBytes))
    }

    @Test("have histograms in seconds, whose buckets add up")
    func histograms() throws {
        let summary = Pages.summary()
        let metrics = try metrics(summary)
        #expect(metrics["spammer_run_over"] == 0)
        for (name, histogram) in [
            ("spammer_response_time_seconds", summary.latency.responseTime),
            ("spammer_service_time_seconds", summary.latency.serviceTime),
            ("spammer_lateness_seconds", summary.lateness),
        ] {
            #expect(metrics["\(name)_count"] == Double(histogram.count))
            let sum = metrics["\(name)_sum"]
            #expect(abs(sum - histogram.mean * Double(histogram.count) / 1000) < 1e-6)
        }
        let buckets = metrics.buckets(of: "spammer_service_time_seconds")
        // 200 took from 2 to 3.9 ms, one 3 ms, and one 900 ms.
        #expect(buckets.first { $0.bound == 0.001 }?.count == 0)
        #expect(buckets.first { $0.bound == 0.005 }?.count == 201)
        #expect(buckets.first { $0.bound == 0.5 }?.count == 201)
        #expect(buckets.first { $0.bound == 1 }?.count == 202)
        #expect(metrics.buckets(of: "spammer_lateness_seconds").first { $0.bound == 0.0001 }?.count == 2)
    }

    @Test("count what is in flight of a run under way, and do not call that a fault")
    func underWay() throws {
        var run = RunBuilder()
        for number in 0..<10 { run.add(RunBuilder.measurement(at: Double(number), took: 2)) }
        for _ in 0..<3 { run.recorder.schedule(at: RunBuilder.instant(10)) }
        var context = run.context()
        context.isUnderWay = true
        context.stoppedAfter = 0.5
        let summary = RunSummary(run.recorder, context)
        #expect(summary.verdict.outcome == .pass, "\(summary.verdict.reasons)")
        #expect(summary.pacing.stoppedEarly == nil)
        #expect(summary.pacing.seconds == 0.5)
        let metrics = try metrics(summary)
        #expect(metrics["spammer_requests_in_flight"] == 3)
        #expect(metrics["spammer_requests_scheduled_total"] == 13)
        context.isUnderWay = false
        #expect(RunSummary(run.recorder, context).verdict.outcome == .invalid)
    }

    @Test("escape what labels must not have", arguments: ["a\"b\\c\nd", "\\n", "\"", "{},= "])
    func hostile(_ target: String) throws {
        var summary = Pages.summary()
        summary.configuration["target"] = target
        let metrics = try metrics(summary)
        let info = metrics.labels.first { $0.key.hasPrefix("spammer_run_info{") }?.value
        #expect(info?["target"] == target)
        #expect(info?["kind"] == "replay")
    }

    @Test("of nothing are all there, and zero")
    func empty() throws {
        let metrics = try metrics(RunSummary(RunBuilder().recorder, RunBuilder().context()))
        #expect(metrics["spammer_requests_sent_total"] == 0)
        #expect(metrics["spammer_response_time_seconds_count"] == 0)
        #expect(metrics.families.values.allSatisfy { !$0.help.isEmpty })
        #expect(metrics.families.filter { $0.value.type == "counter" }.keys.allSatisfy { $0.hasSuffix("_total") })
    }
}

import Analysis
import Corpus

/// A run's figures in the Prometheus text format, version 0.0.4.
///
/// Names and units are as Prometheus recommends: counters end in `_total`, times are in seconds. What is in a warm-up is in
/// none of them.
package struct MetricsText: Sendable {
    private let summary: RunSummary
    private let isOver: Bool

    /// The media type of the format.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// The metrics of a snapshot.
    package init(_ snapshot: LiveSnapshot) {
        summary = snapshot.summary
        isOver = snapshot.isOver
    }

    /// The text; it ends with a line break, as the format asks.
    package var text: String {
        var page = MetricsPage()
        let books = summary.books
        page.gauge("spammer_run_info", "What is run; the value is always 1.", 1, labels: info)
        page.gauge("spammer_run_over", "1 when the run is over, else 0.", isOver ? 1 : 0)
        page.gauge("spammer_requests_asked_per_second", "Requests a second that were asked for.", summary.rps)
        page.gauge("spammer_requests_in_flight", "Requests sent that have not ended.", Double(books.inFlight))
        for (name, help, value) in [
            (
                "scheduled", "Arrivals that the pacer made, without those of a warm-up, as in all metrics.",
                books.scheduled
            ),
            ("sent", "Requests that were sent, or tried, and have ended.", books.sent),
            ("passed", "Requests that ended as expected.", books.passed),
            ("dropped", "Arrivals that were not sent, as too many requests were in flight.", books.dropped),
            ("cancelled", "Arrivals that were not sent, as the run was stopped.", books.cancelled),
            ("unfinished", "Requests that were in flight when the run stopped waiting.", books.unfinished),
        ] {
            page.counter("spammer_requests_\(name)_total", help, [([], value)])
        }
        page.counter(
            "spammer_requests_failed_total",
            "Requests that ended otherwise than expected, by kind.",
            FailureKind.allCases.map { ([("kind", $0.rawValue)], summary.failuresByKind[$0.rawValue] ?? 0) }
        )
        page.counter("spammer_response_bytes_total", "Bytes of the responses' bodies.", [([], summary.responseBytes)])
        page.histogram(
            "spammer_response_time_seconds",
            "From the instant at which a request was due to its response's last byte.",
            summary.latency.responseTime.histogram,
            bounds: Self.times
        )
        page.histogram(
            "spammer_service_time_seconds",
            "From a request's first byte to its response's last byte.",
            summary.latency.serviceTime.histogram,
            bounds: Self.times
        )
        page.histogram(
            "spammer_lateness_seconds",
            "By how much requests left later than they were due.",
            summary.lateness.histogram,
            bounds: Self.latenesses
        )
        return page.text
    }

    /// Upper bounds of buckets, in microseconds: 1 ms to a minute, and finer for what should be close to nothing.
    private static let times: [UInt64] = [
        1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000,
        10_000_000, 30_000_000, 60_000_000,
    ]
    private static let latenesses: [UInt64] = [
        100, 250, 500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000, 10_000_000,
    ]

    private var info: [(String, String)] {
        var labels = [("kind", summary.kind.rawValue), ("version", summary.toolVersion)]
        if let target = summary.configuration["target"] ?? summary.configuration["url"] {
            labels.append(("target", target))
        }
        if let corpus = summary.corpus { labels.append(("corpus", corpus.name)) }
        return labels
    }
}

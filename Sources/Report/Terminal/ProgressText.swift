package import Analysis
import Corpus

/// A run's line of progress, once a second.
package struct ProgressText: Sendable {
    /// What happened since the last line.
    package var interval: RunInterval
    /// Seconds since the run's start.
    package var elapsed: Double
    /// Seconds that the run will take; nil where nobody knows.
    package var runtime: Double?
    /// Seconds that the interval covers.
    package var intervalSeconds: Double
    /// Requests in flight.
    package var inFlight: Int

    /// The line after an interval.
    package init(_ interval: RunInterval, elapsed: Double, runtime: Double?, intervalSeconds: Double, inFlight: Int) {
        self.interval = interval
        self.elapsed = elapsed
        self.runtime = runtime
        self.intervalSeconds = intervalSeconds
        self.inFlight = inFlight
    }

    /// The line, without a line break; its parts keep their places from one line to the next.
    package func line(_ style: TextStyle = .plain) -> String {
        var parts = [
            clock,
            "sent " + Self.padded(NumberText.count(interval.books.sent &+ UInt64(max(0, inFlight))), to: 9),
            Self.padded(NumberText.rate(rate), to: 9),
            "in flight " + Self.padded("\(max(0, inFlight))", to: 4),
            "p50 " + Self.time(interval.responseTime, .p50),
            "p99 " + Self.time(interval.responseTime, .p99),
        ]
        let failed = interval.books.failed
        parts.append(style.paint("failed \(NumberText.count(failed))", failed > 0 ? .bad : nil))
        if interval.books.dropped > 0 {
            parts.append(style.paint("dropped \(NumberText.count(interval.books.dropped))", .bad))
        }
        return parts.joined(separator: "  ")
    }

    /// The line that says that the generator is late; nil while it keeps up.
    ///
    /// - Parameter limit: nanoseconds that the interval's 99th percentile of lateness may reach.
    package func cannotKeepUp(limit: UInt64 = VerdictGate().latenessLimit) -> String? {
        let late = interval.lateness.quantile(Quantile.p99.fraction)
        if interval.dropped > 0 {
            return
                "Can't keep up! \(NumberText.count(interval.dropped, "arrival")) dropped: too many requests are in flight."
        }
        guard late > limit else { return nil }
        let (time, most) = (Self.time(late), Self.time(limit))
        return
            "Can't keep up! This second's requests left \(time) late (p99); a run that is more than \(most) late is invalid."
    }

    private var clock: String {
        let now = NumberText.clock(seconds: elapsed)
        return runtime.map { "\(now) of \(NumberText.clock(seconds: $0.rounded(.up)))" } ?? now
    }

    private var rate: Double {
        intervalSeconds > 0 ? Double(interval.sent) / intervalSeconds : 0
    }

    private static func time(_ histogram: LatencyHistogram, _ quantile: Quantile) -> String {
        let text = histogram.count == 0 ? NumberText.none : time(histogram.quantile(quantile.fraction))
        return padded(text, to: 8)
    }

    private static func time(_ nanoseconds: UInt64) -> String {
        NumberText.time(milliseconds: Milliseconds.of(nanoseconds))
    }

    private static func padded(_ text: String, to width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}

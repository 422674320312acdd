package import Corpus

/// What thresholds are held against: the figures of a run, finished or so far, or those of a recording.
package struct ThresholdFigures: Sendable {
    /// The figures of the whole run, or of one endpoint.
    package struct Scope: Sendable {
        /// Requests that are over, however they ended; of a finished run, all that were sent.
        package var ended: UInt64 = 0
        /// Of those: failed or unfinished.
        package var lost: UInt64 = 0
        /// Arrivals that were sent.
        package var sent: UInt64 = 0
        /// Arrivals that were dropped.
        package var dropped: UInt64 = 0
        /// Responses that could be compared with the recorded ones, and those that differ; nil where nobody compared.
        package var responses: (compared: UInt64, different: UInt64)?
        /// From the first byte written to the last byte back, in nanoseconds.
        package var serviceTime = LatencyHistogram()
        /// From the intended instant to the last byte, in nanoseconds.
        package var responseTime = LatencyHistogram()

        /// Figures of nothing.
        package init() {}
    }

    /// The figures of the whole run.
    package var overall = Scope()
    /// Those of the endpoints, by name; of one without a request there are none.
    package var endpoints: [String: Scope] = [:]
    /// How late the generator was, in nanoseconds.
    package var lateness = LatencyHistogram()
    /// Seconds over which requests were sent.
    package var seconds = 0.0
    /// Requests a second that were asked for; nil where nobody knows.
    package var askedRate: Double?

    /// Figures of nothing.
    package init() {}

    /// The figures of a finished run.
    package init(_ summary: RunSummary) {
        overall.ended = summary.books.sent
        overall.lost = summary.failures
        overall.sent = summary.books.sent
        overall.dropped = summary.books.dropped
        overall.serviceTime = summary.latency.serviceTime.histogram
        overall.responseTime = summary.latency.responseTime.histogram
        overall.responses = summary.responses.map { ($0.compared, $0.different) }
        lateness = summary.lateness.histogram
        seconds = summary.pacing.seconds
        askedRate = summary.pacing.askedRate
        // A summary that was edited may name an endpoint twice; the first one counts.
        for endpoint in summary.endpoints where endpoints[endpoint.name] == nil {
            var scope = Scope()
            scope.ended = endpoint.sent
            scope.lost = endpoint.failed &+ endpoint.unfinished
            scope.sent = endpoint.sent
            scope.dropped = endpoint.dropped
            scope.serviceTime = endpoint.latency.serviceTime.histogram
            scope.responseTime = endpoint.latency.responseTime.histogram
            if let compared = summary.responses?.endpoints {
                // An endpoint of which nothing could be compared is not among those.
                let own = compared.first { $0.name == endpoint.name }
                scope.responses = (own?.compared ?? 0, own?.different ?? 0)
            }
            endpoints[endpoint.name] = scope
        }
    }

    /// The recorded times of the requests that a run sent; nil where none is recorded.
    package init?(recordingOf summary: RunSummary) {
        guard let recorded = summary.latency.recordedServiceTime else { return nil }
        overall.serviceTime = recorded.histogram
        for endpoint in summary.endpoints where endpoints[endpoint.name] == nil {
            guard let recorded = endpoint.latency.recordedServiceTime else { continue }
            var scope = Scope()
            scope.serviceTime = recorded.histogram
            endpoints[endpoint.name] = scope
        }
    }

    /// The figures that a threshold is about; nil where no request was of its endpoint.
    package func scope(of threshold: Threshold) -> Scope? {
        guard let endpoint = threshold.endpoint else { return overall }
        return endpoints[endpoint]
    }
}

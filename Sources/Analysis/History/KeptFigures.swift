/// The figures of a run, or of one of its endpoints, that a trend over releases is made of.
package struct KeptFigures: Sendable, Hashable {
    /// The quantiles that are kept of each clock.
    package static let quantiles: [Quantile] = [.p50, .p75, .p90, .p95, .p99, .p999]

    /// The clocks that are kept.
    package enum Clock: String, Sendable, Hashable, Encodable, CaseIterable {
        /// From the first byte written to the last byte back.
        case serviceTime = "service_time"
        /// From the intended instant to the last byte.
        case responseTime = "response_time"
    }

    /// The endpoint; nil for all of them together.
    package var endpoint: String?
    /// Requests sent.
    package var sent: UInt64
    /// Of those: failed, or unfinished when the run stopped waiting.
    package var failures: UInt64
    /// Service times that were measured.
    package var times: UInt64
    /// Their quantiles, in milliseconds; empty where there are none.
    package var serviceTime: [Quantile: Double]
    /// The quantiles of the response times, in milliseconds.
    package var responseTime: [Quantile: Double]

    /// Figures of their parts.
    package init(
        endpoint: String?,
        sent: UInt64,
        failures: UInt64,
        times: UInt64,
        serviceTime: [Quantile: Double],
        responseTime: [Quantile: Double]
    ) {
        self.endpoint = endpoint
        self.sent = sent
        self.failures = failures
        self.times = times
        self.serviceTime = serviceTime
        self.responseTime = responseTime
    }

    /// The quantiles of a clock, in milliseconds.
    package func values(of clock: Clock) -> [Quantile: Double] {
        switch clock {
        case .serviceTime: serviceTime
        case .responseTime: responseTime
        }
    }

    /// The figures of a run: of all its endpoints together first, then of each.
    package static func all(of summary: RunSummary) -> [KeptFigures] {
        let overall = KeptFigures(nil, sent: summary.total, failures: summary.failures, summary.latency)
        // A summary that was edited may name an endpoint twice; the first one counts.
        var seen: Set<String> = []
        return [overall]
            + summary.endpoints.filter { seen.insert($0.name).inserted }
            .map { KeptFigures($0.name, sent: $0.sent, failures: $0.failed &+ $0.unfinished, $0.latency) }
    }

    private init(_ endpoint: String?, sent: UInt64, failures: UInt64, _ latency: LatencySet) {
        self.init(
            endpoint: endpoint,
            sent: sent,
            failures: failures,
            times: latency.serviceTime.count,
            serviceTime: Self.values(of: latency.serviceTime),
            responseTime: Self.values(of: latency.responseTime)
        )
    }

    private static func values(of clock: LatencySummary) -> [Quantile: Double] {
        guard clock.count > 0 else { return [:] }
        return Dictionary(uniqueKeysWithValues: quantiles.map { ($0, clock[$0]) })
    }
}

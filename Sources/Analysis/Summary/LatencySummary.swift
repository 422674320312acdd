package import Corpus

/// One clock's times: how many, their mean, largest and quantiles in milliseconds, and the histogram that they are from.
package struct LatencySummary: Sendable, Equatable, Codable {
    /// How many times were measured.
    package var count: UInt64
    /// Their mean; 0 where there are none.
    package var mean: Double
    /// The largest.
    package var max: Double
    /// The median.
    package var p50: Double
    /// The 75th percentile.
    package var p75: Double
    /// The 90th percentile.
    package var p90: Double
    /// The 95th percentile.
    package var p95: Double
    /// The 99th percentile.
    package var p99: Double
    /// The 99.9th percentile.
    package var p999: Double
    /// All of them, in nanoseconds, from which summaries are merged and compared.
    package var histogram: LatencyHistogram

    /// The summary of a histogram of nanoseconds.
    package init(_ histogram: LatencyHistogram) {
        func value(_ quantile: Quantile) -> Double { Milliseconds.of(histogram.quantile(quantile.fraction)) }
        count = histogram.count
        mean = Milliseconds.of(histogram.mean)
        max = Milliseconds.of(histogram.max)
        p50 = value(.p50)
        p75 = value(.p75)
        p90 = value(.p90)
        p95 = value(.p95)
        p99 = value(.p99)
        p999 = value(.p999)
        self.histogram = histogram
    }

    private enum CodingKeys: String, CodingKey {
        case count
        case mean
        case max
        case p50
        case p75
        case p90
        case p95
        case p99
        case p999 = "p99.9"
        case histogram
    }

    /// The value of a quantile, in milliseconds.
    package subscript(_ quantile: Quantile) -> Double {
        switch quantile {
        case .p50: p50
        case .p75: p75
        case .p90: p90
        case .p95: p95
        case .p99: p99
        case .p999: p999
        }
    }
}

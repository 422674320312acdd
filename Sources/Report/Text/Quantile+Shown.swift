import Analysis

extension Quantile {
    /// Those that tables on a terminal show; more do not fit beside each other.
    static let shown: [Quantile] = [.p50, .p90, .p95, .p99, .p999]
}

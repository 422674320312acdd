/// What counts as a change.
package struct JudgementRules: Sendable, Hashable {
    /// The share by which quantiles below p99 may differ.
    package var noise = 0.05
    /// The share by which p99 and beyond may differ.
    package var tailNoise = 0.10
    /// Milliseconds below which a difference does not matter.
    package var floor = 1.0
    /// What resampling begins with.
    package var seed: UInt64 = 1

    /// The quantiles that are judged.
    static let quantiles: [Quantile] = [.p50, .p90, .p99, .p999]
    /// The share of requests by which failures must differ: single ones are a network's.
    package static let failureFloor = 0.001
    /// The share of requests by which failures may differ to be the same.
    static let sameFailures = 0.01
    /// The share of wrong findings among the found.
    static let falseDiscoveries = 0.05

    /// The default rules.
    package init() {}

    /// The share by which a quantile may differ.
    package func noise(of quantile: Quantile) -> Double {
        quantile.perMille >= Quantile.p99.perMille ? tailNoise : noise
    }
}

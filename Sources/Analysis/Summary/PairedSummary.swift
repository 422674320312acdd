/// How replayed requests took against their own recorded times, one by one.
package struct PairedSummary: Sendable, Hashable, Codable {
    /// Requests of which both times are known.
    package var count: UInt64
    /// Replayed over recorded: a tenth of the requests have a smaller ratio.
    package var ratioP10: Double
    /// The median of the ratios, which is that of their logarithms.
    package var ratioP50: Double
    /// A tenth of the requests have a larger ratio.
    package var ratioP90: Double
    /// All ratios, from which shards are merged; nil in an older summary.
    package var histogram: RatioHistogram?

    /// The summary of some ratios; nil of none.
    package init?(_ histogram: RatioHistogram) {
        guard let low = histogram.ratio(at: 0.1), let middle = histogram.ratio(at: 0.5),
            let high = histogram.ratio(at: 0.9)
        else { return nil }
        func rounded(_ ratio: Double) -> Double { (ratio * 1e4).rounded() / 1e4 }
        count = histogram.count
        ratioP10 = rounded(low)
        ratioP50 = rounded(middle)
        ratioP90 = rounded(high)
        self.histogram = histogram
    }
}

/// A replayed request that took longer than recorded.
package struct ChangedRequest: Sendable, Hashable, Codable {
    /// Its number in the corpus, from 1, as `spammer show --id` takes it.
    package var exchange: UInt64
    /// Its endpoint.
    package var endpoint: String
    /// Milliseconds that it took when it was recorded.
    package var recorded: Double
    /// Milliseconds of its service time in the replay.
    package var replayed: Double
}

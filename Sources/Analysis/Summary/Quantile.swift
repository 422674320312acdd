/// The quantiles that summaries give.
package enum Quantile: String, Sendable, Hashable, Codable, CaseIterable {
    /// The median.
    case p50
    /// Three quarters are below.
    case p75
    /// Nine in ten are below.
    case p90
    /// Nineteen in twenty are below.
    case p95
    /// 99 in a hundred are below.
    case p99
    /// 999 in a thousand are below.
    case p999 = "p99.9"

    /// The share of times that are at most the quantile, between 0 and 1.
    package var fraction: Double { Double(perMille) / 1000 }

    /// The same share in thousandths, so that counts can be reckoned exactly.
    package var perMille: UInt64 {
        switch self {
        case .p50: 500
        case .p75: 750
        case .p90: 900
        case .p95: 950
        case .p99: 990
        case .p999: 999
        }
    }

    /// Times that must lie beyond a quantile for it to be judged.
    ///
    /// With fewer, one unlucky request moves it: it says more about luck than about the target.
    package static let samplesBeyond: UInt64 = 10

    /// Whether so many times are enough to judge this quantile.
    package func isJudged(count: UInt64) -> Bool {
        Percentile(hundredThousandths: perMille * 100).isJudged(count: count)
    }

    /// The largest of some quantiles that so many times are enough to judge.
    package static func highestJudged(of quantiles: [Quantile], count: UInt64) -> Quantile? {
        quantiles.filter { $0.isJudged(count: count) }.max { $0.perMille < $1.perMille }
    }
}

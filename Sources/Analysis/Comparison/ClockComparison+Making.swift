extension ClockComparison {
    /// Two sides' times of a clock; nil where neither has any.
    init?(_ clock: Clock, baseline: LatencySummary?, candidate: LatencySummary?) {
        let baseline = baseline.flatMap { $0.count > 0 ? $0 : nil }
        let candidate = candidate.flatMap { $0.count > 0 ? $0 : nil }
        if baseline == nil && candidate == nil { return nil }
        self.clock = clock
        count = CountComparison(baseline: baseline?.count ?? 0, candidate: candidate?.count ?? 0)
        mean = Values(baseline: baseline?.mean, candidate: candidate?.mean)
        max = Values(baseline: baseline?.max, candidate: candidate?.max)
        let least = Swift.min(baseline?.count ?? 0, candidate?.count ?? 0)
        quantiles = Quantile.allCases.map { quantile in
            let values = Values(baseline: baseline?[quantile], candidate: candidate?[quantile])
            return Row(
                quantile: quantile,
                baseline: values.baseline,
                candidate: values.candidate,
                ratio: values.ratio,
                judged: quantile.isJudged(count: least)
            )
        }
    }
}

extension ClockComparison.Values {
    /// A value on both sides, with their ratio where it exists.
    init(baseline: Double?, candidate: Double?) {
        self.baseline = baseline
        self.candidate = candidate
        ratio =
            if let baseline, let candidate { Double.ratio(candidate, to: baseline) } else { nil }
    }
}

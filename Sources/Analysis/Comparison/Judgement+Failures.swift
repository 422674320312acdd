extension Judgement {
    /// Whether an endpoint fails more, or less.
    ///
    /// Failures of one run are not independent of each other either: where several runs are there, the interval is as wide as
    /// the runs' own spread asks for, if that is wider than the counts'.
    static func failures(_ endpoint: RunGroups.Endpoint) -> Tested? {
        let (before, after) = (endpoint.baseline, endpoint.candidate)
        guard
            let shift = ProportionShift(
                baselineFailures: before.lost,
                baselineRequests: before.sent,
                candidateFailures: after.lost,
                candidateRequests: after.sent
            )
        else { return nil }
        let (left, right) = (Double(before.sent), Double(after.sent))
        // The pooled two-proportion test.
        let pooled = (Double(before.lost) + Double(after.lost)) / (left + right)
        let error = (pooled * (1 - pooled) * (1 / left + 1 / right)).squareRoot()
        var probability = probability(of: shift.difference, error: error)
        var (low, high) = (shift.interval.lowerBound, shift.interval.upperBound)
        if let spread = RunSpread(
            baseline: before.runs.map(\.shareLost),
            candidate: after.runs.map(\.shareLost),
            noise: [endpoint.noise.runs.map(\.shareLost)]
        ) {
            low = max(-1, min(low, spread.interval.lowerBound))
            high = min(1, max(high, spread.interval.upperBound))
            probability = max(probability, spread.probability)
        }
        let least = JudgementRules.failureFloor
        let outcome: Outcome =
            low > 0 && shift.difference > least
            ? .regression
            : high < 0 && shift.difference < -least
                ? .improvement
                : low > -JudgementRules.sameFailures && high < JudgementRules.sameFailures ? .equivalent : .undecided
        let finding = Finding(
            endpoint: endpoint.name,
            figure: "failures",
            outcome: outcome,
            difference: shift.difference,
            differenceLow: low,
            differenceHigh: high
        )
        return Tested(finding: finding, probability: probability)
    }
}

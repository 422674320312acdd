import Foundation

extension Judgement {
    /// By how much the quantiles of an endpoint's service time shifted.
    static func latency(_ endpoint: RunGroups.Endpoint, floors: [Quantile: Double], rules: JudgementRules) -> [Tested] {
        let (before, after) = (endpoint.baseline.runs, endpoint.candidate.runs)
        let alike = endpoint.noise.runs
        guard before.count > 1 || after.count > 1 || alike.count > 1 else {
            guard let left = before.first?.seconds, let right = after.first?.seconds else { return [] }
            return BlockBootstrap(seed: rules.seed)
                .shifts(of: JudgementRules.quantiles, clock: .serviceTime, baseline: left, candidate: right)
                .map { tested($0, endpoint.name, floors: floors, rules: rules) }
        }
        let (left, right, noise) = (
            quantiles(of: before, rules), quantiles(of: after, rules), quantiles(of: alike, rules)
        )
        return JudgementRules.quantiles.compactMap { quantile in
            shift(of: quantile, baseline: left, candidate: right, noise: noise)
                .map { tested($0, endpoint.name, floors: floors, rules: rules) }
        }
    }

    private static func quantiles(of runs: [RunGroups.Counts], _ rules: JudgementRules) -> [[RunQuantile]] {
        let bootstrap = BlockBootstrap(seed: rules.seed)
        return runs.compactMap(\.seconds)
            .map { bootstrap.quantiles(JudgementRules.quantiles, of: $0, clock: .serviceTime) }
    }

    /// The shift of a quantile from runs to runs; a run in which it cannot be judged is left out.
    private static func shift(
        of quantile: Quantile,
        baseline: [[RunQuantile]],
        candidate: [[RunQuantile]],
        noise: [[RunQuantile]]
    ) -> QuantileShift? {
        func found(_ runs: [[RunQuantile]]) -> [RunQuantile] {
            runs.compactMap { $0.first { $0.quantile == quantile } }
        }
        func logs(_ runs: [RunQuantile]) -> [Double] { runs.map { log($0.value) } }
        let (left, right) = (found(baseline), found(candidate))
        let judged = left + right
        guard !judged.isEmpty else { return nil }
        let within = judged.reduce(0) { $0 + $1.logError * $1.logError } / Double(judged.count)
        guard
            let spread = RunSpread(
                baseline: logs(left),
                candidate: logs(right),
                noise: [logs(found(noise))],
                least: within.squareRoot()
            )
        else { return nil }
        // Nanoseconds by way of the baseline's level, whose own error is small beside it.
        let level = exp(logs(left).reduce(0, +) / Double(left.count))
        let (low, high) = (exp(spread.interval.lowerBound), exp(spread.interval.upperBound))
        let ratio = exp(spread.difference)
        return QuantileShift(
            quantile: quantile,
            ratio: ratio,
            ratioInterval: low...high,
            difference: level * (ratio - 1),
            differenceInterval: level * (low - 1)...level * (high - 1),
            probability: spread.probability
        )
    }

    private static func tested(
        _ shift: QuantileShift,
        _ endpoint: String,
        floors: [Quantile: Double],
        rules: JudgementRules
    ) -> Tested {
        let floor = floors[shift.quantile] ?? rules.floor
        let (ratios, limit) = (shift.ratioInterval, 1 + rules.noise(of: shift.quantile))
        let (low, high) = (
            shift.differenceInterval.lowerBound / 1e6, shift.differenceInterval.upperBound / 1e6
        )
        let outcome: Outcome =
            ratios.lowerBound > limit && low > floor
            ? .regression
            : ratios.upperBound < 1 / limit && high < -floor
                ? .improvement
                : (ratios.lowerBound > 1 / limit && ratios.upperBound < limit) || (low > -floor && high < floor)
                    ? .equivalent : .undecided
        let finding = Finding(
            endpoint: endpoint,
            figure: shift.quantile.rawValue,
            outcome: outcome,
            ratio: shift.ratio,
            ratioLow: ratios.lowerBound,
            ratioHigh: ratios.upperBound,
            difference: shift.difference / 1e6,
            differenceLow: low,
            differenceHigh: high
        )
        return Tested(finding: finding, probability: shift.probability)
    }
}

extension Judgement.Finding {
    /// The finding with its interval, for people.
    package var sentence: String {
        func text(_ number: Double, _ format: String) -> String { String(format: format, number) }
        guard let ratio, let ratioLow, let ratioHigh else {
            return
                "\(endpoint) fails \(difference < 0 ? "less" : "more"): \(text(difference * 100, "%+.2f")) points, 95% "
                + "\(text(differenceLow * 100, "%+.2f")) to \(text(differenceHigh * 100, "%+.2f"))."
        }
        return "\(endpoint) \(figure): \(text(ratio, "%.2f"))x, 95% \(text(ratioLow, "%.2f")) to "
            + "\(text(ratioHigh, "%.2f")); \(text(difference, "%+.1f")) ms."
    }
}

import Foundation

extension Judgement {
    /// Judges a candidate's service times and failures against a baseline's.
    ///
    /// - Parameter obstacles: what makes the two runs unlike; with any, nothing is judged.
    package init(
        baseline: RunSummary,
        candidate: RunSummary,
        obstacles: [String],
        rules: JudgementRules = JudgementRules()
    ) {
        let before = Dictionary(baseline.endpoints.map { ($0.name, $0) }) { first, _ in first }
        let pairs = candidate.endpoints.compactMap { after in
            before[after.name].map { (before: $0, after: after) }
        }
        var reasons = obstacles
        if !pairs.contains(where: { $0.before.seconds != nil && $0.after.seconds != nil }) {
            reasons.append(
                "The summaries have no endpoint whose seconds both kept: there is nothing to judge by."
            )
        }
        guard reasons.isEmpty else {
            self.init(outcome: .inconclusive, reasons: reasons, findings: [])
            return
        }
        let failures = Self.settled(pairs.compactMap { Self.failures($0.before, $0.after) })
        let floor = Self.floor(rules, [baseline, candidate])
        let latency = Self.settled(
            pairs.flatMap { Self.latency($0.before, $0.after, floor: floor, rules: rules) }
        )
        let findings = failures + latency
        self.init(
            outcome: Self.outcome(of: findings),
            reasons: findings.filter { $0.outcome == .regression }.map(\.sentence)
                + (latency.isEmpty ? [Self.tooShort] : []),
            findings: findings
        )
    }

    private static let tooShort =
        "Latency is not judged: both runs need 20 s or more, and 20 requests or more of an endpoint."

    /// The floor in milliseconds, never below what this machine's timers and the generator are late by themselves.
    private static func floor(_ rules: JudgementRules, _ runs: [RunSummary]) -> Double {
        runs.reduce(rules.floor) { max($0, $1.timerFloor?.p50 ?? 0, $1.lateness.p50) }
    }

    private static func outcome(of findings: [Finding]) -> Outcome {
        for outcome in [Outcome.regression, .improvement, .undecided]
        where findings.contains(where: { $0.outcome == outcome }) { return outcome }
        return findings.isEmpty ? .undecided : .equivalent
    }

    /// A finding, and how probable what was seen is where nothing is the matter.
    private typealias Tested = (finding: Finding, probability: Double)

    /// The findings, worst first; those that do not stand among so many are undecided.
    private static func settled(_ tested: [Tested]) -> [Finding] {
        let stands = FalseDiscoveries.found(
            tested.map(\.probability),
            share: JudgementRules.falseDiscoveries
        )
        let findings = zip(tested, stands).map { test, stands in
            var finding = test.finding
            if !stands, finding.outcome == .regression || finding.outcome == .improvement {
                finding.outcome = .undecided
            }
            return finding
        }
        return findings.sorted { left, right in
            let (leftBad, rightBad) = (left.outcome == .regression, right.outcome == .regression)
            return leftBad == rightBad
                ? (left.ratio ?? left.difference) > (right.ratio ?? right.difference) : leftBad
        }
    }

    private static func failures(_ before: EndpointSummary, _ after: EndpointSummary) -> Tested? {
        let (lost, failed) = (before.failed &+ before.unfinished, after.failed &+ after.unfinished)
        guard
            let shift = ProportionShift(
                baselineFailures: lost,
                baselineRequests: before.sent,
                candidateFailures: failed,
                candidateRequests: after.sent
            )
        else { return nil }
        let least = JudgementRules.failureFloor
        let outcome: Outcome =
            shift.interval.lowerBound > 0 && shift.difference > least
            ? .regression
            : shift.interval.upperBound < 0 && shift.difference < -least
                ? .improvement
                : shift.interval.lowerBound > -0.01 && shift.interval.upperBound < 0.01
                    ? .equivalent : .undecided
        // The pooled two-proportion test.
        let (left, right) = (Double(before.sent), Double(after.sent))
        let pooled = (Double(lost) + Double(failed)) / (left + right)
        let error = (pooled * (1 - pooled) * (1 / left + 1 / right)).squareRoot()
        let finding = Finding(
            endpoint: after.name,
            figure: "failures",
            outcome: outcome,
            difference: shift.difference,
            differenceLow: shift.interval.lowerBound,
            differenceHigh: shift.interval.upperBound
        )
        return (finding, probability(beyond: abs(shift.difference), error: error))
    }

    private static func latency(
        _ before: EndpointSummary,
        _ after: EndpointSummary,
        floor: Double,
        rules: JudgementRules
    ) -> [Tested] {
        guard let baseline = before.seconds, let candidate = after.seconds else { return [] }
        let shifts = BlockBootstrap(seed: rules.seed)
            .shifts(
                of: JudgementRules.quantiles,
                clock: .serviceTime,
                baseline: baseline,
                candidate: candidate
            )
        return shifts.map { shift in
            let (ratios, limit) = (shift.ratioInterval, 1 + rules.noise(of: shift.quantile))
            let (low, high) = (
                shift.differenceInterval.lowerBound / 1e6, shift.differenceInterval.upperBound / 1e6
            )
            let outcome: Outcome =
                ratios.lowerBound > limit && low > floor
                ? .regression
                : ratios.upperBound < 1 / limit && high < -floor
                    ? .improvement
                    : (ratios.lowerBound > 1 / limit && ratios.upperBound < limit)
                        || (low > -floor && high < floor)
                        ? .equivalent : .undecided
            let finding = Finding(
                endpoint: after.name,
                figure: shift.quantile.rawValue,
                outcome: outcome,
                ratio: shift.ratio,
                ratioLow: ratios.lowerBound,
                ratioHigh: ratios.upperBound,
                difference: shift.difference / 1e6,
                differenceLow: low,
                differenceHigh: high
            )
            let byRatio = probability(
                beyond: abs(log(shift.ratio)) - log(limit),
                error: shift.logRatioError
            )
            let byFloor = probability(
                beyond: abs(shift.difference) / 1e6 - floor,
                error: shift.differenceError / 1e6
            )
            return (finding, max(byRatio, byFloor))
        }
    }

    /// Two-sided, by the normal distribution: draws alone cannot tell probabilities apart that are below one in their number.
    private static func probability(beyond excess: Double, error: Double) -> Double {
        guard excess > 0 else { return 1 }
        return error > 0 ? min(1, erfc(excess / error / 2.0.squareRoot())) : 0
    }
}

extension Judgement.Finding {
    /// The finding with its interval, for people.
    package var sentence: String {
        func text(_ number: Double, _ format: String) -> String { String(format: format, number) }
        guard let ratio, let ratioLow, let ratioHigh else {
            return "\(endpoint) fails more: \(text(difference * 100, "%+.2f")) points, 95% "
                + "\(text(differenceLow * 100, "%+.2f")) to \(text(differenceHigh * 100, "%+.2f"))."
        }
        return "\(endpoint) \(figure): \(text(ratio, "%.2f"))x, 95% \(text(ratioLow, "%.2f")) to "
            + "\(text(ratioHigh, "%.2f")); \(text(difference, "%+.1f")) ms."
    }
}

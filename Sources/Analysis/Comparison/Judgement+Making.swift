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
        self.init(runs: RunGroups(baseline: [baseline], candidate: [candidate]), obstacles: obstacles, rules: rules)
    }

    /// Judges some runs of a candidate against some of a baseline.
    ///
    /// With one run a side and none to learn noise from, the seconds of the runs tell how sure a shift is; else the runs do.
    ///
    /// - Parameters:
    ///   - runs: the runs of each side, and those that show this environment's noise.
    ///   - obstacles: what makes the runs unlike; with any, nothing is judged.
    ///   - rules: what counts as a change.
    package init(runs: RunGroups, obstacles: [String], rules: JudgementRules = JudgementRules()) {
        let endpoints = runs.endpoints
        var reasons = obstacles
        if !endpoints.contains(where: { $0.baseline.hasSeconds && $0.candidate.hasSeconds }) {
            reasons.append(
                "The summaries have no endpoint whose seconds both kept: there is nothing to judge by."
            )
        }
        guard reasons.isEmpty else {
            self.init(outcome: .inconclusive, reasons: reasons, findings: [])
            return
        }
        let overall = endpoints.count > 1 ? runs.overall : nil
        let failures = Self.settled(([overall].compactMap { $0 } + endpoints).compactMap(Self.failures))
        let floors = Self.floors(rules, runs.baseline + runs.candidate)
        let latency = Self.settled(endpoints.flatMap { Self.latency($0, floors: floors, rules: rules) })
        let findings = failures + latency
        self.init(
            outcome: Self.outcome(of: findings, judgesLatency: !latency.isEmpty),
            reasons: findings.filter { $0.outcome == .regression }.map(\.sentence)
                + (latency.isEmpty ? [Self.tooShort] : []),
            findings: findings
        )
    }

    /// The floor in milliseconds by quantile, never below what this machine's timers and the generator are late by themselves at
    /// that quantile: the loop that is late to send is as late to see a response.
    private static func floors(_ rules: JudgementRules, _ runs: [RunSummary]) -> [Quantile: Double] {
        var floors: [Quantile: Double] = [:]
        for quantile in JudgementRules.quantiles {
            floors[quantile] = runs.reduce(rules.floor) { floor, run in
                // A tail of few timers is luck.
                let timers = run.timerFloor.map { quantile.isJudged(count: $0.count) ? $0[quantile] : $0.p50 }
                return max(floor, timers ?? 0, run.lateness[quantile])
            }
        }
        return floors
    }

    private static func outcome(of findings: [Finding], judgesLatency: Bool) -> Outcome {
        for outcome in [Outcome.regression, .improvement, .undecided]
        where findings.contains(where: { $0.outcome == outcome }) { return outcome }
        // As many failures as before do not make a release as good as its baseline.
        return judgesLatency ? .equivalent : .undecided
    }

    /// A finding, and how probable what was seen is where nothing is the matter.
    struct Tested {
        var finding: Finding
        var probability: Double
    }

    /// The findings, worst first; those that do not stand among so many are undecided.
    ///
    /// What a test denies is that nothing changed. The noise and the floor are the finding's own business: its whole interval
    /// has to lie beyond them.
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

    /// Two-sided, by the normal distribution: draws alone cannot tell probabilities apart that are below one in their number.
    static func probability(of difference: Double, error: Double) -> Double {
        guard difference != 0 else { return 1 }
        return error > 0 ? min(1, erfc(abs(difference) / error / 2.0.squareRoot())) : 0
    }
}

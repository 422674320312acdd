import Foundation

/// What some benchmarks of a candidate say beside some of a baseline, figure by figure.
package struct BenchmarkComparison: Sendable, Hashable, Codable {
    /// One figure that both measured.
    package struct Finding: Sendable, Hashable, Codable {
        /// What it is of.
        package var figure: String
        /// Of what the numbers are.
        package var unit: String
        /// What is said of it.
        package var outcome: Judgement.Outcome
        /// The geometric mean of the baseline.
        package var baseline: Double
        /// That of the candidate.
        package var candidate: Double
        /// Candidate over baseline.
        package var ratio: Double
        /// The lower end of the ratio's 95% interval; nil where there is nothing to learn it from.
        package var ratioLow: Double?
        /// The upper end of it.
        package var ratioHigh: Double?
    }

    /// The one word on the whole.
    package var outcome: Judgement.Outcome
    /// What to know before one believes it.
    package var notes: [String]
    /// The figures: regressions first, then in the baseline's order.
    package var findings: [Finding]

    /// Compares benchmarks.
    ///
    /// The rounds are the unit where each side has one file; where one has several, the files are, as rounds of one file share what
    /// its minutes had: so too with files that show this machine's noise.
    ///
    /// - Parameters:
    ///   - noise: benchmarks of one commit, to learn from how much they differ by themselves.
    ///   - share: the share by which a figure may differ.
    package init(baseline: [Benchmark], candidate: [Benchmark], noise: [Benchmark] = [], share: Double) {
        let byFile = baseline.count > 1 || candidate.count > 1 || noise.count > 1
        func samples(_ name: String, _ files: [Benchmark]) -> [Double] {
            files.compactMap { file in file.figures.first { $0.name == name } }
                .flatMap { figure in
                    let logs = figure.rounds.map { log($0) }
                    return byFile ? [logs.reduce(0, +) / Double(logs.count)] : logs
                }
        }
        var notes = Self.notes(baseline, candidate)
        var tested: [(finding: Finding, probability: Double)] = []
        for figure in Self.figures(of: baseline) {
            let (left, right) = (samples(figure.name, baseline), samples(figure.name, candidate))
            guard !right.isEmpty else {
                notes.append("The candidate has no \(figure.name).")
                continue
            }
            let other = Self.figures(of: candidate).first { $0.name == figure.name }
            guard other?.unit == figure.unit, other?.better == figure.better else {
                notes.append("The two measure \(figure.name) in another unit, or judge it another way round.")
                continue
            }
            let spread = RunSpread(baseline: left, candidate: right, noise: [samples(figure.name, noise)])
            let finding = Self.finding(figure, left, right, spread, share: share)
            tested.append((finding, spread?.probability ?? 1))
        }
        let stands = FalseDiscoveries.found(tested.map(\.probability), share: JudgementRules.falseDiscoveries)
        var findings = zip(tested, stands).map { test, stands in
            var finding = test.finding
            if !stands, finding.outcome == .regression || finding.outcome == .improvement {
                finding.outcome = .undecided
            }
            return finding
        }
        findings = findings.filter { $0.outcome == .regression } + findings.filter { $0.outcome != .regression }
        outcome =
            [.regression, .improvement, .undecided].first { outcome in findings.contains { $0.outcome == outcome } }
            ?? (findings.isEmpty ? .inconclusive : .equivalent)
        if findings.isEmpty { notes.append("No figure was measured by both: there is nothing to compare.") }
        self.notes = notes
        self.findings = findings
    }

    /// The figures of some files, each once, in the order in which they come.
    private static func figures(of files: [Benchmark]) -> [Benchmark.Figure] {
        var known: Set<String> = []
        return files.flatMap(\.figures).filter { known.insert($0.name).inserted }
    }

    private static func notes(_ baseline: [Benchmark], _ candidate: [Benchmark]) -> [String] {
        let machines = Set((baseline + candidate).compactMap(\.machine))
        let new = figures(of: candidate).map(\.name).filter { name in
            !figures(of: baseline).contains { $0.name == name }
        }
        return (machines.count > 1 ? ["They were measured on different machines."] : [])
            + new.map { "The baseline has no \($0)." }
    }

    private static func finding(
        _ figure: Benchmark.Figure,
        _ left: [Double],
        _ right: [Double],
        _ spread: RunSpread?,
        share: Double
    ) -> Finding {
        func mean(_ logs: [Double]) -> Double { logs.reduce(0, +) / Double(logs.count) }
        let difference = mean(right) - mean(left)
        var outcome = Judgement.Outcome.undecided
        if let interval = spread?.interval {
            // Both ways of reading the ratio have the same limits, as logarithms have.
            let (low, high) =
                figure.better == .lower
                ? (interval.lowerBound, interval.upperBound) : (-interval.upperBound, -interval.lowerBound)
            let limit = log(1 + share)
            if low > limit {
                outcome = .regression
            } else if high < -limit {
                outcome = .improvement
            } else if low > -limit, high < limit {
                outcome = .equivalent
            }
        }
        return Finding(
            figure: figure.name,
            unit: figure.unit,
            outcome: outcome,
            baseline: Self.number(mean(left)),
            candidate: Self.number(mean(right)),
            ratio: Self.number(difference),
            ratioLow: spread.map { Self.number($0.interval.lowerBound) },
            ratioHigh: spread.map { Self.number($0.interval.upperBound) }
        )
    }

    /// The number of a logarithm, which stays finite and above 0: JSON has no other.
    private static func number(_ logarithm: Double) -> Double {
        exp(min(max(-largestLogarithm, logarithm), largestLogarithm))
    }

    private static let largestLogarithm = 700.0
}

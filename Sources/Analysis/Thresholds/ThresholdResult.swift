import Foundation

/// What came of a threshold.
package struct ThresholdResult: Sendable, Hashable, Codable {
    /// The threshold, as it was written.
    package var expression: String
    /// The endpoint that it is for; nil for the whole run.
    package var endpoint: String?
    /// What was measured: `service p99`, `failures`.
    package var figure: String
    /// How the value has to lie to the limit.
    package var relation: Threshold.Relation
    /// The limit.
    package var limit: Double
    /// What limit and value are counted in.
    package var unit: Threshold.Unit
    /// The value; nil where there is none.
    package var value: Double?
    /// Of a ratio: the candidate's milliseconds.
    package var time: Double?
    /// Of a ratio: the baseline's milliseconds.
    package var baselineTime: Double?
    /// Whether it was kept.
    package var passed: Bool
    /// What a reader has to know: why there is no value, or how little it says.
    package var note: String?

    /// What came of a threshold in some runs, of which the middle value counts.
    ///
    /// - Parameters:
    ///   - runs: the figures of each run; one without a value leaves the whole without.
    ///   - baselines: those that a ratio is of, of which the middle one counts too.
    package init(_ threshold: Threshold, runs: [ThresholdFigures], baselines: [ThresholdFigures] = []) {
        expression = threshold.text
        endpoint = threshold.endpoint
        figure = threshold.figure.name
        relation = threshold.relation
        limit = threshold.limit
        unit = threshold.unit
        passed = false
        let baseline = Self.middle(baselines, by: threshold)
        var middle: [(value: Double, times: Threshold.Times?)] = []
        var isSure = true
        for run in runs {
            switch threshold.measured(in: run, baseline: baseline) {
            case .nothing(let reason):
                note = reason
                return
            case .value(let value, let sure, let times):
                middle.append((value, times))
                isSure = isSure && sure
            }
        }
        middle.sort { $0.value < $1.value }
        guard !middle.isEmpty else { return }
        // Of an even number, the one that is further from passing.
        let upper = relation == .atMost || relation == .below
        let found = middle[upper ? middle.count / 2 : (middle.count - 1) / 2]
        value = found.value
        time = found.times?.candidate
        baselineTime = found.times?.baseline
        passed = relation.holds(found.value, limit)
        if !isSure { note = "little to go by: fewer than \(Quantile.samplesBeyond) times lie beyond the percentile" }
    }

    /// The baseline whose own time is the middle one: the lower of two, as it asks for more.
    private static func middle(_ baselines: [ThresholdFigures], by threshold: Threshold) -> ThresholdFigures? {
        guard baselines.count > 1 else { return baselines.first }
        var time = threshold
        time.unit = .milliseconds
        let known = baselines.compactMap { baseline -> (Double, ThresholdFigures)? in
            guard case .value(let value, _, _) = time.measured(in: baseline, baseline: nil) else { return nil }
            return (value, baseline)
        }
        return known.sorted { $0.0 < $1.0 }.map(\.1).dropFirst((known.count - 1) / 2).first
    }
}

extension ThresholdResult {
    /// The results of some thresholds for a finished run, whose baseline is what was recorded of its requests.
    package static func results(of thresholds: [Threshold], in summary: RunSummary) -> [ThresholdResult] {
        guard !thresholds.isEmpty else { return [] }
        let figures = ThresholdFigures(summary)
        let recording = ThresholdFigures(recordingOf: summary).map { [$0] } ?? []
        return thresholds.map { ThresholdResult($0, runs: [figures], baselines: recording) }
    }

    /// The value, for people: `412 ms`, `1.24x (412 ms over 332 ms)`, `0.31%`.
    ///
    /// It has as many digits as it takes to see on which side of the limit it lies.
    package var measuredText: String {
        guard let value else { return "-" }
        let digits = (3...9).first { relation.holds(Self.rounded(value, digits: $0), limit) == passed } ?? 9
        let text = Self.text(value, digits: digits, unit)
        guard let time, let baselineTime else { return text }
        let (candidate, baseline) = (
            Self.text(time, digits: 3, .milliseconds), Self.text(baselineTime, digits: 3, .milliseconds)
        )
        return "\(text) (\(candidate) over \(baseline))"
    }

    /// The result in a sentence.
    package var sentence: String {
        guard value != nil else { return "\(expression) was not met: \(note ?? "there is no value")." }
        let caution = note.map { "; \($0)" } ?? ""
        return "\(expression) was \(passed ? "" : "not ")met: \(figure) came to \(measuredText)\(caution)."
    }

    private static func text(_ value: Double, digits: Int, _ unit: Threshold.Unit) -> String {
        switch unit {
        case .milliseconds: number(value, digits: digits) + " ms"
        case .ratio: number(value, digits: digits) + "x"
        case .percent: number(value, digits: digits) + "%"
        case .count: number(value, digits: 0)
        case .perSecond: number(value, digits: digits) + "/s"
        }
    }

    /// Decimals that show so many digits, whole numbers being shown whole.
    private static func decimals(_ value: Double, digits: Int) -> Int {
        guard value != 0, value.isFinite else { return 0 }
        return min(9, max(0, digits - 1 - Int(log10(abs(value)).rounded(.down))))
    }

    private static func rounded(_ value: Double, digits: Int) -> Double {
        let scale = pow(10, Double(decimals(value, digits: digits)))
        return (value * scale).rounded() / scale
    }

    private static func number(_ value: Double, digits: Int) -> String {
        ReadableNumber.fixed(value, decimals: decimals(value, digits: digits)) ?? "-"
    }
}

/// What ends a run before its time: the run is over as soon as one of these holds.
///
/// They are written as thresholds are, and mean the opposite: a threshold says what has to hold, `p99 <= 300ms`, and a
/// condition what must not, `p99 > 1s`.
package struct AbortConditions: Sendable, Hashable {
    /// The conditions.
    package let conditions: [Threshold]
    /// What has to be gathered for them.
    package let needs: RunSoFar.Needs

    /// Requests of a share that must have failed, or been dropped, and seconds that a rate must have lasted, before either says
    /// anything: the first failure of a run is all of its requests.
    static let leastEvents: UInt64 = Quantile.samplesBeyond
    static let leastSeconds = 10.0

    /// Some conditions; nil where there is none.
    package init?(_ conditions: [Threshold]) {
        guard !conditions.isEmpty else { return nil }
        self.conditions = conditions
        needs = RunSoFar.Needs(conditions)
    }

    /// The first condition that holds of a run so far; nil where none does.
    ///
    /// A percentile counts once enough times lie beyond it, a share once enough requests are in it, a rate after some seconds.
    package func met(in run: ThresholdFigures, recording: ThresholdFigures) -> AbortedRun? {
        for condition in conditions {
            guard case .value(let value, let isSure, _) = condition.measured(in: run, baseline: recording), isSure,
                condition.relation.holds(value, condition.limit), Self.saysEnough(condition, run)
            else { continue }
            return AbortedRun(
                seconds: run.seconds,
                condition: ThresholdResult(condition, runs: [run], baselines: [recording])
            )
        }
        return nil
    }

    private static func saysEnough(_ condition: Threshold, _ run: ThresholdFigures) -> Bool {
        guard let scope = run.scope(of: condition) else { return false }
        switch (condition.figure, condition.unit) {
        case (.failures, .percent): return scope.lost >= leastEvents
        case (.dropped, .percent): return scope.dropped >= leastEvents
        case (.rate, _): return run.seconds >= leastSeconds
        default: return true
        }
    }
}

/// That a run was ended by one of its conditions.
package struct AbortedRun: Sendable, Hashable, Codable {
    /// Seconds of the run that are judged, up to then.
    package var seconds: Double
    /// The condition, which held.
    package var condition: ThresholdResult

    /// Why it was ended.
    package var sentence: String {
        let seconds = (self.seconds * 10).rounded() / 10
        return
            "The run was ended after \(seconds) s, as asked for by \(condition.expression): \(condition.figure) came to "
            + "\(condition.measuredText)."
    }
}

import Foundation

/// By how much one figure differs between several runs and several others, where the run is the unit.
///
/// Seconds of one run share what the run as a whole had: where its processes lay in memory, what else the machine did. No
/// resampling within a run sees that; runs side by side do. The error of one run is pooled over all groups of runs that should be
/// alike: the baseline's, the candidate's, and those that were kept to learn this environment's noise. The interval is Student's
/// (Welch's is of no use with two runs a side: its variances have one degree of freedom each).
package struct RunSpread: Sendable, Hashable {
    /// Candidate's mean less baseline's.
    package var difference: Double
    /// The standard error of the difference.
    package var error: Double
    /// Independent deviations that the error was learned from.
    package var degrees: Int

    /// The shift of a figure; nil where no two runs that should be alike are there to learn an error from.
    ///
    /// - Parameters:
    ///   - baseline: the figure of each of the baseline's runs.
    ///   - candidate: that of the candidate's.
    ///   - noise: that of runs that should be alike, group by group.
    ///   - least: the error that a single run has by what is known of it alone; runs that lie closer by luck do not lessen it.
    package init?(baseline: [Double], candidate: [Double], noise: [[Double]] = [], least: Double = 0) {
        guard !baseline.isEmpty, !candidate.isEmpty else { return nil }
        var squares = 0.0
        var degrees = 0
        for group in [baseline, candidate] + noise where group.count > 1 {
            let mean = Self.mean(group)
            squares += group.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            degrees += group.count - 1
        }
        guard degrees > 0 else { return nil }
        let variance = max(squares / Double(degrees), least * least)
        difference = Self.mean(candidate) - Self.mean(baseline)
        error = (variance * (1 / Double(baseline.count) + 1 / Double(candidate.count))).squareRoot()
        self.degrees = degrees
    }

    /// The 95% interval of the difference.
    package var interval: ClosedRange<Double> {
        let reach = SmallSample.studentOver95(degrees: degrees) * error
        return difference - reach...difference + reach
    }

    /// How probable a difference of this size or more is where there is none.
    package var probability: Double {
        guard error > 0 else { return difference == 0 ? 1 : 0 }
        return SmallSample.studentBeyond(abs(difference) / error, degrees: degrees)
    }

    private static func mean(_ values: [Double]) -> Double {
        values.reduce(0, +) / Double(values.count)
    }
}

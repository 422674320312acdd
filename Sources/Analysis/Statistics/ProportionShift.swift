/// By how much a share of failures differs between two runs, with its 95% interval.
///
/// Newcombe's hybrid score interval, built of two Wilson intervals ("Interval estimation for the difference between
/// independent proportions", 1998, method 10): it holds near 0, where failures are.
package struct ProportionShift: Sendable, Hashable {
    /// Candidate less baseline, between -1 and 1.
    package var difference: Double
    /// The interval of the difference.
    package var interval: ClosedRange<Double>

    private static let normal = 1.959_963_984_540_054

    /// The shift from some failures to others; nil where a side has no request, or more failures than requests.
    package init?(
        baselineFailures: UInt64,
        baselineRequests: UInt64,
        candidateFailures: UInt64,
        candidateRequests: UInt64
    ) {
        guard baselineRequests > 0, candidateRequests > 0, baselineFailures <= baselineRequests,
            candidateFailures <= candidateRequests
        else { return nil }
        let before = Self.wilson(baselineFailures, of: baselineRequests)
        let after = Self.wilson(candidateFailures, of: candidateRequests)
        let difference = after.share - before.share
        func root(_ left: Double, _ right: Double) -> Double { (left * left + right * right).squareRoot() }
        self.difference = difference
        let down = root(after.share - after.low, before.high - before.share)
        let up = root(after.high - after.share, before.share - before.low)
        interval = max(-1, difference - down)...min(1, difference + up)
    }

    /// Wilson's score interval ("Probable inference, the law of succession, and statistical inference", 1927).
    private static func wilson(_ count: UInt64, of total: UInt64) -> (share: Double, low: Double, high: Double) {
        let size = Double(total)
        let share = Double(count) / size
        let square = normal * normal
        let centre = share + square / (2 * size)
        let width = normal * (share * (1 - share) / size + square / (4 * size * size)).squareRoot()
        let scale = 1 + square / size
        return (share, min(share, max(0, (centre - width) / scale)), max(share, min(1, (centre + width) / scale)))
    }
}

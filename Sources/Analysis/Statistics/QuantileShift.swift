/// By how much a quantile differs between two runs, and how sure that is.
package struct QuantileShift: Sendable, Hashable {
    /// The quantile.
    package var quantile: Quantile
    /// Candidate over baseline.
    package var ratio: Double
    /// The 95% interval of the ratio.
    package var ratioInterval: ClosedRange<Double>
    /// Candidate less baseline, in nanoseconds.
    package var difference: Double
    /// The 95% interval of the difference, in nanoseconds.
    package var differenceInterval: ClosedRange<Double>
    /// How probable a ratio this far from 1 is where nothing changed.
    package var probability: Double
}

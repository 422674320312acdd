/// A quantile of one run, and how far one run alone lets it be from what the service does.
package struct RunQuantile: Sendable, Hashable {
    /// The quantile.
    package var quantile: Quantile
    /// Its value, in nanoseconds.
    package var value: Double
    /// The 95% interval that resampling the run's own blocks of seconds leaves, in nanoseconds.
    package var interval: ClosedRange<Double>
    /// The standard error of the value's natural logarithm, from the run's own blocks of seconds.
    package var logError: Double
}

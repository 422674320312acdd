/// Keeps outliers of a series from weighing more than noise does, and leaves its steps as they are.
///
/// A value is limited to the median of its neighbourhood and some standard deviations of the noise about it (Hampel's filter; Pearson
/// and others, "Generalized Hampel Filters", 2016). The noise is that of neighbours' differences, which a step hardly changes.
enum OutlierLimit {
    /// Values on either side that belong to a neighbourhood: past a step, most of one are of the new level.
    private static let reach = ChangePoints.leastSegment

    /// Standard deviations of the noise that a value may lie from its neighbourhood's median: 3 of 1,000 normal ones lie beyond.
    private static let deviations = 3.0

    /// The median of the absolute difference of two normal values, in standard deviations of one.
    private static let medianDifference = 0.954

    /// The series with its outliers limited.
    static func applied(to values: [Double]) -> [Double] {
        let differences = zip(values, values.dropFirst()).map { abs($1 - $0) }
        let most = deviations * Middle.median(of: differences) / medianDifference
        return values.indices.map { index in
            let neighbours = max(0, index - reach)...min(values.count - 1, index + reach)
            let median = Middle.median(of: values[neighbours])
            return min(max(values[index], median - most), median + most)
        }
    }
}

/// Middles of some numbers.
enum Middle {
    /// The middle number, or the mean of the two middle ones; 0 of none.
    static func median(of values: some Sequence<Double>) -> Double {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return 0 }
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
}

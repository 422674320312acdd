/// Where a series changed for good: E-divisive with means.
///
/// The series is split where the energy distance of what lies before from what lies after is largest, and so are its parts, until
/// the largest one is no larger than chance makes it (Matteson and James, "A Nonparametric Approach for Multiple Change Point
/// Analysis of Multivariate Data", 2014; used on benchmarks by Daly and others, "The Use of Change Point Detection to Identify
/// Software Performance Regressions in a Continuous Integration System", 2020). Chance is what shuffling within the parts makes
/// of them, so that nothing is taken for granted of the noise. Outliers are limited first (``OutlierLimit``): a few runs that took
/// many times as long would else hide a step of a tenth among them.
package enum ChangePoints {
    /// The values that lie on either side of a change at least: fewer could be outliers.
    package static let leastSegment = 3

    /// The values that it takes to tell a change from chance.
    ///
    /// Of seven, no arrangement is rare enough: two of the 35 ways to choose three of them are the extreme ones, 5.7%. Of eight it
    /// is two of 70.
    package static let leastValues = 8

    /// The probability, by chance alone, up to which a change counts.
    package static let significance = 0.05

    /// How often the series is shuffled for one change, as in the article; with the series itself a round number.
    package static let permutations = 199

    /// Finds the changes of a series, in the order of their places.
    ///
    /// The time that it takes grows with the square of the number of values, for each change.
    ///
    /// - Parameters:
    ///   - values: the series; one with a value that is not finite has no changes.
    ///   - seed: what shuffling begins with; the same seed gives the same changes.
    package static func find(in values: [Double], seed: UInt64 = 1) -> [ChangePoint] {
        guard values.count >= leastValues, values.allSatisfy(\.isFinite) else { return [] }
        let values = OutlierLimit.applied(to: values)
        var random = BlockRandom(seed: seed)
        var segments = [DivergenceSegment(values, in: values.indices)]
        var points: [ChangePoint] = []
        while let (place, split) = best(of: segments) {
            let probability = probability(of: split.divergence, segments, &random)
            guard probability <= significance else { break }
            let range = segments[place].range
            let middle = range.lowerBound + split.count
            points.append(ChangePoint(index: middle, probability: probability))
            segments[place...place] = [
                DivergenceSegment(values, in: range.lowerBound..<middle),
                DivergenceSegment(values, in: middle..<range.upperBound),
            ]
        }
        return points.sorted { $0.index < $1.index }
    }

    private static func best(of segments: [DivergenceSegment]) -> (place: Int, split: DivergenceSegment.Split)? {
        segments.enumerated()
            .compactMap { place, segment in segment.bestSplit.map { (place, $0) } }
            .max { $0.1.divergence < $1.1.divergence }
    }

    /// The share of shuffled series that diverge as much, the series itself among them.
    private static func probability(
        of divergence: Double,
        _ segments: [DivergenceSegment],
        _ random: inout BlockRandom
    ) -> Double {
        // Sums that are made in another order differ in their last digits.
        let limit = divergence * (1 - 1e-9)
        let enough = Int(significance * Double(permutations + 1))
        var shuffled = segments
        var exceeding = 0
        for _ in 0..<permutations {
            let reaches = shuffled.indices.contains { place in
                shuffled[place].shuffle(&random)
                return shuffled[place].split(from: limit) != nil
            }
            if reaches { exceeding += 1 }
            // It cannot become rare any more.
            if exceeding >= enough { break }
        }
        return Double(exceeding + 1) / Double(permutations + 1)
    }
}

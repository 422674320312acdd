/// A part of a series that is looked at for a change, and in which order its values stand.
struct DivergenceSegment {
    /// A place to split it at.
    struct Split {
        /// How many values lie before.
        var count: Int
        /// The scaled energy distance of the values before from those after.
        var divergence: Double
    }

    /// Where it lies in the series.
    let range: Range<Int>
    /// Its values, in the order that they have now.
    private var values: [Double]

    /// The place where it diverges most, before anything was shuffled; nil where it is too short, or all its values are equal.
    private(set) var bestSplit: Split?

    /// A part of a series whose values are finite.
    init(_ values: [Double], in range: Range<Int>) {
        self.range = range
        self.values = Array(values[range])
        bestSplit = split(from: nil)
    }

    /// Puts its values in a random order (Fisher and Yates).
    mutating func shuffle(_ random: inout BlockRandom) {
        for last in stride(from: values.count - 1, to: 0, by: -1) {
            values.swapAt(last, random.next(below: UInt32(truncatingIfNeeded: last + 1)))
        }
    }

    /// Ends that a split's later side is looked at with, about: of a long series not every one, which would show nothing more.
    private static let mostEnds = 64

    /// The place where it diverges most, in the order that its values have now, from what lies after it up to an end: after a
    /// change there may be another one.
    ///
    /// - Parameter limit: a divergence that is enough: the first place that reaches it is given, and none that does not; nil for
    ///   the best place.
    func split(from limit: Double?) -> Split? {
        let count = values.count
        let least = ChangePoints.leastSegment
        guard count >= 2 * least else { return nil }
        // By how many values there are: the sum of the distances between all pairs of the first ones.
        var first = Array(repeating: 0.0, count: count + 1)
        // By the index of the first: the same for the values from there to the end that is looked at.
        var last = Array(repeating: 0.0, count: count + 1)
        // The sums of the newest value's distances to the first ones.
        var row = Array(repeating: 0.0, count: count + 1)
        let inverse = (0...count).map { $0 > 0 ? 1 / Double($0) : 0 }
        let stride = max(1, count / Self.mostEnds)
        var best: Split?
        for end in 1...count {
            let value = values[end - 1]
            var sum = 0.0
            for index in 0..<(end - 1) {
                sum += abs(value - values[index])
                row[index + 1] = sum
            }
            first[end] = first[end - 1] + sum
            for index in 0..<end { last[index] += sum - row[index] }
            guard end >= 2 * least, (count - end).isMultiple(of: stride) else { continue }
            for before in least...(end - least) {
                // The sample's energy distance with α = 1: twice the mean distance between the sides, less the mean distance
                // within each; times their sizes over the sum of them, so that splits of all sizes can be compared.
                let after = end - before
                let between = first[end] - first[before] - last[before]
                let divergence =
                    2 * inverse[end]
                    * (between - first[before] * Double(after) * inverse[before - 1]
                        - last[before] * Double(before) * inverse[after - 1])
                guard divergence > best?.divergence ?? 0 else { continue }
                if let limit {
                    if divergence >= limit { return Split(count: before, divergence: divergence) }
                } else {
                    best = Split(count: before, divergence: divergence)
                }
            }
        }
        return best
    }
}

import Histogram

/// Times in nanoseconds, counted in buckets that keep three significant digits.
///
/// Values below 1,024 ns share buckets of that width, those above ``highest`` count as that. An empty histogram holds no
/// buckets. The mean is exact as long as the sum of all times fits in 64 bits, 584 years.
package struct LatencyHistogram: Sendable {
    /// The largest time that is told apart: a day.
    package static let highest: UInt64 = 86_400_000_000_000

    private static let lowest: UInt64 = 1024

    /// Times that a histogram from a file may claim, so that adding a thousand of them up cannot overflow.
    private static let mostTimes: UInt64 = 1 << 53

    private var buckets: Histogram<UInt64>?

    /// All times added up, in nanoseconds.
    package private(set) var sum: UInt64 = 0

    /// The largest time recorded, exactly; 0 where there is none.
    package private(set) var max: UInt64 = 0

    /// A histogram of nothing.
    package init() {}

    /// How many times were recorded.
    package var count: UInt64 { buckets?.totalCount ?? 0 }

    /// The mean in nanoseconds; 0 where there is none.
    package var mean: Double { count == 0 ? 0 : Double(sum) / Double(count) }

    /// Records a time.
    package mutating func record(_ nanoseconds: UInt64, count: UInt64 = 1) {
        // Compared with ==, it would be copied.
        if case .none = buckets { buckets = Self.emptyBuckets() }
        let time = Swift.min(nanoseconds, Self.highest)
        buckets?.record(time, count: count)
        let (product, overflow) = time.multipliedReportingOverflow(by: count)
        let (total, carry) = sum.addingReportingOverflow(product)
        sum = overflow || carry ? .max : total
        max = Swift.max(max, time)
    }

    /// Adds another histogram's times.
    package mutating func merge(_ other: LatencyHistogram) {
        guard let added = other.buckets else { return }
        if buckets == nil {
            buckets = added
        } else {
            buckets?.add(added)
        }
        let (total, carry) = sum.addingReportingOverflow(other.sum)
        sum = carry ? .max : total
        max = Swift.max(max, other.max)
    }

    /// The time that a share of all times, between 0 and 1, is at most; 0 where there is none.
    package func quantile(_ share: Double) -> UInt64 {
        guard let buckets, buckets.totalCount > 0 else { return 0 }
        return Swift.min(max, buckets.valueAtPercentile(share * 100))
    }

    private static func emptyBuckets() -> Histogram<UInt64> {
        var buckets = Histogram<UInt64>(
            lowestDiscernibleValue: lowest,
            highestTrackableValue: lowest * 2,
            numberOfSignificantValueDigits: .three
        )
        buckets.autoResize = true
        return buckets
    }
}

extension LatencyHistogram: Equatable {
    /// The buckets that hold something: their largest time, or the largest of all in the last one, and their counts.
    package var pairs: [(value: UInt64, count: UInt64)] {
        guard let buckets, buckets.totalCount > 0 else { return [] }
        guard buckets.totalCount.multipliedReportingOverflow(by: buckets.max).overflow else {
            return buckets.recordedValues().map { (value: Swift.min($0.value, max), count: $0.count) }
        }
        // The library's iterator adds up all times on its way, and traps where 64 bits do not hold them: a slower walk.
        var pairs: [(value: UInt64, count: UInt64)] = []
        var value: UInt64 = 0
        while value <= buckets.maxRecorded {
            let count = buckets.countForValue(value)
            let next = buckets.nextNonEquivalentForValue(value)
            if count > 0 { pairs.append((value: Swift.min(next - 1, max), count: count)) }
            value = next
        }
        return pairs
    }

    /// Whether two histograms hold the same times, as far as they tell times apart.
    package static func == (left: Self, right: Self) -> Bool {
        left.sum == right.sum && left.max == right.max
            && left.pairs.elementsEqual(right.pairs) { $0.value == $1.value && $0.count == $1.count }
    }
}

extension LatencyHistogram: Codable {
    private enum CodingKeys: String, CodingKey {
        case values
        case counts
        case sum
        case max
    }

    /// Reads the buckets that hold something.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let values = try container.decode([UInt64].self, forKey: .values)
        let counts = try container.decode([UInt64].self, forKey: .counts)
        guard values.count == counts.count else {
            throw DecodingError.dataCorruptedError(
                forKey: .counts,
                in: container,
                debugDescription: "\(values.count) values and \(counts.count) counts"
            )
        }
        var total: UInt64 = 0
        for (value, count) in zip(values, counts) {
            let (sum, overflow) = total.addingReportingOverflow(count)
            guard !overflow, sum <= Self.mostTimes else {
                throw DecodingError.dataCorruptedError(
                    forKey: .counts,
                    in: container,
                    debugDescription: "more times than can be counted"
                )
            }
            total = sum
            record(value, count: count)
        }
        sum = try container.decode(UInt64.self, forKey: .sum)
        max = try container.decode(UInt64.self, forKey: .max)
        // Shown are no times past the largest: ones that are would be written as others than they were read.
        guard zip(values, counts).allSatisfy({ $0 <= max || $1 == 0 }) else {
            throw DecodingError.dataCorruptedError(
                forKey: .max,
                in: container,
                debugDescription: "a largest time of \(max), and there are larger ones"
            )
        }
    }

    /// Writes the buckets that hold something, by their largest value, and their counts.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        // To find those that hold something takes a pass over all.
        let pairs = pairs
        try container.encode(pairs.map(\.value), forKey: .values)
        try container.encode(pairs.map(\.count), forKey: .counts)
        try container.encode(sum, forKey: .sum)
        try container.encode(max, forKey: .max)
    }
}

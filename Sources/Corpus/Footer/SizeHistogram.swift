/// Sizes in bytes, counted in buckets: each size up to 31 has its own, and each octave above it has sixteen.
public struct SizeHistogram: Sendable, Hashable {
    /// Counts by bucket, up to the last that holds something.
    private var counts: [UInt64] = []

    /// The largest size, exactly.
    public private(set) var max: UInt64 = 0

    private static let lastBucket = bucket(of: .max)

    /// A histogram of nothing.
    init() {}

    /// Counts a size.
    mutating func record(_ size: UInt64) {
        let bucket = Self.bucket(of: size)
        if bucket >= counts.count { counts.append(contentsOf: repeatElement(0, count: bucket + 1 - counts.count)) }
        counts[bucket] &+= 1
        max = Swift.max(max, size)
    }

    /// How many sizes were counted.
    public var count: UInt64 { counts.reduce(0, &+) }

    /// The size that a share of all, between 0 and 1, is at most; 0 where there is none.
    public func quantile(_ share: Double) -> UInt64 {
        let all = count
        // As a double the largest counts are more than 64 bits hold.
        let rank = UInt64(exactly: (share * Double(all)).rounded(.up)) ?? (share > 0 ? all : 0)
        var seen: UInt64 = 0
        for (bucket, count) in counts.enumerated() {
            seen &+= count
            if count > 0, seen >= rank { return Swift.min(Self.largest(in: bucket), max) }
        }
        return max
    }

    private static func bucket(of size: UInt64) -> Int {
        guard size >= 32 else { return Int(size) }
        let octave = 63 - size.leadingZeroBitCount
        return 32 + (octave - 5) * 16 + Int(size >> UInt64(octave - 4) & 15)
    }

    private static func largest(in bucket: Int) -> UInt64 {
        guard bucket >= 32 else { return UInt64(bucket) }
        let (octave, step) = ((bucket - 32) / 16 + 5, UInt64((bucket - 32) % 16))
        let width: UInt64 = 1 << UInt64(octave - 4)
        return (1 << UInt64(octave)) &+ (step &+ 1) &* width &- 1
    }
}

extension SizeHistogram: Codable {
    private enum Key: String, CodingKey {
        case values, counts, max
    }

    /// Writes the largest size of each bucket that holds something, and its count.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        let held = counts.indices.filter { counts[$0] > 0 }
        try container.encode(held.map { Self.largest(in: $0) }, forKey: .values)
        try container.encode(held.map { counts[$0] }, forKey: .counts)
        try container.encode(max, forKey: .max)
    }

    /// Reads what ``encode(to:)`` writes.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let values = try container.decode([UInt64].self, forKey: .values)
        let numbers = try container.decode([UInt64].self, forKey: .counts)
        guard values.count == numbers.count, values.count <= Self.lastBucket + 1 else {
            let problem = "sizes and counts are not as many"
            throw DecodingError.dataCorruptedError(forKey: .counts, in: container, debugDescription: problem)
        }
        for (value, number) in zip(values, numbers) {
            let bucket = Self.bucket(of: value)
            if bucket >= counts.count { counts.append(contentsOf: repeatElement(0, count: bucket + 1 - counts.count)) }
            counts[bucket] &+= number
        }
        max = try container.decode(UInt64.self, forKey: .max)
    }
}

/// An instant of the recording's wall clock, in nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// 64 bits reach from 1677 to 2262. What a source stamps in microseconds keeps its microseconds.
public struct Timestamp: Sendable, Hashable, Comparable, Codable {
    /// Nanoseconds since the Unix epoch; negative before it.
    public var nanoseconds: Int64

    /// The instant so many nanoseconds after the Unix epoch.
    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// Whether the left instant is the earlier one.
    public static func < (left: Self, right: Self) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// The nanoseconds from an earlier instant to this one; 0 where that one is not earlier.
    public func nanoseconds(since earlier: Timestamp) -> UInt64 {
        let (difference, overflow) = nanoseconds.subtractingReportingOverflow(earlier.nanoseconds)
        if overflow { return nanoseconds > earlier.nanoseconds ? UInt64.max : 0 }
        return difference > 0 ? UInt64(difference) : 0
    }

    /// The instant so many nanoseconds later, held at the last one that there is.
    public func advanced(by nanoseconds: UInt64) -> Timestamp {
        let (sum, overflow) = self.nanoseconds.addingReportingOverflow(Int64(clamping: nanoseconds))
        return Timestamp(nanoseconds: overflow ? .max : sum)
    }
}

extension Timestamp {
    /// A timestamp encodes as its number of nanoseconds.
    public init(from decoder: any Decoder) throws {
        self.init(nanoseconds: try decoder.singleValueContainer().decode(Int64.self))
    }

    /// Writes the number of nanoseconds.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(nanoseconds)
    }
}

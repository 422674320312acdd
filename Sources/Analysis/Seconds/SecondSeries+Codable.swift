import FoundationEssentials

/// One base64 string (RFC 4648, section 4) of unsigned LEB128 numbers: how often the width was doubled, how many buckets,
/// then of each bucket how many of its counts are not 0, and of each of those the places skipped since the last one and the
/// count.
extension SecondSeries: Codable {
    /// Reads a series; what it claims beyond its limits is an error, before memory is taken for it.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let bytes = [UInt8](try container.decode(Data.self))
        var reader = Reader(bytes: bytes)
        func damaged(_ problem: String) -> DecodingError {
            DecodingError.dataCorruptedError(in: container, debugDescription: problem)
        }
        guard let doublings = reader.next(), doublings < 32, let buckets = reader.next() else {
            throw damaged("the seconds begin with no known width")
        }
        guard buckets <= UInt64(RecorderLimits.secondBuckets) else { throw damaged("\(buckets) buckets of time") }
        self.init(doublings: doublings, bucketCount: Int(buckets))
        for bucket in 0..<Int(buckets) {
            guard let filled = reader.next(), filled <= UInt64(Self.stride) else { throw damaged("bucket \(bucket)") }
            var index = 0
            for _ in 0..<filled {
                guard let skipped = reader.next(), skipped < UInt64(Self.stride - index), let number = reader.next(),
                    let count = UInt32(exactly: number)
                else { throw damaged("a count of bucket \(bucket) is cut off, or out of range") }
                index += Int(skipped)
                set(count, bucket: bucket, index: index)
                index += 1
            }
        }
        guard reader.isAtEnd else { throw damaged("the seconds go on after their last bucket") }
    }

    /// Writes the counts that are not 0.
    package func encode(to encoder: any Encoder) throws {
        var bytes: [UInt8] = []
        Self.append(doublings, to: &bytes)
        Self.append(UInt64(bucketCount), to: &bytes)
        for bucket in 0..<bucketCount {
            let contents = contents(bucket: bucket)
            Self.append(UInt64(contents.count { $0 > 0 }), to: &bytes)
            var next = contents.startIndex
            for index in contents.indices where contents[index] > 0 {
                Self.append(UInt64(index - next), to: &bytes)
                Self.append(UInt64(contents[index]), to: &bytes)
                next = index + 1
            }
        }
        var container = encoder.singleValueContainer()
        try container.encode(Data(bytes))
    }

    private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private struct Reader {
        let bytes: [UInt8]
        var index = 0

        var isAtEnd: Bool { index == bytes.count }

        /// The next number; nil at the end, and for one of more than 63 bits.
        mutating func next() -> UInt64? {
            var number: UInt64 = 0
            for shift in Swift.stride(from: 0, to: 63, by: 7) as StrideTo<UInt64> {
                guard index < bytes.count else { return nil }
                let byte = bytes[index]
                index += 1
                number |= UInt64(byte & 0x7F) << shift
                if byte < 0x80 { return number }
            }
            return nil
        }
    }
}

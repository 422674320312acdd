/// Searching of raw bytes, eight at a time.
///
/// Every load goes through `RawSpan`, which checks its bounds; the loops below never ask for more than there is.
/// The searches are calls for whole buffers, so other modules call them; a single byte is inlined there.
extension RawSpan {
    /// One byte, bounds-checked.
    @inlinable
    @inline(__always)
    package func byte(_ offset: Int) -> UInt8 {
        unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }

    /// The offset of the first control byte (below 0x20) from an offset on, or `byteCount`.
    ///
    /// In a well-formed line that byte is its CR, so one search both finds the line's end and checks its content.
    package func firstControl(from start: Int) -> Int {
        var offset = start
        let end = byteCount
        while end &- offset >= 8 {
            let word = UInt64(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
            // The classic "has a byte less than n": a borrow can only mark bytes above a true hit, so the lowest
            // marked byte is always right.
            let hits = (word &- 0x2020_2020_2020_2020) & ~word & 0x8080_8080_8080_8080
            if hits != 0 { return offset &+ (hits.trailingZeroBitCount >> 3) }
            offset &+= 8
        }
        while offset < end, byte(offset) >= 0x20 { offset &+= 1 }
        return Swift.min(offset, end)
    }

    /// The offset of the first byte of a value from an offset on, or nil.
    package func firstOffset(of value: UInt8, from start: Int) -> Int? {
        var offset = start
        let end = byteCount
        let pattern = UInt64(value) &* 0x0101_0101_0101_0101
        while end &- offset >= 8 {
            let word = UInt64(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)) ^ pattern
            let hits = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
            if hits != 0 { return offset &+ (hits.trailingZeroBitCount >> 3) }
            offset &+= 8
        }
        while offset < end {
            if byte(offset) == value { return offset }
            offset &+= 1
        }
        return nil
    }

    /// Whether the bytes from an offset on begin with a literal, compared exactly.
    ///
    /// False where there are too few bytes.
    package func hasBytes(_ literal: StaticString, at offset: Int) -> Bool {
        let count = literal.utf8CodeUnitCount
        guard offset >= 0, byteCount &- offset >= count else { return false }
        return matchesPrefix(of: literal, at: offset)
    }

    /// Whether the bytes from an offset on agree with a literal as far as both go.
    package func matchesPrefix(of literal: StaticString, at offset: Int) -> Bool {
        let count = Swift.min(literal.utf8CodeUnitCount, Swift.max(byteCount &- offset, 0))
        // A literal's bytes live as long as the program, and `count` is within them.
        let expected = UnsafeBufferPointer(start: literal.utf8Start, count: count)
        for index in 0..<count where byte(offset &+ index) != expected[index] {
            return false
        }
        return true
    }
}

extension [UInt8] {
    /// Appends a range of raw bytes with one copy.
    package mutating func append(_ bytes: RawSpan, in range: Range<Int>) {
        guard !range.isEmpty else { return }
        bytes.extracting(range).withUnsafeBytes { append(contentsOf: $0) }
    }
}

import HTTPWire

/// Percent-encoding (RFC 3986, section 2.1), as paths, queries and forms have it.
enum PercentCoding {
    /// The bytes without their escapes; a `%` that begins none stays.
    static func decoded(_ text: ArraySlice<UInt8>) -> [UInt8] {
        guard text.contains(UInt8(ascii: "%")) else { return Array(text) }
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var index = text.startIndex
        while index < text.endIndex {
            if text[index] == UInt8(ascii: "%"), index + 2 < text.endIndex,
                let high = ASCII.hexValue(text[index + 1]), let low = ASCII.hexValue(text[index + 2])
            {
                result.append(UInt8(truncatingIfNeeded: high << 4 | low))
                index += 3
            } else {
                result.append(text[index])
                index += 1
            }
        }
        return result
    }

    /// The bytes with escapes.
    ///
    /// - Parameter isStrict: whether all but the unreserved are escaped; else only those that cannot stand in a segment or a
    ///   parameter.
    static func encoded(_ bytes: [UInt8], isStrict: Bool) -> [UInt8] {
        bytes.flatMap { byte -> [UInt8] in
            if isUnreserved(byte) || (!isStrict && harmless.contains(byte)) { return [byte] }
            return [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        ASCII.isDigit(byte) || (byte | 0x20) &- 0x61 < 26 || "-._~".utf8.contains(byte)
    }

    private static let harmless = Array("!$'()*,;:@=".utf8)
    private static let digits = Array("0123456789ABCDEF".utf8)
}

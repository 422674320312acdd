/// An IP address, as numbers in host byte order.
enum IPAddress: Hashable, Sendable {
    /// `10.0.0.7` is 0x0A00_0007.
    case v4(UInt32)
    /// The first and the last eight bytes.
    case v6(high: UInt64, low: UInt64)
}

extension IPAddress: CustomStringConvertible {
    /// The address as RFC 5952 (section 4) writes it, or in dotted decimals.
    ///
    /// An IPv4-mapped address ends in dotted decimals (section 5).
    var description: String {
        switch self {
        case .v4(let bits):
            return Self.dotted(bits)
        case .v6(high: 0, let low) where low >> 32 == 0xFFFF:
            return "::ffff:" + Self.dotted(UInt32(truncatingIfNeeded: low))
        case .v6(let high, let low):
            let groups = [high, low].flatMap { word in
                (0..<4).map { UInt16(truncatingIfNeeded: word >> UInt64(48 - 16 * $0)) }
            }
            return Self.compressed(groups)
        }
    }

    private static func dotted(_ bits: UInt32) -> String {
        "\(bits >> 24).\(bits >> 16 & 0xFF).\(bits >> 8 & 0xFF).\(bits & 0xFF)"
    }

    /// Hexadecimal groups, the first of the longest runs of two or more zeros as `::`.
    private static func compressed(_ groups: [UInt16]) -> String {
        var longest = 0..<0
        var start = 0
        for index in groups.indices {
            if groups[index] != 0 {
                start = index + 1
            } else if index + 1 - start > longest.count {
                longest = start..<index + 1
            }
        }
        func text(_ part: ArraySlice<UInt16>) -> String {
            part.map { String($0, radix: 16) }.joined(separator: ":")
        }
        guard longest.count >= 2 else { return text(groups[...]) }
        return text(groups[..<longest.lowerBound]) + "::" + text(groups[longest.upperBound...])
    }
}

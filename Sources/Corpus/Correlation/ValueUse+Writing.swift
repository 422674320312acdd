import HTTPWire

extension ValueUse {
    /// A value as it is written in a place of this kind; nil for one that cannot stand there.
    ///
    /// - Parameter isEscaped: whether the value that it takes the place of had escapes.
    package func written(_ value: [UInt8], isEscaped: Bool) -> [UInt8]? {
        switch self {
        case .path, .query, .form: return PercentCoding.encoded(value, isStrict: isEscaped)
        case .header, .cookie:
            let isClean = value.allSatisfy { ($0 >= 0x20 || $0 == ASCII.tab) && $0 != 0x7F }
            return isClean && (self == .header || !value.contains(ASCII.semicolon)) ? value : nil
        case .json: return Self.jsonString(value)
        case .number:
            let isNumber = value.contains(where: ASCII.isDigit) && value.allSatisfy(Self.isOfNumber)
            let quote = UInt8(ascii: "\"")
            return isNumber ? value : [quote] + Self.jsonString(value) + [quote]
        }
    }

    /// The inside of a string of JSON (RFC 8259, section 7).
    private static func jsonString(_ value: [UInt8]) -> [UInt8] {
        value.flatMap { byte -> [UInt8] in
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): [UInt8(ascii: "\\"), byte]
            case 0..<0x20: Array("\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8)
            default: [byte]
            }
        }
    }

    private static func isOfNumber(_ byte: UInt8) -> Bool {
        ASCII.isDigit(byte) || "+-.eE".utf8.contains(byte)
    }
}

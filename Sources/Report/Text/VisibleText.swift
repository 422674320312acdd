/// Bytes of traffic as text in which nothing is hidden and nothing steers a terminal.
package enum VisibleText {
    /// The bytes on one line: what a terminal would act upon, and what is no UTF-8, as `\x1B`.
    package static func text(_ bytes: ArraySlice<UInt8>) -> String {
        var text = String.UnicodeScalarView()
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var start = bytes.startIndex
        decoding: while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar):
                start += UTF8.width(scalar)
                append(scalar, to: &text)
            case .error:
                // The decoder has taken one byte at least; go on behind it.
                text.append(contentsOf: escape(UInt32(bytes[start]), digits: 2, "\\x").unicodeScalars)
                start += 1
                decoder = UTF8()
                iterator = bytes[start...].makeIterator()
            case .emptyInput:
                break decoding
            }
        }
        return String(text)
    }

    /// The bytes' lines, each without its end; the last one may have none.
    package static func lines(_ bytes: ArraySlice<UInt8>) -> [String] {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map { text($0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0) }
    }

    /// Lines of sixteen bytes each, as `hexdump -C` has them.
    package static func hexadecimal(_ bytes: ArraySlice<UInt8>) -> [String] {
        stride(from: bytes.startIndex, to: bytes.endIndex, by: 16).map { start in
            let row = bytes[start..<min(start + 16, bytes.endIndex)]
            let digits = row.map { escape(UInt32($0), digits: 2, "").lowercased() }.joined(separator: " ")
            let shown = row.map { (0x20..<0x7F).contains($0) ? Character(Unicode.Scalar($0)) : "." }
            let padding = String(repeating: " ", count: 48 - digits.count)
            return escape(UInt32(start - bytes.startIndex), digits: 8, "").lowercased()
                + "  \(digits)\(padding) |\(String(shown))|"
        }
    }

    private static func append(_ scalar: Unicode.Scalar, to text: inout String.UnicodeScalarView) {
        switch scalar.properties.generalCategory {
        case .control where scalar == "\t":
            text.append(scalar)
        case .control where scalar.value < 0x80:
            text.append(contentsOf: escape(scalar.value, digits: 2, "\\x").unicodeScalars)
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            text.append(contentsOf: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}".unicodeScalars)
        default:
            text.append(scalar)
        }
    }

    private static func escape(_ value: UInt32, digits count: Int, _ prefix: String) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return prefix + String(repeating: "0", count: max(0, count - digits.count)) + digits
    }
}

import Foundation
import HTTPWire

/// The JSON of a log's line, with what servers do to it undone.
enum LogText {
    /// The members of a line.
    ///
    /// - Throws: `DecodingError` where it is no JSON object.
    static func line(_ bytes: [UInt8], _ decoder: JSONDecoder) throws -> LogLine {
        var text = bytes[...]
        // What syslog writes before it.
        if text.first != brace, let start = text.firstIndex(of: brace) { text = text[start...] }
        // Before it is decoded: the decoder looks at a text's escapes late, and then leaves out the text alone.
        if text.contains(backslash), let mended = mended(text) {
            return try decoder.decode(LogLine.self, from: Data(mended))
        }
        return try decoder.decode(LogLine.self, from: Data(text))
    }

    /// The text with escapes of C, which JSON has not, in JSON's terms; nil where there are none.
    ///
    /// Apache and nginx write `\xHH` for bytes that are no printable ASCII, and `\v`.
    static func mended(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        var mended: [UInt8] = []
        mended.reserveCapacity(text.count)
        var rest = text
        var isChanged = false
        while let byte = rest.popFirst() {
            guard byte == backslash, let next = rest.popFirst() else {
                mended.append(byte)
                continue
            }
            if next == UInt8(ascii: "x"), let value = hexadecimal(rest) {
                rest = rest.dropFirst(2)
                isChanged = true
                // A byte of UTF-8 goes in as it is; the rest is for the decoder to judge.
                if value < 0x80 { mended += escape(value) } else { mended.append(value) }
            } else if next == UInt8(ascii: "v") {
                isChanged = true
                mended += escape(0x0B)
            } else {
                mended += [byte, next]
            }
        }
        return isChanged ? mended : nil
    }

    /// The byte that two hexadecimal digits at the front tell.
    static func hexadecimal(_ bytes: ArraySlice<UInt8>) -> UInt8? {
        let digits = bytes.prefix(2)
        guard digits.count == 2, let high = digits.first.flatMap(ASCII.hexValue),
            let low = digits.last.flatMap(ASCII.hexValue)
        else { return nil }
        return UInt8(truncatingIfNeeded: high << 4 | low)
    }

    private static func escape(_ value: UInt8) -> [UInt8] {
        let digits = String(value, radix: 16)
        return Array("\\u00\(digits.count < 2 ? "0" : "")\(digits)".utf8)
    }

    private static let brace = UInt8(ascii: "{")
    private static let backslash = UInt8(ascii: "\\")
}

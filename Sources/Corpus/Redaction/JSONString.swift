/// A string of JSON (RFC 8259, section 7).
package enum JSONString {
    /// The string's bytes without escapes.
    ///
    /// - Parameter written: what stands between its quotes.
    package static func decoded(_ written: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard written.contains(UInt8(ascii: "\\")) else { return written }
        return EscapedText(written, .json).bytes[...]
    }
}

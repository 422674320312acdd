/// The bytes and byte classes that HTTP/1 is written in.
package enum ASCII {
    /// The byte 0x00.
    @inlinable package static var null: UInt8 { 0x00 }
    /// The byte 0x09.
    @inlinable package static var tab: UInt8 { 0x09 }
    /// The byte 0x0A.
    @inlinable package static var lineFeed: UInt8 { 0x0A }
    /// The byte 0x0D.
    @inlinable package static var carriageReturn: UInt8 { 0x0D }
    /// The byte 0x20.
    @inlinable package static var space: UInt8 { 0x20 }
    /// The byte 0x2C.
    @inlinable package static var comma: UInt8 { 0x2C }
    /// The byte 0x3A.
    @inlinable package static var colon: UInt8 { 0x3A }
    /// The byte 0x3B.
    @inlinable package static var semicolon: UInt8 { 0x3B }

    /// Whether a byte may be in a token (RFC 9110, section 5.6.2): a method or a field name.
    @inlinable
    @inline(__always)
    package static func isToken(_ byte: UInt8) -> Bool {
        // One bit a character: !#$%&'*+-.0-9 below 64, A-Z^_`a-z|~ from 64 on.
        let low: UInt64 = 0x03FF_6CFA_0000_0000
        let high: UInt64 = 0x57FF_FFFF_C7FF_FFFE
        guard byte < 128 else { return false }
        return ((byte < 64 ? low : high) >> UInt64(byte & 63)) & 1 != 0
    }

    /// Whether a byte is a space or a tab (RFC 9110, section 5.6.3).
    @inlinable
    @inline(__always)
    package static func isBlank(_ byte: UInt8) -> Bool {
        byte == space || byte == tab
    }

    /// Whether a byte is neither white space nor a control byte: such a one may be in a request target or an authority.
    ///
    /// Bytes past ASCII are no part of either (RFC 3986, section 2), but clients send them and servers take them.
    @inlinable
    @inline(__always)
    package static func isVisible(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte != 0x7F
    }

    /// Whether a byte is a decimal digit.
    @inlinable
    @inline(__always)
    package static func isDigit(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10
    }

    /// The value of a hexadecimal digit, or nil.
    @inlinable
    @inline(__always)
    package static func hexValue(_ byte: UInt8) -> UInt64? {
        if isDigit(byte) { return UInt64(byte &- 0x30) }
        let letter = (byte | 0x20) &- 0x61
        return letter < 6 ? UInt64(letter &+ 10) : nil
    }

    /// A letter in lower case; any other byte as it is.
    @inlinable
    @inline(__always)
    package static func lowercased(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }
}

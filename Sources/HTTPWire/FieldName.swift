/// The name of a header field, compared without regard to the case of ASCII letters (RFC 9110, section 5.1).
package struct FieldName: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The name in lower case.
    package let bytes: [UInt8]

    /// A name from any spelling of it.
    package init(_ name: String) {
        bytes = name.utf8.map(ASCII.lowercased)
    }

    /// A name from a literal, in any spelling.
    package init(stringLiteral name: String) {
        self.init(name)
    }

    /// Whether bytes spell this name.
    package func matches(_ other: RawSpan) -> Bool {
        guard other.byteCount == bytes.count else { return false }
        for index in bytes.indices where ASCII.lowercased(other.byte(index)) != bytes[index] {
            return false
        }
        return true
    }

    /// Whether a range of a buffer spells this name.
    ///
    /// The range must lie within the buffer.
    package func matches(_ buffer: borrowing [UInt8], in range: Range<Int>) -> Bool {
        guard range.count == bytes.count else { return false }
        return matches(buffer.span.bytes.extracting(range))
    }

    /// Whether a slice spells this name.
    package func matches(_ slice: ArraySlice<UInt8>) -> Bool {
        guard slice.count == bytes.count else { return false }
        return matches(slice.span.bytes)
    }
}

extension FieldName {
    /// `Connection` (RFC 9110, section 7.6.1).
    package static let connection = FieldName("connection")
    /// `Content-Length` (RFC 9110, section 8.6).
    package static let contentLength = FieldName("content-length")
    /// `Expect` (RFC 9110, section 10.1.1).
    package static let expect = FieldName("expect")
    /// `Host` (RFC 9110, section 7.2).
    package static let host = FieldName("host")
    /// `Transfer-Encoding` (RFC 9112, section 6.1).
    package static let transferEncoding = FieldName("transfer-encoding")
    /// `Upgrade` (RFC 9110, section 7.8).
    package static let upgrade = FieldName("upgrade")
    /// The protocol that `Upgrade` names for HTTP/2 without TLS (RFC 7540, section 3.2).
    package static let cleartextHTTP2 = FieldName("h2c")
}

/// What the parser found next in the bytes.
package enum HTTP1Event: Sendable, Equatable {
    /// All bytes given were used up; the message goes on in those that follow.
    case needsMoreBytes

    /// A whole head: `HTTP1Parser.head` describes it until the next message begins.
    case head

    /// Bytes of the body, taken out of their framing: a range of the bytes that were given.
    case body(Range<Int>)

    /// The message is complete; trailer fields, if it had any, are in `HTTP1Parser.trailers`.
    case end

    /// The connection is no longer HTTP from this offset on (``BodyFraming/tunnel``).
    case tunnel

    /// The bytes are not a message; the parser takes no more until it is reset.
    ///
    /// In a head or in trailers the offset is left at the start of the line at fault, as far as that line is in the bytes
    /// given; in the framing of chunks, at the byte at fault.
    case failure(HTTP1Failure)
}

/// Why bytes are not an HTTP/1 message.
package enum HTTP1Failure: Error, Sendable, Hashable, CaseIterable {
    /// The first line is neither a request line nor a status line (RFC 9112, sections 3 and 4).
    case startLine
    /// The version is not HTTP/1.0 or 1.1 (RFC 9112, section 2.3).
    case version
    /// A field line has no name, no colon, or a NUL (RFC 9112, section 5).
    case fieldLine
    /// More head than ``HTTP1Limits/headBytes``.
    case headTooLong
    /// More fields than ``HTTP1Limits/fields``.
    case tooManyFields
    /// `Content-Length` is no number, or two that differ (RFC 9112, section 6.3).
    case contentLength
    /// A request's last transfer coding is not `chunked` (RFC 9112, section 6.3).
    case transferEncoding
    /// A chunk does not begin with its size (RFC 9112, section 7.1).
    case chunkSize
    /// A chunk's size and extensions pass ``HTTP1Limits/chunkLineBytes``.
    case chunkLineTooLong
    /// A chunk's data is not followed by CRLF (RFC 9112, section 7.1).
    case chunkEnd
    /// More trailers than ``HTTP1Limits/trailerBytes``.
    case trailersTooLong
    /// The connection was closed within a message (RFC 9112, section 8).
    case endOfStreamInMessage
}

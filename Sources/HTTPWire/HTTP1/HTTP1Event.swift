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
    case failure(HTTP1Failure)
}

/// Why bytes are not an HTTP/1 message.
package enum HTTP1Failure: Error, Sendable, Hashable, CaseIterable {
    case startLine
    case version
    case fieldLine
    case headTooLong
    case tooManyFields
    case contentLength
    case transferEncoding
    case chunkSize
    case chunkEnd
    case trailersTooLong
    case endOfStreamInMessage
}

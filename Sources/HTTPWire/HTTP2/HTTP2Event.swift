/// What a reader of frames found next in the bytes (RFC 9113, section 6).
package enum HTTP2Event: Sendable, Equatable {
    /// All bytes given were used up; the frame goes on in those that follow.
    case needsMoreBytes

    /// HEADERS and the CONTINUATION frames after it: the block is in ``HTTP2FrameReader/headerBlock``.
    case headers(stream: UInt32, endsStream: Bool)

    /// PUSH_PROMISE and the CONTINUATION frames after it; its block has to be decoded, as the next one builds on it.
    case pushPromise(stream: UInt32, promised: UInt32)

    /// Bytes of a DATA frame without its padding: a range of the bytes that were given.
    case data(stream: UInt32, Range<Int>)

    /// A DATA frame with END_STREAM has ended.
    case endOfData(stream: UInt32)

    /// SETTINGS with a size for the table of header compression; other settings are passed over.
    case headerTableSize(UInt32)

    /// RST_STREAM.
    case reset(stream: UInt32, code: UInt32)

    /// GOAWAY: no stream past the last one was or will be acted upon.
    case goAway(lastStream: UInt32, code: UInt32)

    /// The bytes are not HTTP/2, or not from here on; the reader takes no more.
    case failure(HTTP2Failure)
}

/// Why bytes are not HTTP/2.
package enum HTTP2Failure: Error, Sendable, Hashable, CaseIterable {
    /// A client's first bytes are not the preface, or a side's first frame is not its settings (RFC 9113, section 3.4).
    case preface
    /// A frame on a stream, or on none, where its type does not allow it (section 6).
    case streamIdentifier
    /// A frame of a length that its type does not allow (section 4.2).
    case frameSize
    /// More padding than frame (section 6.1).
    case padding
    /// A block of headers that is not continued, or a continuation of none (section 6.10).
    case continuation
    /// More header block than ``HTTP2FrameReader/headerBlockLimit``.
    case headerBlockTooLong
}

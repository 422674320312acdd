/// Where in the framing of a chunked body (RFC 9112, section 7.1) the parser is.
///
/// Takes the framing's bytes one by one, for they are few; the chunks' data it only counts.
struct ChunkedFraming: Sendable, Equatable {
    /// What comes next.
    private enum State: Sendable, Equatable {
        /// Digits of the size.
        case size(isEmpty: Bool)
        /// White space after the size.
        case padding
        /// An extension; passed over.
        case chunkExtension
        /// The LF that ends the size's line.
        case sizeLineFeed
        /// The chunk's data.
        case data
        /// The CRLF after the data.
        case dataEnd
        /// The LF of it.
        case dataLineFeed
    }

    private var state = State.size(isEmpty: true)
    private var remaining: UInt64 = 0
    private var lineBytes = 0

    /// The bytes of the current chunk's data that have not come yet; 0 while in its framing.
    var dataRemaining: UInt64 {
        state == .data ? remaining : 0
    }

    /// What was found.
    enum Step: Equatable {
        case needsMoreBytes
        case data(Range<Int>)
        /// The last chunk; trailers follow.
        case lastChunk
    }

    /// Takes bytes up to the end of a run of data, the last chunk, or the end of the bytes.
    mutating func next(_ bytes: RawSpan, from offset: inout Int, limit: Int) throws(HTTP1Failure) -> Step {
        while offset < bytes.byteCount {
            if state == .data {
                let available = UInt64(bytes.byteCount &- offset)
                let count = Swift.min(available, remaining)
                let start = offset
                // No more than `available`, so it fits.
                offset &+= Int(count)
                consumeData(count)
                return .data(start..<offset)
            }
            if try isLastChunk(afterTaking: bytes.byte(offset), limit: limit) {
                offset &+= 1
                return .lastChunk
            }
            offset &+= 1
        }
        return .needsMoreBytes
    }

    /// Counts data bytes as come; no more than ``dataRemaining``.
    mutating func consumeData(_ count: UInt64) {
        remaining &-= Swift.min(count, remaining)
        if remaining == 0 { state = .dataEnd }
    }

    /// Takes one byte of framing; true where it ends the last chunk's line.
    private mutating func isLastChunk(afterTaking byte: UInt8, limit: Int) throws(HTTP1Failure) -> Bool {
        switch state {
        case .data:
            return false
        case .dataEnd:
            switch byte {
            case ASCII.carriageReturn: state = .dataLineFeed
            case ASCII.lineFeed: beginLine()
            default: throw .chunkEnd
            }
            return false
        case .dataLineFeed:
            guard byte == ASCII.lineFeed else { throw .chunkEnd }
            beginLine()
            return false
        case .size, .padding, .chunkExtension, .sizeLineFeed:
            lineBytes &+= 1
            guard lineBytes <= limit else { throw .chunkLineTooLong }
            return try isLastChunk(afterTakingOfSizeLine: byte)
        }
    }

    private mutating func isLastChunk(afterTakingOfSizeLine byte: UInt8) throws(HTTP1Failure) -> Bool {
        if case .size(let isEmpty) = state {
            if let digit = ASCII.hexValue(byte) {
                // Four bits a digit: a size of sixty bits has room for one more.
                guard remaining >> 60 == 0 else { throw .chunkSize }
                remaining = remaining << 4 | digit
                state = .size(isEmpty: false)
                return false
            }
            guard !isEmpty else { throw .chunkSize }
        }
        switch (state, byte) {
        case (_, ASCII.lineFeed):
            return endSizeLine()
        case (.sizeLineFeed, _):
            throw .chunkSize
        case (_, ASCII.carriageReturn):
            state = .sizeLineFeed
        case (.chunkExtension, _):
            break
        case (_, ASCII.semicolon):
            state = .chunkExtension
        case (_, ASCII.space), (_, ASCII.tab):
            state = .padding
        default:
            throw .chunkSize
        }
        return false
    }

    private mutating func endSizeLine() -> Bool {
        state = .data
        return remaining == 0
    }

    private mutating func beginLine() {
        state = .size(isEmpty: true)
        remaining = 0
        lineBytes = 0
    }
}

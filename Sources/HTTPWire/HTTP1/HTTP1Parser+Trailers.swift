/// The trailer section (RFC 9112, section 7.1.2).
///
/// Rare and short, so each line is copied, then checked.
extension HTTP1Parser {
    /// Takes lines up to the empty one; false where the bytes end before it.
    mutating func parseTrailers(_ bytes: RawSpan, from offset: inout Int) throws(HTTP1Failure) -> Bool {
        while true {
            guard let lineFeed = bytes.firstOffset(of: ASCII.lineFeed, from: offset) else {
                line.append(bytes, in: offset..<bytes.byteCount)
                guard sectionBytes &+ line.count <= limits.trailerBytes else { throw .trailersTooLong }
                offset = bytes.byteCount
                return false
            }
            line.append(bytes, in: offset..<lineFeed)
            try countSection(line.count &+ 1, limit: limits.trailerBytes, failure: .trailersTooLong)
            if line.last == ASCII.carriageReturn { line.removeLast() }
            if line.isEmpty {
                offset = lineFeed &+ 1
                return true
            }
            // Swapped out, so that it can be read while the trailers are written; swapped back for its memory.
            var held: [UInt8] = []
            swap(&held, &line)
            try keepTrailer(held.span.bytes)
            // Not before: a line that is no trailer may be the start of the next message.
            offset = lineFeed &+ 1
            held.removeAll(keepingCapacity: true)
            swap(&held, &line)
        }
    }

    private mutating func keepTrailer(_ content: RawSpan) throws(HTTP1Failure) {
        guard content.firstOffset(of: ASCII.null, from: 0) == nil else { throw .fieldLine }
        let text = content.trimmed(0..<content.byteCount)
        if ASCII.isBlank(content.byte(0)) {
            guard !trailers.isEmpty else { throw .fieldLine }
            trailers.removeLast(Swift.min(2, trailers.count))
            trailers.append(ASCII.space)
        } else {
            guard let colon = content.firstOffset(of: ASCII.colon, from: 0), colon > 0 else { throw .fieldLine }
        }
        for offset in text {
            let byte = content.byte(offset)
            trailers.append(byte == ASCII.carriageReturn ? ASCII.space : byte)
        }
        trailers.append(ASCII.carriageReturn)
        trailers.append(ASCII.lineFeed)
    }
}

import NIOCore

extension ByteBuffer {
    /// Bytes of a streamed body as HTTP/1.1 sends them: each time as one chunk, and the last chunk at the end
    /// (RFC 9112, section 7.1), or as they are.
    func framed(asChunk isChunked: Bool, isLast: Bool) -> ByteBuffer {
        guard isChunked else { return self }
        var framed = ByteBuffer()
        framed.reserveCapacity(readableBytes + Self.mostFraming)
        // A chunk of no bytes is the last one.
        if readableBytes > 0 {
            framed.writeString(String(readableBytes, radix: 16))
            framed.writeStaticString("\r\n")
            framed.writeImmutableBuffer(self)
            framed.writeStaticString("\r\n")
        }
        if isLast { framed.writeStaticString("0\r\n\r\n") }
        return framed
    }

    /// Digits of a size, three line ends, and the last chunk.
    private static let mostFraming = 32
}

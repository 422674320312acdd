import Requester

/// What a request carries behind its head.
public struct RequestBody: Sendable {
    /// Where the bytes come from.
    enum Content: Sendable {
        case bytes([UInt8])
        case stream(RequestBodyStream)
    }

    let content: Content

    /// A body that is in memory.
    public static func bytes(_ bytes: [UInt8]) -> RequestBody {
        RequestBody(content: .bytes(bytes))
    }

    /// A body that is made as it is sent, chunk by chunk.
    ///
    /// HTTP/1.1 sends each chunk as one of `Transfer-Encoding: chunked` (RFC 9112, section 7.1), or with a
    /// `Content-Length` where a length is given; HTTP/2 sends it in DATA frames, as far as the target's windows allow
    /// (RFC 9113, section 5.2).
    ///
    /// - The sequence is asked for its next chunk only while less than 64 KiB wait for the target to take them: memory does
    ///   not grow with the body.
    /// - It is asked on an event loop, in a task that is cancelled when the exchange has ended; so it waits with `await`,
    ///   and never by blocking the thread. Each request asks for an iterator of its own: a sequence that can be gone
    ///   through once, as an `AsyncStream`, makes one request.
    /// - It is never sent twice, whatever becomes of the first time.
    /// - A whole response that comes before the body's end ends the upload, and is the outcome. A connection of HTTP/1.1 is
    ///   closed then (RFC 9112, section 9.3), a stream of HTTP/2 reset (RFC 9113, section 8.1).
    /// - A sequence that throws, or is longer or shorter than its length, is a failure of the request, of the kind `write`,
    ///   and leaves the target without a whole request. The bytes that complete a given length are sent when the sequence
    ///   has ended.
    /// - The request's timeout is that of body and response together. Where the calling task is cancelled, the request
    ///   fails as `cancelled`.
    ///
    /// ```swift
    /// let rows = AsyncStream<[UInt8]> { continuation in
    ///     for number in 0..<1000 { continuation.yield(Array("\(number)\n".utf8)) }
    ///     continuation.finish()
    /// }
    /// let response = try await requester.send("PUT", url, body: .stream(rows))
    /// ```
    ///
    /// - Parameters:
    ///   - chunks: the bytes, as arrays, slices, `Data` or views of a buffer; an empty chunk is passed over.
    ///   - length: bytes of all of them together; nil where nobody knows.
    public static func stream<Chunks: AsyncSequence & Sendable>(
        _ chunks: Chunks,
        length: UInt64? = nil
    ) -> RequestBody where Chunks.Element: Sequence<UInt8> {
        RequestBody(content: .stream(RequestBodyStream(chunks, length: length)))
    }
}

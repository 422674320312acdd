package import NIOCore

/// A request, encoded: the bytes that go out, and what there is to know of them.
package struct WireRequest: Sendable {
    /// Where it goes.
    package var origin: Origin
    /// The whole request as HTTP/1.1 bytes; its head alone where the body is streamed.
    package var bytes: ByteBuffer
    /// Whether it is a `HEAD`, whose response has no body.
    package var isHead: Bool
    /// How many bytes of the response's body are kept; all others are counted and let go.
    package var keepBody: Int
    /// Whether the response's field lines are kept.
    package var keepsFields = false
    /// Whether the digest of the response's body is taken.
    package var digestsBody = false
    /// The connection that it has to share with others of the same number, and nobody else; 0 for any that is free.
    package var connection: UInt64 = 0
    /// What makes the body as it is sent, which the head has to announce (RFC 9112, section 6.3); nil for a body that is
    /// in the bytes.
    package var stream: RequestBodyStream?
    /// Nanoseconds from the call to the end of the response, after which it has failed.
    package var timeout: UInt64

    /// A request of its parts.
    package init(
        origin: Origin,
        bytes: ByteBuffer,
        isHead: Bool = false,
        keepBody: Int = 0,
        timeout: UInt64 = 30_000_000_000,
        connection: UInt64 = 0
    ) {
        self.origin = origin
        self.bytes = bytes
        self.isHead = isHead
        self.keepBody = keepBody
        self.timeout = timeout
        self.connection = connection
    }
}

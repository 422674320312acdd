package import HTTPWire

/// What became of a request.
///
/// Instants are nanoseconds of the monotonic clock (`NIODeadline`); 0 where the exchange did not get that far.
package struct WireOutcome: Sendable {
    /// When its first byte was given to the socket.
    package var sent: UInt64 = 0
    /// When the first byte of the response was read.
    package var firstByte: UInt64 = 0
    /// When the last byte of the response was read, or the request failed.
    package var lastByte: UInt64 = 0
    /// Nanoseconds that it waited for a connection to be opened for it: name look-up, TCP and TLS.
    package var connectTime: UInt64 = 0
    /// The response's status code; 0 where no head came.
    package var status: UInt16 = 0
    /// How a call of gRPC ended, from `grpc-status`; nil for what is no call.
    package var grpcStatus: UInt8?
    /// Whether the connection had carried a request before.
    package var reusedConnection = false
    /// Bytes of a streamed request body, without the chunked framing, that were given to the connection.
    package var uploadedBytes: UInt64 = 0
    /// Bytes of the response's body, without the chunked framing.
    package var responseBytes: UInt64 = 0
    /// The first bytes of the body, as many as were asked for.
    package var body: [UInt8] = []
    /// The digest of the whole body as it came, where that was asked for.
    package var digest: BodyDigest?
    /// The field lines of the response's head, `Name: value` and CRLF each, where they were asked for.
    package var fields: [UInt8] = []
    /// What went wrong; nil where a whole response came.
    package var failure: RequestFailure?

    package init() {}
}

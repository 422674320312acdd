/// What became of a request in the recording.
///
/// What a source does not tell is nil. Times are of the recording's vantage point, from the request's first byte.
public struct Outcome: Sendable, Hashable, Codable {
    /// How the exchange ended.
    public enum Ending: UInt8, Sendable, Hashable, Codable {
        /// The response was seen whole.
        case complete = 0
        /// No response was seen before the recording or the connection ended.
        case noResponse = 1
        /// The response began, and its end was lost in a gap or is past the end of the recording.
        case truncated = 2
        /// The connection was reset before the response was whole.
        case reset = 3
        /// The connection was closed before the response was whole.
        case closed = 4
        /// The source does not tell.
        case unknown = 5
    }

    /// How the exchange ended.
    public var ending: Ending

    /// The status code of the final response (RFC 9110, section 15).
    public var status: UInt16?

    /// Nanoseconds from the request's first byte to the response's first.
    public var timeToFirstByte: UInt64?

    /// Nanoseconds from the request's first byte to the response's last.
    public var duration: UInt64?

    /// Bytes of the response's body as transferred, without the chunked framing.
    public var responseSize: UInt64?

    /// CRC-32 (RFC 1952, section 8) of those bytes.
    public var responseDigest: UInt32?

    /// How a call of gRPC ended, which its status code does not tell: that is 200 for nearly all; nil for what is no call.
    public var grpcStatus: GRPCStatus?

    /// An outcome of what is known.
    public init(
        ending: Ending,
        status: UInt16? = nil,
        timeToFirstByte: UInt64? = nil,
        duration: UInt64? = nil,
        responseSize: UInt64? = nil,
        responseDigest: UInt32? = nil,
        grpcStatus: GRPCStatus? = nil
    ) {
        self.ending = ending
        self.status = status
        self.timeToFirstByte = timeToFirstByte
        self.duration = duration
        self.responseSize = responseSize
        self.responseDigest = responseDigest
        self.grpcStatus = grpcStatus
    }

    /// The outcome of a request that was never answered.
    public static let noResponse = Outcome(ending: .noResponse)
}

/// A response as it was recorded, where the recording was asked to keep responses.
public struct RecordedResponse: Sendable, Hashable {
    /// The header field lines as they were sent, each with its CRLF.
    public var fieldLines: [UInt8]

    /// The body's bytes, without transfer coding and with its content coding.
    ///
    /// Nil where it is not kept: it is longer than the limit, was not seen whole, or could not be redacted. ``Outcome`` has
    /// its size and its digest still.
    public var body: [UInt8]?

    /// A response of its parts.
    public init(fieldLines: [UInt8], body: [UInt8]?) {
        self.fieldLines = fieldLines
        self.body = body
    }

    /// Bytes of memory that it holds, near enough.
    package var size: Int { fieldLines.count + (body?.count ?? 0) }
}

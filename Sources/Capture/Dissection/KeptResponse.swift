import Corpus
import HTTPWire

/// The head and the body of a response as they come, where responses are kept.
struct KeptResponse: Sendable {
    private let fieldLines: [UInt8]
    /// Nil once it is longer than the limit, or a part of it is lost.
    private var body: [UInt8]? = []
    private let limit: Int

    /// A response of which the head has come.
    ///
    /// - Parameter limit: the most bytes of its body that are kept.
    init(fieldLines: [UInt8], limit: Int) {
        self.fieldLines = fieldLines
        self.limit = limit
    }

    /// Bytes of memory that it holds, near enough.
    var size: Int { fieldLines.count + (body?.count ?? 0) }

    /// Adds the bytes of the body that follow.
    ///
    /// - Returns: Whether the limit was passed just now: nothing of the body is kept then.
    mutating func append(_ bytes: RawSpan) -> Bool {
        guard let count = body?.count else { return false }
        guard bytes.byteCount <= limit - count else {
            body = nil
            return true
        }
        bytes.withUnsafeBytes { body?.append(contentsOf: $0) }
        return false
    }

    /// A part of the body is lost.
    mutating func loseBody() { body = nil }

    /// The response, with its body where that was seen whole.
    func response(isWhole: Bool) -> RecordedResponse {
        RecordedResponse(fieldLines: fieldLines, body: isWhole ? body : nil)
    }
}

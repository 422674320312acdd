import Corpus
import HTTPWire

/// A request that was seen and is not settled yet.
struct OpenRequest: Sendable {
    /// A number of its own within the connection, in the order in which requests began, from 1.
    var number: UInt64 = 0

    /// When its first byte was sent.
    var start: Timestamp

    /// The request, with as much of its body as has come.
    var request: RecordedRequest

    /// What its method means for the framing of the response.
    var context: ResponseContext

    /// Whether all of it has come, or no more of it can.
    var isComplete = false

    /// Whether requests may have been lost between the one before it and this one.
    var followsLoss = false

    /// The response that was paired with it.
    var response: OpenResponse?

    /// Whether it has its response, and that one has ended.
    var isAnswered: Bool { response?.result != nil }

    /// Whether its response has this number.
    func isAnswered(by number: UInt64) -> Bool { response?.number == number }

    /// Bytes of memory that it holds, near enough.
    var size: Int {
        request.range(of: .trailers).upperBound
    }
}

/// A final response that was seen and is not settled yet.
struct OpenResponse: Sendable {
    /// A number of its own within the connection, in the order in which responses began.
    var number: UInt64

    /// Its status code.
    var status: UInt16

    /// When its first byte was sent.
    var firstByte: Timestamp

    /// Whether responses may have been lost between the one before it and this one.
    var followsLoss = false

    /// Whether HTTP ends with it: a 101, or a 2xx to CONNECT.
    var endsHTTP = false

    /// How it ended; nil while it goes on.
    var result: ResponseResult?

    /// Bytes of memory that it holds, near enough.
    var size: Int { result?.kept?.size ?? 0 }
}

/// How a response ended.
struct ResponseResult: Sendable, Equatable {
    /// `complete`, or why it is not.
    var ending: Outcome.Ending

    /// When its last byte was sent; nil where that was not seen.
    var lastByte: Timestamp?

    /// Bytes of its body, lost ones included; nil where nobody knows how many were lost.
    var bodySize: UInt64?

    /// CRC-32 of its body; nil where the body is not whole.
    var digest: UInt32?

    /// The response itself; nil where it is not kept.
    var kept: RecordedResponse?
}

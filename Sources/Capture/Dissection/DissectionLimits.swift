package import HTTPWire

/// How much dissection holds for one connection, and for all of them, before it gives something up.
///
/// Each limit that is hit is counted under a name of its own in `RecordingAccount.events`.
package struct DissectionLimits: Sendable, Hashable {
    /// The most bytes of a first line that are held until it shows what it is.
    ///
    /// Servers refuse request lines of more than 8 KiB; past it, the stream is taken for something else
    /// (`startLineLimit`).
    package var startLineBytes = 16 << 10

    /// The most bytes of a request's body that are kept; the rest is counted and not kept (`requestBodyLimit`).
    package var requestBodyBytes = 16 << 20

    /// The most bytes of a response's body that are kept, in a recording that keeps responses (`responseBodyLimit`); nil for
    /// one that does not.
    package var responseBodyBytes: Int?

    /// The most requests of a connection that wait for their responses; past it, the oldest one is recorded as
    /// unanswered (`openRequestLimit`).
    package var openRequests = 1024

    /// The most bytes that those requests hold together (`openRequestLimit`).
    package var openRequestBytes = 64 << 20

    /// The most bytes that messages of all connections hold which are not settled; past it, the connections that were seen
    /// longest ago give theirs out as they are (`openByteLimit`, for each of them).
    ///
    /// So a capture that shows one direction only, or uploads that never end, takes so much memory and no more, beside what
    /// each connection needs to be read at all: a record of TLS, a frame of HTTP/2, the table of HPACK.
    package var allOpenBytes = 256 << 20

    /// Bytes of a head or a first line that is not whole up to which it does not count there, and is not given up: it is cut by
    /// the end of a segment, and will be whole with the next one.
    package var usualHeadBytes = 4 << 10

    /// The most responses of a connection that wait for their requests, which a capture may show later; past it, the
    /// oldest one is counted as having none (`waitingResponseLimit`).
    package var waitingResponses = 256

    /// The most bytes that such responses may hold at most, with bodies as long as they may be; what would be more is not kept.
    package var waitingResponseBytes = 16 << 20

    /// What the parser takes of one message; each failure has its event, such as `request.headTooLong`.
    package var message = HTTP1Limits.default

    /// The limits above.
    package static let `default` = DissectionLimits()

    /// The default limits, to change.
    package init() {}

    /// Bytes of a head or a first line that is not whole, as they count.
    func counted(_ unfinished: Int) -> Int { unfinished > usualHeadBytes ? unfinished : 0 }
}

package import Corpus
package import Requester

/// A recorded request, made ready to be sent, with what its replay is compared with.
package struct PreparedRequest: Sendable {
    /// The bytes to send and where to.
    package var wire: WireRequest

    /// Which endpoint it belongs to: an index into the replay's endpoint names.
    package var endpoint: Int

    /// Its number in the corpus, from 1; 0 where it has none.
    package var exchange: UInt64 = 0

    /// The recorded connection it was on; 0 where the source does not tell.
    package var connection: UInt64

    /// Whose cookies it has; 0 where nobody knows, or cookies are sent as recorded.
    package var session: UInt64 = 0

    /// What it sends back of earlier responses, and what is needed of its own; nil for nothing.
    package var links: RequestLinks?

    /// What its response is compared with; nil where responses are not compared.
    package var expected: ExpectedResponse?

    /// The status of the recorded response; 0 where there was none.
    package var recordedStatus: UInt16

    /// How the recorded call of gRPC ended; nil where it was none.
    package var recordedGRPCStatus: GRPCStatus?

    /// Nanoseconds from the recorded request's first byte to its response's last; nil where unknown.
    package var recordedDuration: UInt64?

    /// Nanoseconds from the recorded request's first byte to its response's first; nil where unknown.
    package var recordedTimeToFirstByte: UInt64?
}

package import Analysis
package import Requester

/// What the requester measured of one request, in the form in which the run's books take it.
///
/// Instants are nanoseconds of the monotonic clock; 0 where the exchange did not get that far.
package struct ExchangeTimings: Sendable {
    /// When its first byte was written.
    package var sent: UInt64
    /// When the first byte of the response was read.
    package var firstByte: UInt64
    /// When the last byte of the response was read, or the request failed.
    package var lastByte: UInt64
    /// Nanoseconds that it waited for a connection to be opened.
    package var connectTime: UInt64
    /// The response's status code; 0 where there was no response.
    package var status: UInt16
    /// Bytes of the response's body.
    package var responseBytes: UInt64
    /// What went wrong; nil where a whole response came.
    package var failure: FailureKind?

    /// The timings of a request that the requester has ended.
    package init(_ outcome: WireOutcome) {
        sent = outcome.sent
        firstByte = outcome.firstByte
        lastByte = outcome.lastByte
        connectTime = outcome.connectTime
        status = outcome.status
        responseBytes = outcome.responseBytes
        failure = outcome.failure.map { FailureKind($0.kind) }
    }
}

extension FailureKind {
    /// The requester's kind of failure, among those that a run counts.
    fileprivate init(_ kind: RequestFailure.Kind) {
        switch kind {
        case .dns: self = .dns
        case .connect: self = .connect
        case .tls: self = .tls
        case .write: self = .write
        case .reset: self = .reset
        case .closed: self = .closed
        case .timeout: self = .timeout
        case .malformed: self = .malformed
        case .cancelled: self = .cancelled
        }
    }
}

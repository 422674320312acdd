/// Why a request failed, in the words that logs, summaries and comparisons use.
///
/// The first kinds follow a request on its way: name, connection, handshake, writing, waiting, reading. The later ones
/// are judgements on a response that did come.
package enum FailureKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// The host's name could not be resolved.
    case dns
    /// No connection could be opened.
    case connect
    /// The TLS handshake failed.
    case tls
    /// The request could not be written whole.
    case write
    /// The connection was reset before the response was whole.
    case reset
    /// The connection was closed before the response was whole.
    case closed
    /// The response was not whole when the time was up.
    case timeout
    /// What came back is not HTTP.
    case malformed
    /// The response's status is not the expected one.
    case status
    /// A `Spammer` found that the response differs from the recorded one in more than its status; a replay that compares responses
    /// counts those that differ by themselves, and they pass.
    case mismatch
    /// A custom `Spammer` said so, or threw.
    case task
    /// The run gave the request up, as at its end.
    case cancelled

    /// Whether a request that failed so still has a time that tells how fast the target is.
    ///
    /// A response that came whole has one, and so has a wait in vain: at least so long. A connection refused after 50 µs
    /// has none; in a histogram it would make a broken release look fast. Those failures are counted apart.
    package var measuresLatency: Bool {
        switch self {
        case .timeout, .status, .mismatch, .task: true
        case .dns, .connect, .tls, .write, .reset, .closed, .malformed, .cancelled: false
        }
    }

    /// What went wrong, for a failure that came without a reason of its own.
    package var explanation: String {
        switch self {
        case .dns: "the host's name was not resolved"
        case .connect: "no connection could be opened"
        case .tls: "the TLS handshake failed"
        case .write: "the request could not be written"
        case .reset: "the connection was reset"
        case .closed: "the connection was closed before the response was whole"
        case .timeout: "no whole response in time"
        case .malformed: "the response is not HTTP"
        case .status: "the status is not the expected one"
        case .mismatch: "the response differs from the recorded one"
        case .task: "the task failed"
        case .cancelled: "given up at the end of the run"
        }
    }

    /// The failure that a response's status means, if it means one.
    ///
    /// A replay expects the recorded status, be it 200 or 404. Where nothing is recorded, 400 and above is a failure
    /// (RFC 9110, section 15: client error, server error).
    ///
    /// - Parameters:
    ///   - status: the status code that came back.
    ///   - recorded: the recorded one; 0 where nothing is recorded.
    package static func ofStatus(_ status: UInt16, recorded: UInt16) -> FailureKind? {
        if recorded == 0 { return status >= 400 ? .status : nil }
        return status == recorded ? nil : .status
    }
}

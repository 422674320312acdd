/// Why no whole response came.
package struct RequestFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind, by which a summary counts.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The host's name could not be resolved.
        case dns
        /// No TCP connection came about.
        case connect
        /// No TLS session came about.
        case tls
        /// The request could not be written, or its streamed body could not be made.
        case write
        /// The peer reset the connection.
        case reset
        /// The peer closed the connection before the response was whole.
        case closed
        /// The time was up.
        case timeout
        /// What came is not HTTP of the version that is spoken.
        case malformed
        /// The requester was shut down, or the task that sends a streamed body was cancelled.
        case cancelled

        /// Whether the same request may fare better a moment later.
        var allowsRetry: Bool {
            switch self {
            case .dns, .connect, .tls, .write, .reset, .closed: true
            case .timeout, .malformed, .cancelled: false
            }
        }
    }

    /// What a request that ran out of time was waiting for.
    package enum Phase: String, Sendable, Hashable {
        /// A free connection.
        case queue
        /// A new connection.
        case connect
        /// More of a streamed body from its sequence.
        case chunk = "next bytes of the body"
        /// The target, which does not take a streamed body as it is made.
        case upload = "target to take the body"
        /// The response's first byte.
        case firstByte = "first byte"
        /// The rest of the response.
        case body = "rest of the response"
    }

    /// The kind.
    package let kind: Kind

    /// The kind and the reason in a few words, alike for alike failures, so that it can be counted.
    package let message: String

    package var description: String { message }

    /// A failure with its reason.
    package init(_ kind: Kind, _ reason: String = "") {
        self.kind = kind
        message = reason.isEmpty ? kind.rawValue : "\(kind.rawValue): \(reason)"
    }

    /// A request that ran out of time.
    package static func timeout(_ phase: Phase) -> RequestFailure {
        RequestFailure(.timeout, "waiting for the \(phase == .queue ? "pool" : phase.rawValue)")
    }
}

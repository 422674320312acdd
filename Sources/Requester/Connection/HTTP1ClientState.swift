import HTTPWire

/// What one HTTP/1.1 client connection is at: idle, or in the midst of an exchange (RFC 9112).
///
/// A pure state machine: bytes and instants in, verdicts out. One request at a time; it parses the status, the framing and
/// what it was asked to keep, and nothing else.
struct HTTP1ClientState {
    /// What the shell has to do after something has happened.
    enum Verdict {
        /// Nothing; the exchange goes on, or there is none.
        case wait
        /// The target does not want what is missing of a streamed body, and will close: send no more of it
        /// (RFC 9112, section 9.5). The exchange goes on.
        case cease
        /// The exchange has ended; the connection can carry another one, or has to be closed.
        case done(WireOutcome, reusable: Bool)
        /// Bytes came that nothing asked for, or the idle connection has ended: close it.
        case close
    }

    private enum State {
        case idle
        case exchange(WireOutcome, Kept, Sending)
        case closed
    }

    /// How much of the request has been sent.
    private enum Sending {
        /// All of it.
        case whole
        /// Its head, and as much of its streamed body as was made.
        case streaming
        /// The same, and no more will be.
        case ceased
    }

    /// What is kept of a response beside what is measured.
    private struct Kept {
        /// Bytes of the body.
        let body: Int
        /// Whether the field lines are.
        let fields: Bool
    }

    private var state = State.idle
    private var parser = HTTP1Parser(role: .response)
    private var exchanges = 0

    /// Whether a request can be sent.
    var isIdle: Bool {
        if case .idle = state { true } else { false }
    }

    /// Whether an exchange is under way of which no byte has come back.
    var awaitsFirstByte: Bool {
        if case .exchange(let outcome, _, _) = state { outcome.firstByte == 0 } else { false }
    }

    /// A request is being sent.
    ///
    /// - Parameters:
    ///   - request: it says whether its response has a body, and what is kept of the response.
    ///   - connectTime: what it waited for the connection, in nanoseconds.
    ///   - now: the instant of its first byte.
    mutating func begin(_ request: WireRequest, connectTime: UInt64, at now: UInt64) {
        var outcome = WireOutcome()
        outcome.sent = now
        outcome.connectTime = connectTime
        outcome.reusedConnection = exchanges > 0
        if request.digestsBody { outcome.digest = BodyDigest() }
        exchanges += 1
        parser.expectResponse(to: request.isHead ? .head : .other)
        let kept = Kept(body: request.keepBody, fields: request.keepsFields)
        state = .exchange(outcome, kept, request.stream == nil ? .whole : .streaming)
    }

    /// The last bytes of a streamed body are being sent.
    mutating func endRequest() {
        guard case .exchange(let outcome, let kept, .streaming) = state else { return }
        state = .exchange(outcome, kept, .whole)
    }

    /// Bytes came from the peer.
    mutating func receive(_ bytes: RawSpan, at now: UInt64) -> Verdict {
        guard case .exchange(var outcome, let kept, var sending) = state else {
            state = .closed
            return .close
        }
        // Taken out, so that the body that is kept grows in place.
        state = .closed
        if outcome.firstByte == 0 { outcome.firstByte = now }
        var offset = 0
        var ceases = false
        while true {
            switch parser.next(bytes, from: &offset) {
            case .needsMoreBytes:
                state = .exchange(outcome, kept, sending)
                return ceases ? .cease : .wait
            case .head:
                if case .response(_, let status, _) = parser.head.startLine, status >= 200 || status == 101 {
                    outcome.status = status
                    if kept.fields { outcome.fields = Array(parser.head.fieldLines) }
                    if sending == .streaming, status >= 400, !parser.head.isPersistent {
                        sending = .ceased
                        ceases = true
                    }
                }
            case .body(let range):
                outcome.responseBytes &+= UInt64(range.count)
                outcome.digest?.update(bytes.extracting(range))
                let room = kept.body - outcome.body.count
                if room > 0 {
                    bytes.extracting(range).withUnsafeBytes { outcome.body.append(contentsOf: $0.prefix(room)) }
                }
            case .end:
                // An interim response (RFC 9110, section 15.2): the one that is waited for comes after it.
                guard outcome.status != 0 else { continue }
                outcome.lastByte = now
                // What follows a whole response that nobody has asked for would be taken for the next one's; and another
                // request for what is missing of this one's body (RFC 9112, section 9.3).
                let reusable = parser.head.isPersistent && offset == bytes.byteCount && sending == .whole
                state = reusable ? .idle : .closed
                return .done(outcome, reusable: reusable)
            case .tunnel:
                outcome.lastByte = now
                return .done(outcome, reusable: false)
            case .failure(let failure):
                outcome.lastByte = now
                outcome.failure = RequestFailure(.malformed, failure.reason)
                return .done(outcome, reusable: false)
            }
        }
    }

    /// The connection has ended, in good order or by a failure.
    mutating func end(_ failure: RequestFailure, at now: UInt64) -> Verdict {
        guard case .exchange(var outcome, _, _) = state else {
            let wasIdle = isIdle
            state = .closed
            return wasIdle ? .close : .wait
        }
        state = .closed
        outcome.lastByte = now
        if outcome.status == 0 || failure.kind != .closed || parser.endOfStream() != .end {
            outcome.failure = failure
        }
        return .done(outcome, reusable: false)
    }

    /// The time of the exchange is up.
    ///
    /// - Parameters:
    ///   - body: what a streamed body was waiting for; nil where it was for nothing.
    ///   - now: the instant.
    mutating func expire(sending body: RequestFailure.Phase? = nil, at now: UInt64) -> Verdict {
        end(.timeout((awaitsResponse ? body : nil) ?? (awaitsFirstByte ? .firstByte : .body)), at: now)
    }

    /// Whether an exchange is under way of which no final response has begun.
    private var awaitsResponse: Bool {
        if case .exchange(let outcome, _, _) = state { outcome.status == 0 } else { false }
    }
}

extension HTTP1Failure {
    /// The fault in a few words, as a summary counts it.
    var reason: String {
        switch self {
        case .startLine: "no status line"
        case .version: "not HTTP/1.0 or 1.1"
        case .fieldLine: "a line that is no header"
        case .headTooLong: "headers without an end"
        case .tooManyFields: "too many headers"
        case .contentLength: "Content-Length is no number, or two that differ"
        case .transferEncoding: "Transfer-Encoding that does not end in chunked"
        case .chunkSize: "a chunk without a size"
        case .chunkLineTooLong: "a chunk's size without an end"
        case .chunkEnd: "a chunk longer than its size"
        case .trailersTooLong: "trailers without an end"
        case .endOfStreamInMessage: "ended in the middle"
        }
    }
}

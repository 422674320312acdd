/// An incremental parser of HTTP/1.0 and 1.1 messages in one direction of a connection (RFC 9112).
///
/// A pure state machine: bytes in, events out; it holds no more than one head. Call ``next(_:from:)`` until it says
/// ``HTTP1Event/needsMoreBytes``; then give it the bytes that follow. How the bytes are cut never changes the events
/// but for where body ranges are split.
///
/// What departs from the grammar and still leaves the message's bounds certain is accepted and noted
/// (``MessageNotes``), because a recorder keeps what was sent; what does not is a failure.
package struct HTTP1Parser: Sendable {
    /// Which kind of message the connection carries in this direction.
    package enum Role: Sendable {
        case request
        case response
    }

    /// The head of the current message, or of the last one; whole from ``HTTP1Event/head`` on.
    package internal(set) var head = MessageHead()

    /// The trailer lines of the current message, each ended by CRLF; whole at ``HTTP1Event/end``.
    package internal(set) var trailers: [UInt8] = []

    let role: Role
    let limits: HTTP1Limits

    /// What a response answers.
    var context = ResponseContext.other

    var state = State.idle

    /// A line that began in earlier bytes and has not ended yet.
    var line: [UInt8] = []

    /// Bytes of the current head, or of the trailers, that came in whole lines.
    var sectionBytes = 0

    /// What the parser is in the midst of.
    enum State: Sendable, Equatable {
        /// Between messages.
        case idle
        /// In a start line or field lines.
        case head
        /// The head was handed out; the body's first byte is next.
        case body
        /// In a body of known length; so many bytes are missing.
        case length(UInt64)
        /// In a chunked body.
        case chunked(ChunkedFraming)
        /// In the trailers.
        case trailers
        /// In a body that ends with the connection.
        case untilClose
        /// All bytes of the message have come; its end has not been told yet.
        case complete
        /// The connection is no longer HTTP.
        case tunnel
        case failed(HTTP1Failure)
    }

    /// A parser of one direction of a connection that is at the start of a message.
    package init(role: Role, limits: HTTP1Limits = .default) {
        self.role = role
        self.limits = limits
    }

    /// Says what the responses from here on answer, until it is said again; ``ResponseContext/other`` at first.
    ///
    /// Call it before the response's head is whole; an interim (1xx) response does not use it up.
    package mutating func expectResponse(to context: ResponseContext) {
        self.context = context
    }

    /// Whether the parser is between messages: nothing of a message is held or owed.
    package var isIdle: Bool {
        state == .idle
    }

    /// Takes bytes from an offset on, up to the next event, and moves the offset past them.
    ///
    /// Each call moves the offset, or answers ``HTTP1Event/needsMoreBytes`` at the end of the bytes, or tells a
    /// change of state; ``HTTP1Event/tunnel`` and ``HTTP1Event/failure(_:)`` are answered again to every further call.
    ///
    /// - Parameters:
    ///   - bytes: what follows the bytes given before.
    ///   - offset: where in them to begin; at most `byteCount`.
    package mutating func next(_ bytes: RawSpan, from offset: inout Int) -> HTTP1Event {
        do throws(HTTP1Failure) {
            return try step(bytes, from: &offset)
        } catch {
            state = .failed(error)
            return .failure(error)
        }
    }

    /// Says that the connection was closed in this direction.
    ///
    /// - Returns: ``HTTP1Event/end`` for a body that ends so, a failure in the middle of a message, nil where nothing
    ///   was owed.
    package mutating func endOfStream() -> HTTP1Event? {
        switch state {
        case .idle, .tunnel:
            return nil
        case .untilClose, .complete:
            state = .idle
            return .end
        case .body where head.framing == .untilClose || head.framing == .none:
            state = .idle
            return .end
        case .body where head.framing == .tunnel:
            state = .tunnel
            return nil
        case .head, .body, .length, .chunked, .trailers:
            state = .failed(.endOfStreamInMessage)
            return .failure(.endOfStreamInMessage)
        case .failed(let failure):
            return .failure(failure)
        }
    }

    /// Passes over bytes of the body that are lost, where the framing does not need them.
    ///
    /// - Returns: false where so many bytes would reach past the body or the chunk that the parser is in; nothing is
    ///   changed then, and only ``reset()`` helps.
    package mutating func skipBody(_ count: UInt64) -> Bool {
        guard count > 0 else { return true }
        if state == .body { enterBody() }
        switch state {
        case .length(let remaining) where count <= remaining:
            state = count == remaining ? .complete : .length(remaining &- count)
        case .chunked(var framing) where count <= framing.dataRemaining:
            framing.consumeData(count)
            state = .chunked(framing)
        case .untilClose:
            break
        default:
            return false
        }
        return true
    }

    /// Forgets the current message; the next byte begins another one.
    package mutating func reset() {
        state = .idle
        context = .other
        head.clear()
        trailers.removeAll(keepingCapacity: true)
        line.removeAll(keepingCapacity: true)
        sectionBytes = 0
    }

    /// Forgets the current message, and gives back the memory that it took.
    package mutating func resetAndRelease() {
        self = HTTP1Parser(role: role, limits: limits)
    }

    private mutating func step(_ bytes: RawSpan, from offset: inout Int) throws(HTTP1Failure) -> HTTP1Event {
        while true {
            switch state {
            case .idle:
                guard skipEmptyLines(bytes, from: &offset) else { return .needsMoreBytes }
                head.clear()
                trailers.removeAll(keepingCapacity: true)
                sectionBytes = 0
                state = .head
            case .head:
                guard try parseHead(bytes, from: &offset) else { return .needsMoreBytes }
                state = .body
                return .head
            case .body:
                enterBody()
            case .length(let remaining):
                guard offset < bytes.byteCount else { return .needsMoreBytes }
                let count = Swift.min(UInt64(bytes.byteCount &- offset), remaining)
                state = count == remaining ? .complete : .length(remaining &- count)
                return .body(take(Int(count), from: &offset))
            case .chunked(var framing):
                let step = try framing.next(bytes, from: &offset, limit: limits.chunkLineBytes)
                state = .chunked(framing)
                switch step {
                case .needsMoreBytes: return .needsMoreBytes
                case .data(let range): return .body(range)
                case .lastChunk: beginTrailers()
                }
            case .trailers:
                guard try parseTrailers(bytes, from: &offset) else { return .needsMoreBytes }
                state = .complete
            case .untilClose:
                guard offset < bytes.byteCount else { return .needsMoreBytes }
                return .body(take(bytes.byteCount &- offset, from: &offset))
            case .complete:
                state = .idle
                return .end
            case .tunnel:
                return .tunnel
            case .failed(let failure):
                return .failure(failure)
            }
        }
    }

    private mutating func enterBody() {
        switch head.framing {
        case .none: state = .complete
        case .length(let length): state = .length(length)
        case .chunked: state = .chunked(ChunkedFraming())
        case .untilClose: state = .untilClose
        case .tunnel: state = .tunnel
        }
    }

    private mutating func beginTrailers() {
        sectionBytes = 0
        state = .trailers
    }

    /// Passes over CR and LF before a start line (RFC 9112, section 2.2).
    ///
    /// False at the end of the bytes.
    private func skipEmptyLines(_ bytes: RawSpan, from offset: inout Int) -> Bool {
        while offset < bytes.byteCount {
            let byte = bytes.byte(offset)
            guard byte == ASCII.carriageReturn || byte == ASCII.lineFeed else { return true }
            offset &+= 1
        }
        return false
    }

    private func take(_ count: Int, from offset: inout Int) -> Range<Int> {
        let start = offset
        offset &+= count
        return start..<offset
    }
}

import NIOCore

/// What a streamed body is at, between the sequence that makes it and the connection that sends it.
///
/// A pure state machine: chunks and what was written in, verdicts out. It bounds what is held: while the connection has
/// ``mostHeld`` bytes or more that the socket has not taken, the sequence is not asked, so that there are never more than
/// these and one chunk.
struct UploadState {
    /// What is to be done with what the sequence gave.
    enum Verdict: Equatable {
        /// Nothing.
        case wait
        /// These bytes are to be sent; after the last ones the body is whole. Only these may be none.
        case send(ByteBuffer, isLast: Bool)
        /// The exchange has failed.
        case fail(RequestFailure)
    }

    /// When the sequence may be asked for its next chunk.
    enum Asking: Equatable {
        case now
        /// When the loop has looked at its sockets, which have had to wait for long enough.
        case afterLook
        /// When the connection has written some of what it holds.
        case afterWriting
        /// No more.
        case never
    }

    private enum Phase {
        /// It has no connection yet.
        case waiting
        /// The sequence is asked. Bytes that fill the length are kept until the sequence has ended, as a body that is too
        /// long would else be a whole request to the target.
        case sending(last: ByteBuffer?)
        /// All of it has been given to the connection.
        case whole
        /// It ended before.
        case stopped
    }

    /// Bytes that the connection may hold while the sequence is asked; what NIO takes for the high-water mark of a channel.
    static let mostHeld = 64 << 10
    /// Bytes that one turn of the loop takes of a sequence that is always ready, before it looks at its sockets again.
    static let bytesPerTurn = 256 << 10
    /// What a chunk counts for at least in such a turn, however small it is.
    static let leastPerChunk = 4 << 10

    private let length: UInt64?
    private var phase = Phase.waiting
    /// Bytes of the body that the sequence made, but for those past the length.
    private var made: UInt64 = 0
    /// Bytes that the connection has and the socket has not taken.
    private var held = 0
    /// What was taken since the loop last looked at its sockets.
    private var turn = 0
    /// Bytes of the body that were given to the connection.
    private(set) var given: UInt64 = 0

    /// A body of so many bytes; nil for one that ends where its sequence does.
    init(length: UInt64?) {
        self.length = length
    }

    /// Whether all of it has been given to the connection.
    var isWhole: Bool {
        if case .whole = phase { true } else { false }
    }

    /// Whether the sequence has been, or is about to be, asked.
    var hasBegun: Bool {
        if case .waiting = phase { false } else { true }
    }

    /// When the sequence may be asked.
    var asking: Asking {
        guard case .sending = phase else { return .never }
        if held >= Self.mostHeld { return .afterWriting }
        return turn >= Self.bytesPerTurn ? .afterLook : .now
    }

    /// What an exchange whose time is up was waiting for; nil where it was not for the body.
    var awaited: RequestFailure.Phase? {
        guard case .sending = phase else { return nil }
        return held >= Self.mostHeld ? .upload : .chunk
    }

    /// There is a connection, and the head has been sent.
    mutating func begin() {
        if case .waiting = phase { phase = .sending(last: nil) }
    }

    /// The sequence has made a chunk.
    mutating func take(_ chunk: ByteBuffer) -> Verdict {
        guard case .sending = phase else { return .wait }
        turn += max(chunk.readableBytes, Self.leastPerChunk)
        guard chunk.readableBytes > 0 else { return .wait }
        let (sum, overflow) = made.addingReportingOverflow(UInt64(chunk.readableBytes))
        if overflow || sum > length ?? .max {
            phase = .stopped
            return .fail(RequestFailure(.write, "the body is longer than its length"))
        }
        made = sum
        if made == length {
            phase = .sending(last: chunk)
            return .wait
        }
        given = made
        return .send(chunk, isLast: false)
    }

    /// The sequence has come to its end.
    mutating func end() -> Verdict {
        guard case .sending(let last) = phase else { return .wait }
        if let length, made < length {
            phase = .stopped
            return .fail(RequestFailure(.write, "the body is shorter than its length"))
        }
        phase = .whole
        given = made
        return .send(last ?? ByteBuffer(), isLast: true)
    }

    /// The sequence has thrown.
    mutating func fail(_ error: any Error) -> Verdict {
        guard case .sending = phase else { return .wait }
        phase = .stopped
        let words = String(describing: error).prefix(120).map { $0.isNewline ? " " : $0 }
        return .fail(RequestFailure(.write, "making the body threw \(String(words))"))
    }

    /// The exchange has ended, or what is missing of the body is not wanted.
    mutating func stop() {
        if case .sending = phase { phase = .stopped }
    }

    /// The connection holds so many bytes more.
    mutating func hold(_ count: Int) { held += count }

    /// The socket has taken so many of them.
    mutating func release(_ count: Int) { held = max(0, held - count) }

    /// The loop has looked at its sockets.
    mutating func look() { turn = 0 }
}

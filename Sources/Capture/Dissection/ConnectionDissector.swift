import Corpus

/// Makes exchanges of the two byte streams of one TCP connection, and keeps the books of their bytes.
///
/// Give it each segment's bytes once, in the order of the stream in each direction, and in the order of the capture
/// between the two; say where bytes are lost, and how each direction ends. It does no I/O and holds no more than its
/// limits allow.
///
/// Every byte that it was given is in exactly one part of `account.bytes` once both directions have ended, and the
/// connection is in exactly one class of `account.streams`. What the connection is, is told by what is said on it, not
/// by its ports: by a request line, a status line, the preface of HTTP/2, or the header of a TLS record.
final class ConnectionDissector {
    private let opener: FlowEndpoint
    private let accepter: FlowEndpoint
    private let connectionID: UInt64
    private let joinedMidstream: Bool
    private let scheme: RecordedRequest.Scheme
    private let limits: DissectionLimits
    /// The keys of TLS; nil where TLS is not looked into.
    private let lore: CaptureLore?

    // Unchecked, as it is asked for with each segment: only one thread has the connection, and no conversation calls back.
    @exclusivity(unchecked) private var state: State
    private var hasGap = false
    private var openerEnd: StreamEnd?
    private var accepterEnd: StreamEnd?

    private enum State {
        case undecided(opener: UndecidedStream, accepter: UndecidedStream)
        case http(HTTPConversation)
        case http2(HTTP2Conversation)
        case tls(TLSConversation)
        /// TLS within TLS, which is not looked into; so many bytes have come.
        case nestedTLS(bytes: UInt64)
        case finished
    }

    /// A connection of which nothing was seen yet.
    ///
    /// - Parameters:
    ///   - opener: the end that sent the SYN; where that was not seen, either end.
    ///   - accepter: the other end.
    ///   - connectionID: the number that its exchanges are recorded with.
    ///   - joinedMidstream: whether the streams' first bytes may be missing.
    ///   - scheme: `https` for the plaintext of a decrypted connection.
    ///   - limits: how much is held.
    ///   - lore: the keys of TLS; nil where TLS is not looked into.
    init(
        opener: FlowEndpoint,
        accepter: FlowEndpoint,
        connectionID: UInt64,
        joinedMidstream: Bool,
        scheme: RecordedRequest.Scheme = .http,
        limits: DissectionLimits,
        lore: CaptureLore?
    ) {
        self.opener = opener
        self.accepter = accepter
        self.connectionID = connectionID
        self.joinedMidstream = joinedMidstream
        self.scheme = scheme
        self.limits = limits
        self.lore = lore
        let stream = UndecidedStream(joinedMidstream: joinedMidstream)
        state = .undecided(opener: stream, accepter: stream)
    }

    /// When the oldest request began that may still be given out; nil where there is none.
    ///
    /// No exchange that begins before it comes from this connection any more.
    var oldestOpenStart: Timestamp? {
        switch state {
        case .http(let conversation):
            return conversation.oldestOpenStart
        case .http2(let conversation):
            return conversation.oldestOpenStart
        case .undecided(let opener, let accepter):
            guard !opener.held.isEmpty else { return accepter.held.isEmpty ? nil : accepter.heldSince }
            return accepter.held.isEmpty ? opener.heldSince : min(opener.heldSince, accepter.heldSince)
        case .tls(let conversation):
            return conversation.oldestOpenStart
        case .nestedTLS, .finished:
            return nil
        }
    }

    /// Bytes of memory that messages hold which are not settled, near enough.
    var openBytes: Int {
        switch state {
        case .http(let conversation): conversation.openBytes
        case .http2(let conversation): conversation.openBytes
        case .tls(let conversation): conversation.openBytes
        case .undecided(let opener, let accepter):
            limits.counted(opener.held.count) &+ limits.counted(accepter.held.count)
        case .nestedTLS, .finished: 0
        }
    }

    /// Gives what is open out as it is, so that it holds no memory; the connection is read on.
    func giveOutOpen(into output: inout DissectionOutput) {
        switch state {
        case .http(let conversation): conversation.giveOutOpen(into: &output)
        case .http2(let conversation): conversation.giveOutOpen(into: &output)
        case .tls(let conversation): conversation.giveOutOpen(into: &output)
        case .undecided(var opener, var accepter):
            state = .finished
            if limits.counted(opener.held.count) > 0 { opener.giveUpHeld() }
            if limits.counted(accepter.held.count) > 0 { accepter.giveUpHeld() }
            state = .undecided(opener: opener, accepter: accepter)
        case .nestedTLS, .finished: break
        }
    }

    /// Takes the bytes of one segment, those that were not given before.
    ///
    /// - Parameter time: when the segment was captured.
    func receive(
        _ bytes: RawSpan,
        from side: Side,
        at time: Timestamp,
        into output: inout DissectionOutput
    ) {
        guard bytes.byteCount > 0 else { return }
        switch state {
        case .http(let conversation):
            conversation.receive(bytes, from: side, at: time, into: &output)
        case .http2(let conversation):
            conversation.receive(bytes, from: side, at: time, into: &output)
        case .tls(let conversation):
            conversation.receive(bytes, from: side, at: time, into: &output)
        case .nestedTLS(let count):
            state = .nestedTLS(bytes: count &+ UInt64(bytes.byteCount))
        case .undecided:
            decide(bytes, from: side, at: time, into: &output)
        case .finished:
            // After its end; the caller should have left these out.
            output.account.bytes.notHTTP &+= UInt64(bytes.byteCount)
        }
    }

    /// Takes note that bytes are missing from a direction, between those given before and those to come.
    func gap(
        of length: UInt64,
        from side: Side,
        into output: inout DissectionOutput
    ) {
        guard length > 0 else { return }
        hasGap = true
        switch state {
        case .http(let conversation):
            conversation.gap(of: length, from: side, into: &output)
        case .http2(let conversation):
            conversation.lose(side, into: &output)
        case .undecided(var opener, var accepter):
            if side == .opener { opener.lose() } else { accepter.lose() }
            state = .undecided(opener: opener, accepter: accepter)
        case .tls(let conversation):
            conversation.lose(side, into: &output)
        case .nestedTLS, .finished:
            break
        }
    }

    /// Takes note that a direction has ended, and how.
    ///
    /// Call it for both directions; with the second one, all that is left is given out and the books are closed.
    /// Further calls for the same direction change nothing.
    func end(_ side: Side, _ how: StreamEnd, into output: inout DissectionOutput) {
        switch side {
        case .opener:
            guard openerEnd == nil else { return }
            openerEnd = how
        case .accepter:
            guard accepterEnd == nil else { return }
            accepterEnd = how
        }
        switch state {
        case .http(let conversation): conversation.end(side, how, into: &output)
        case .http2(let conversation): conversation.end(side, how, into: &output)
        case .tls(let conversation): conversation.end(side, how, into: &output)
        default: break
        }
        if openerEnd != nil, accepterEnd != nil { finish(into: &output) }
    }

    // MARK: - What the connection is

    private func decide(
        _ bytes: RawSpan,
        from side: Side,
        at time: Timestamp,
        into output: inout DissectionOutput
    ) {
        guard case .undecided(var opener, var accepter) = state else { return }
        // So that the streams' buffers are not copied while they grow.
        state = .finished
        let shape =
            switch side {
            case .opener: opener.look(at: bytes, time: time, limits: limits, into: &output)
            case .accepter: accepter.look(at: bytes, time: time, limits: limits, into: &output)
            }
        switch shape {
        case .undecided, .other:
            state = .undecided(opener: opener, accepter: accepter)
        case .request:
            converse(client: side, opener: opener, accepter: accepter, into: &output)
        case .response:
            converse(client: side.other, opener: opener, accepter: accepter, into: &output)
        case .tls:
            converseInTLS(side, opener: opener, accepter: accepter, into: &output)
        case .http2:
            converseInFrames(client: side, opener: opener, accepter: accepter, into: &output)
        }
    }

    /// TLS was found, on one side's first bytes: what is within it is looked into where there are keys.
    private func converseInTLS(
        _ side: Side,
        opener: UndecidedStream,
        accepter: UndecidedStream,
        into output: inout DissectionOutput
    ) {
        guard let lore else {
            state = .nestedTLS(bytes: opener.byteCount &+ accepter.byteCount)
            return
        }
        // The client's hello is the first record of all; its handshake type is 1, and a server's is 2.
        let first = side == .opener ? opener.held : accepter.held
        let isServer = first.count > 5 && first[0] == TLSRecord.handshake && first[5] == 2
        let (ends, id, limits) = ((self.opener, self.accepter), connectionID, limits)
        let client = isServer ? side.other : side
        let server = client == .opener ? ends.1 : ends.0
        let conversation = TLSConversation(client: client, lore: lore) {
            lore.names[server.address]
        } makeInner: {
            ConnectionDissector(
                opener: ends.0,
                accepter: ends.1,
                connectionID: id,
                joinedMidstream: false,
                scheme: .https,
                limits: limits,
                lore: nil
            )
        }
        state = .tls(conversation)
        // What was passed over before was no TLS; the books have it with the rest.
        output.account.bytes.notHTTP &+= opener.passed &+ accepter.passed
        handOver(opener, accepter, to: conversation, first: side, into: &output)
    }

    /// HTTP/2 was found: both directions are read from their first byte on, or not at all.
    private func converseInFrames(
        client: Side,
        opener: UndecidedStream,
        accepter: UndecidedStream,
        into output: inout DissectionOutput
    ) {
        output.account.count(DissectionEvent.http2Connection)
        let conversation = HTTP2Conversation(
            client: client,
            connection: connection(client: client),
            scheme: scheme,
            limits: limits
        )
        state = .http2(conversation)
        output.account.bytes.skipped &+= opener.passed &+ accepter.passed
        // What begins as a connection does is read, though the capture may not have the handshake.
        let server = client == .opener ? accepter : opener
        if server.passed > 0 { conversation.lose(client.other, into: &output) }
        handOver(opener, accepter, to: conversation, first: client, into: &output)
    }

    private func connection(client: Side) -> RecordedConnection {
        let ends = client == .opener ? (opener, accepter) : (accepter, opener)
        return RecordedConnection(id: connectionID, client: ends.0.description, server: ends.1.description)
    }

    /// What the capture calls an end, with its port where that is not 80; nil where it has no name for it.
    private func hostName(of end: FlowEndpoint) -> String? {
        guard let lore, let name = lore.names[end.address] else { return nil }
        return end.port == 80 ? name : "\(name):\(end.port)"
    }

    /// HTTP was found: what was held is read, what was passed over is skipped.
    private func converse(
        client: Side,
        opener: UndecidedStream,
        accepter: UndecidedStream,
        into output: inout DissectionOutput
    ) {
        let mayLackMessages = opener.mayLackMessages || accepter.mayLackMessages
        let conversation = HTTPConversation(
            client: client,
            connection: connection(client: client),
            joinedMidstream: mayLackMessages,
            scheme: scheme,
            hostName: hostName(of: client == .opener ? self.accepter : self.opener),
            limits: limits
        )
        state = .http(conversation)
        output.account.bytes.skipped &+= opener.passed &+ accepter.passed
        // The client's first: a response can wait for its request, but what is held is the earlier the better known.
        handOver(opener, accepter, to: conversation, first: client, into: &output)
    }

    /// Gives a conversation what was held while nobody knew what it was, and the ends that have come.
    private func handOver(
        _ opener: UndecidedStream,
        _ accepter: UndecidedStream,
        to conversation: some Conversation,
        first: Side,
        into output: inout DissectionOutput
    ) {
        for side in [first, first.other] {
            let stream = side == .opener ? opener : accepter
            guard !stream.held.isEmpty else { continue }
            conversation.receive(stream.held.span.bytes, from: side, at: stream.heldSince, into: &output)
        }
        if let openerEnd { conversation.end(.opener, openerEnd, into: &output) }
        if let accepterEnd { conversation.end(.accepter, accepterEnd, into: &output) }
    }

    /// Both directions have ended: the books are closed.
    private func finish(into output: inout DissectionOutput) {
        // What is within TLS has been counted as a stream, if anything was.
        if case .tls(let conversation) = state, conversation.finish(into: &output) {
            state = .finished
            if joinedMidstream { output.account.streams.joinedMidstream &+= 1 }
            if hasGap { output.account.streams.withGaps &+= 1 }
            return
        }
        output.account.streams.total &+= 1
        if joinedMidstream { output.account.streams.joinedMidstream &+= 1 }
        // What is missing within TLS is so because of the connection around it, which counts that.
        if hasGap, lore != nil { output.account.streams.withGaps &+= 1 }
        switch state {
        case .http(let conversation):
            conversation.finish(into: &output)
            output.account.streams.http &+= 1
            if conversation.hasBecomeHTTP2 {
                output.account.streams.http2 &+= 1
            } else if conversation.hasLeftHTTP {
                output.account.streams.upgraded &+= 1
            }
        case .http2(let conversation):
            conversation.finish(into: &output)
            output.account.streams.http &+= 1
            output.account.streams.http2 &+= 1
        case .tls:
            output.account.streams.tls &+= 1
        case .nestedTLS(let bytes):
            output.account.streams.tls &+= 1
            output.account.bytes.tls &+= bytes
        case .undecided(let opener, let accepter):
            let bytes = opener.byteCount &+ accepter.byteCount
            if bytes == 0 {
                output.account.streams.empty &+= 1
            } else {
                output.account.streams.notHTTP &+= 1
            }
            output.account.bytes.notHTTP &+= bytes
        case .finished:
            return
        }
        state = .finished
    }
}

import Corpus
import HTTPWire

/// A connection on which TLS was found: what is within it is dissected as a connection of its own, where there are keys.
final class TLSConversation: Conversation {
    private let client: Side
    private var session: TLSSession
    private let makeInner: () -> ConnectionDissector
    private let serverName: () -> String?
    private var inner: ConnectionDissector?

    /// A connection of which nothing has been read.
    ///
    /// - Parameters:
    ///   - serverName: what the capture calls the server; asked for where the client named none.
    ///   - makeInner: makes the dissector of the content.
    init(
        client: Side,
        lore: CaptureLore,
        serverName: @escaping () -> String?,
        makeInner: @escaping () -> ConnectionDissector
    ) {
        self.serverName = serverName
        self.client = client
        self.makeInner = makeInner
        session = TLSSession(lore)
    }

    /// When the oldest request began that may still be given out.
    var oldestOpenStart: Timestamp? { inner?.oldestOpenStart }

    /// Takes a segment's bytes.
    func receive(_ bytes: RawSpan, from side: Side, at time: Timestamp, into output: inout DissectionOutput) {
        // The session's emissions are dissected when it is done with the segment: both change what is behind them.
        var contents: [(isClient: Bool, content: [UInt8], time: Timestamp)] = []
        session.receive(bytes, isClient: side == client, at: time) { contents.append(($0, $1, $2)) }
        for (isClient, content, time) in contents {
            let inner = inner ?? makeInner()
            self.inner = inner
            inner.receive(content.span.bytes, from: isClient ? client : client.other, at: time, into: &output)
        }
    }

    /// Bytes are missing from a direction; nothing after them can be read.
    func lose(_ side: Side, into output: inout DissectionOutput) {
        session.lose(isClient: side == client)
        inner?.gap(of: 1, from: side, into: &output)
    }

    /// One direction has ended.
    func end(_ side: Side, _ how: StreamEnd, into output: inout DissectionOutput) {
        inner?.end(side, how, into: &output)
    }

    /// Closes the books of the connection's bytes.
    ///
    /// - Returns: Whether what was within it is in the books of the streams.
    func finish(into output: inout DissectionOutput) -> Bool {
        if let problem = session.problem { output.account.count(DissectionEvent.tls(problem)) }
        guard session.hasOpened else {
            output.account.bytes.tls &+= session.byteCount
            output.account.countServerWithoutKey(session.serverName ?? serverName() ?? "(not told)")
            return false
        }
        output.account.bytes.tls &+= session.unreadCount
        output.account.bytes.tlsFraming &+= session.byteCount &- session.contentCount &- session.unreadCount
        guard inner != nil else { return false }
        output.account.streams.decrypted &+= 1
        return true
    }
}

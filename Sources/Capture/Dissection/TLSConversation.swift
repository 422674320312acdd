import Corpus
import HTTPWire

/// A connection on which TLS was found: what is within it is dissected as a connection of its own, where there are keys.
final class TLSConversation: Conversation {
    private let client: Side
    private var session: TLSSession
    private let makeInner: () -> ConnectionDissector
    private let serverName: () -> String?
    private var inner: ConnectionDissector?
    /// Directions of which the content's dissector knows that they are lost.
    private var toldLost: Set<Side> = []

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

    /// Bytes of memory that messages hold which are not settled, and what TLS holds for what is to come.
    var openBytes: Int { session.openBytes &+ (inner?.openBytes ?? 0) }

    /// Gives the content's open messages out; a direction of which TLS holds something is not read any further.
    func giveOutOpen(into output: inout DissectionOutput) {
        session.giveUpOpen()
        inner?.giveOutOpen(into: &output)
        tellLosses(into: &output)
    }

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
        tellLosses(into: &output)
    }

    /// Bytes are missing from a direction; nothing after them can be read.
    func lose(_ side: Side, into output: inout DissectionOutput) {
        session.lose(isClient: side == client)
        tellLosses(into: &output)
    }

    /// Tells the content's dissector which directions give no more of it, of which nobody knows how much there was.
    private func tellLosses(into output: inout DissectionOutput) {
        guard let inner else { return }
        for side in Side.allCases where isLost(side) && !toldLost.contains(side) {
            toldLost.insert(side)
            inner.gap(of: 1, from: side, into: &output)
        }
    }

    private func isLost(_ side: Side) -> Bool {
        session.isLost(isClient: side == client)
    }

    /// One direction has ended.
    func end(_ side: Side, _ how: StreamEnd, into output: inout DissectionOutput) {
        // How a direction ended says nothing of a message in it of which the rest could not be read.
        inner?.end(side, isLost(side) ? .captureEnd : how, into: &output)
    }

    /// Closes the books of the connection's bytes.
    ///
    /// - Returns: Whether what was within it is in the books of the streams.
    func finish(into output: inout DissectionOutput) -> Bool {
        session.finish()
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

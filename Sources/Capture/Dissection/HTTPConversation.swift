import Corpus
import HTTPWire

/// A connection on which HTTP/1 was found: the two directions, and the pairing between them.
///
/// A class, so that a connection that turns out to be something else never pays for it.
final class HTTPConversation: Conversation {
    /// The end that sends requests.
    let client: Side

    // Unchecked, as they are asked for with each segment: only one thread has the connection, and nothing that is called with
    // one of them comes back here.
    @exclusivity(unchecked) private var requests: RequestStream
    @exclusivity(unchecked) private var responses: ResponseStream
    @exclusivity(unchecked) private var pairing: ExchangePairing

    /// What the connection has become, where that is HTTP/2.
    @exclusivity(unchecked) private var successor: HTTP2Conversation?
    /// What the client has sent after it asked to leave HTTP/1, as long as there is no answer; nil for too much.
    private var early: [UInt8]? = []
    /// The directions that have ended, and how, for a successor that comes later.
    private var ends: [(side: Side, how: StreamEnd)] = []
    private let scheme: RecordedRequest.Scheme
    private let limits: DissectionLimits

    /// A conversation of which nothing has been read yet.
    ///
    /// - Parameter hostName: what the capture calls the server, for requests that name no host; nil for no name.
    init(
        client: Side,
        connection: RecordedConnection,
        joinedMidstream: Bool,
        scheme: RecordedRequest.Scheme,
        hostName: String?,
        limits: DissectionLimits
    ) {
        self.client = client
        self.scheme = scheme
        self.limits = limits
        requests = RequestStream(
            joinedMidstream: joinedMidstream,
            scheme: scheme,
            hostName: hostName,
            limits: limits
        )
        responses = ResponseStream(joinedMidstream: joinedMidstream, limits: limits)
        pairing = ExchangePairing(connection: connection, joinedMidstream: joinedMidstream, limits: limits)
    }

    /// When the oldest request began that was not given out.
    var oldestOpenStart: Timestamp? {
        let own = pairing.oldestOpenStart ?? requests.startOfUnfinishedHead
        return [own, successor?.oldestOpenStart].compactMap { $0 }.min()
    }

    /// Bytes of memory that messages hold which are not settled, and what was sent ahead of a switch.
    var openBytes: Int {
        pairing.openBytes &+ requests.openBytes &+ responses.openBytes &+ (early?.count ?? 0)
            &+ (successor?.openBytes ?? 0)
    }

    /// Gives those messages out as they are.
    func giveOutOpen(into output: inout DissectionOutput) {
        requests.giveUpOpen(pairing: &pairing, into: &output)
        responses.giveUpOpen(pairing: &pairing, into: &output)
        pairing.giveOutAll(into: &output)
        if early?.isEmpty == false { early = nil }
        successor?.giveOutOpen(into: &output)
    }

    /// Whether the connection became one of HTTP/2.
    var hasBecomeHTTP2: Bool { successor != nil }

    /// Whether the connection became another protocol.
    var hasLeftHTTP: Bool {
        responses.hasLeftHTTP
    }

    /// Takes a segment's bytes.
    func receive(_ bytes: RawSpan, from side: Side, at time: Timestamp, into output: inout DissectionOutput) {
        if successor == nil, responses.becomesHTTP2, pairing.switchIsSettled { becomeHTTP2(at: time, into: &output) }
        let rest =
            side == client
            ? receiveRequests(bytes, at: time, into: &output)
            : responses.receive(bytes, at: time, pairing: &pairing, into: &output)
        guard rest < bytes.byteCount else { return }
        goOn(with: bytes.extracting(rest..<bytes.byteCount), from: side, at: time, into: &output)
    }

    private func receiveRequests(_ bytes: RawSpan, at time: Timestamp, into output: inout DissectionOutput) -> Int {
        let rest = requests.receive(bytes, at: time, pairing: &pairing, into: &output)
        let count = requests.bytesAfterSwitchInSegment
        guard count > 0 else { return rest }
        let late = bytes.extracting(last: Int(clamping: count))
        // Those of an earlier request that asked for it, and got no answer, are not this one's.
        if requests.bytesAfterSwitch == count { early = [] }
        if let successor {
            // Of bytes that were taken for a request's until now, it has not had all.
            if requests.bytesAfterSwitch != UInt64(late.byteCount) { successor.lose(client, into: &output) }
            requests.giveAwayBytesAfterSwitch(UInt64(late.byteCount))
            successor.receive(late, from: client, at: time, into: &output)
        } else if let held = early, held.count + late.byteCount <= limits.startLineBytes {
            early?.append(late, in: 0..<late.byteCount)
        } else {
            early = nil
        }
        return rest
    }

    /// Takes bytes that are another protocol's.
    private func goOn(with bytes: RawSpan, from side: Side, at time: Timestamp, into output: inout DissectionOutput) {
        guard responses.becomesHTTP2 else {
            output.account.bytes.upgraded &+= UInt64(bytes.byteCount)
            return
        }
        if successor == nil { becomeHTTP2(at: time, into: &output) }
        successor?.receive(bytes, from: side, at: time, into: &output)
    }

    private func becomeHTTP2(at time: Timestamp, into output: inout DissectionOutput) {
        output.account.count(DissectionEvent.http2Connection)
        let successor = HTTP2Conversation(
            client: client,
            connection: pairing.connection,
            scheme: scheme,
            limits: limits,
            isUpgraded: true
        )
        self.successor = successor
        giveEarlyBytes(to: successor, at: time, into: &output)
        for (side, how) in ends { successor.end(side, how, into: &output) }
    }

    /// The client may have gone on before its answer was captured, or was known for what it is.
    private func giveEarlyBytes(
        to successor: HTTP2Conversation,
        at time: Timestamp,
        into output: inout DissectionOutput
    ) {
        let count = requests.bytesAfterSwitch ?? 0
        guard count > 0 else { return }
        guard let early, UInt64(early.count) == count else { return successor.lose(client, into: &output) }
        requests.giveAwayBytesAfterSwitch(count)
        successor.receive(early.span.bytes, from: client, at: time, into: &output)
        self.early = []
    }

    /// Takes note of bytes that are lost.
    func gap(of length: UInt64, from side: Side, into output: inout DissectionOutput) {
        successor?.lose(side, into: &output)
        if side == client {
            requests.gap(of: length, pairing: &pairing, into: &output)
        } else {
            responses.gap(of: length, pairing: &pairing, into: &output)
        }
    }

    /// One direction has ended.
    func end(_ side: Side, _ how: StreamEnd, into output: inout DissectionOutput) {
        ends.append((side, how))
        successor?.end(side, how, into: &output)
        if side == client {
            requests.end(pairing: &pairing, into: &output)
        } else {
            responses.end(how, pairing: &pairing, into: &output)
        }
    }

    /// Both directions have ended.
    func finish(into output: inout DissectionOutput) {
        pairing.end(into: &output)
        requests.finish(pairing, into: &output)
        successor?.finish(into: &output)
    }
}

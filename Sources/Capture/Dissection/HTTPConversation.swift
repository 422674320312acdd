import Corpus
import HTTPWire

/// A connection on which HTTP/1 was found: the two directions, and the pairing between them.
///
/// A class, so that a connection that turns out to be something else never pays for it.
final class HTTPConversation: Conversation {
    /// The end that sends requests.
    let client: Side

    private var requests: RequestStream
    private var responses: ResponseStream
    private var pairing: ExchangePairing

    /// A conversation of which nothing has been read yet.
    init(
        client: Side,
        connection: RecordedConnection,
        joinedMidstream: Bool,
        scheme: RecordedRequest.Scheme,
        limits: DissectionLimits
    ) {
        self.client = client
        requests = RequestStream(joinedMidstream: joinedMidstream, scheme: scheme, limits: limits)
        responses = ResponseStream(joinedMidstream: joinedMidstream, limits: limits)
        pairing = ExchangePairing(connection: connection, joinedMidstream: joinedMidstream, limits: limits)
    }

    /// When the oldest request began that was not given out.
    var oldestOpenStart: Timestamp? {
        pairing.oldestOpenStart ?? requests.startOfUnfinishedHead
    }

    /// Whether the connection became another protocol.
    var hasLeftHTTP: Bool {
        responses.hasLeftHTTP
    }

    /// Takes a segment's bytes.
    func receive(_ bytes: RawSpan, from side: Side, at time: Timestamp, into output: inout DissectionOutput) {
        if side == client {
            requests.receive(bytes, at: time, pairing: &pairing, into: &output)
        } else {
            responses.receive(bytes, at: time, pairing: &pairing, into: &output)
        }
    }

    /// Takes note of bytes that are lost.
    func gap(of length: UInt64, from side: Side, into output: inout DissectionOutput) {
        if side == client {
            requests.gap(of: length, pairing: &pairing, into: &output)
        } else {
            responses.gap(of: length, pairing: &pairing, into: &output)
        }
    }

    /// One direction has ended.
    func end(_ side: Side, _ how: StreamEnd, into output: inout DissectionOutput) {
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
    }
}

import Corpus
import HTTPWire

/// A connection on which HTTP/2 was found (RFC 9113): the two directions, and the streams between them.
///
/// A stream has its own number, so pairing needs no order; but a direction of which bytes are lost cannot be read any
/// further, since each block of headers builds on those before it. What cannot be read is counted, never guessed.
final class HTTP2Conversation: Conversation {
    /// The end that sends requests.
    let client: Side

    private let connection: RecordedConnection
    private let scheme: RecordedRequest.Scheme
    private let limits: DissectionLimits
    /// Whether the first stream is the request that asked for HTTP/2, which HTTP/1 has (RFC 7540, section 3.2).
    private let isUpgraded: Bool

    private var requests = Direction(expectsPreface: true)
    private var responses = Direction(expectsPreface: false)
    private var streams: [UInt32: HTTP2Stream] = [:]
    /// The highest number of a stream that the client has begun.
    private var lastStream: UInt32 = 0
    private var heldBytes = 0
    private var responsesEnd: StreamEnd?

    /// One direction: its frames, and what its headers build on.
    private struct Direction {
        var reader: HTTP2FrameReader
        var headers = HeaderDecoder()
        /// Whether it cannot be read any further.
        var isLost = false

        init(expectsPreface: Bool) {
            reader = HTTP2FrameReader(expectsPreface: expectsPreface)
        }
    }

    /// A conversation of which nothing has been read yet.
    init(
        client: Side,
        connection: RecordedConnection,
        scheme: RecordedRequest.Scheme,
        limits: DissectionLimits,
        isUpgraded: Bool = false
    ) {
        self.isUpgraded = isUpgraded
        self.client = client
        self.connection = connection
        self.scheme = scheme
        self.limits = limits
    }

    /// When the oldest request began that was not given out.
    var oldestOpenStart: Timestamp? {
        streams.values.map(\.start).min()
    }

    /// Bytes of memory that streams hold, and blocks of headers that are not whole.
    var openBytes: Int { heldBytes &+ requests.reader.unfinishedBytes &+ responses.reader.unfinishedBytes }

    /// Gives the open streams out as they stand; a direction with a block of headers that goes on over several frames, as few
    /// do, cannot be read any further.
    func giveOutOpen(into output: inout DissectionOutput) {
        if requests.reader.unfinishedBytes > 0 { lose(client, into: &output) }
        if responses.reader.unfinishedBytes > 0 { lose(client.other, into: &output) }
        for number in streams.keys.sorted() { close(number, .unknown, into: &output) }
    }

    /// Takes a segment's bytes.
    func receive(_ bytes: RawSpan, from side: Side, at time: Timestamp, into output: inout DissectionOutput) {
        let isClient = side == client
        var offset = 0
        while !(isClient ? requests.isLost : responses.isLost) {
            let event =
                isClient
                ? requests.reader.next(bytes, from: &offset, mark: time.nanoseconds)
                : responses.reader.next(bytes, from: &offset, mark: time.nanoseconds)
            if event == .needsMoreBytes { break }
            act(on: event, in: bytes, isClient: isClient, at: time, into: &output)
        }
        if isClient ? requests.isLost : responses.isLost {
            output.account.bytes.skipped &+= UInt64(bytes.byteCount &- offset)
        }
        countBytes(isClient: isClient, into: &output)
    }

    /// A direction cannot be read any further.
    func lose(_ side: Side, into output: inout DissectionOutput) {
        let isClient = side == client
        guard !(isClient ? requests.isLost : responses.isLost) else { return }
        output.account.count(DissectionEvent.http2Lost)
        if isClient {
            requests.isLost = true
            requests.reader.endOfStream()
        } else {
            responses.isLost = true
            responses.reader.endOfStream()
        }
        countBytes(isClient: isClient, into: &output)
    }

    /// One direction has ended.
    func end(_ side: Side, _ how: StreamEnd, into output: inout DissectionOutput) {
        if side == client {
            if !requests.isLost { requests.reader.endOfStream() }
        } else {
            responsesEnd = how
            if !responses.isLost { responses.reader.endOfStream() }
        }
        countBytes(isClient: side == client, into: &output)
    }

    /// Both directions have ended: what is open gets no more.
    func finish(into output: inout DissectionOutput) {
        for number in streams.keys.sorted() { close(number, unfinished, into: &output) }
    }

    /// What becomes of a response that is not whole when the connection has ended.
    private var unfinished: Outcome.Ending {
        if responses.isLost { return .unknown }
        switch responsesEnd {
        case .reset: return .reset
        case .fin: return .closed
        case .captureEnd, .evicted, nil: return .noResponse
        }
    }

    private func countBytes(isClient: Bool, into output: inout DissectionOutput) {
        let tally = isClient ? requests.reader.takeTally() : responses.reader.takeTally()
        if isClient {
            output.account.bytes.requests &+= tally.inMessages
        } else {
            output.account.bytes.responses &+= tally.inMessages
        }
        output.account.bytes.framing &+= tally.framing
    }
}

// Events.
extension HTTP2Conversation {
    private func act(
        on event: HTTP2Event,
        in bytes: RawSpan,
        isClient: Bool,
        at time: Timestamp,
        into output: inout DissectionOutput
    ) {
        switch event {
        case .needsMoreBytes, .goAway:
            break
        case .headers(let stream, let endsStream):
            guard let fields = decode(isClient: isClient, into: &output) else { return }
            if isClient {
                takeRequest(fields, stream, into: &output)
            } else {
                takeResponse(fields, stream, at: time, into: &output)
            }
            if endsStream { endStream(stream, isClient: isClient, at: time, into: &output) }
        case .pushPromise:
            guard decode(isClient: isClient, into: &output) != nil else { return }
            output.account.count(DissectionEvent.http2Push)
        case .data(let stream, let range):
            take(bytes.extracting(range), stream, isClient: isClient, at: time, into: &output)
        case .endOfData(let stream):
            endStream(stream, isClient: isClient, at: time, into: &output)
        case .headerTableSize(let size):
            // Each side says what the other one may use.
            if isClient { responses.headers.setTableSize(size) } else { requests.headers.setTableSize(size) }
        case .reset(let stream, _):
            if isClient {
                // What the server has sent already may still come.
                streams[stream]?.isAborted = true
            } else if streams[stream] != nil {
                close(stream, .reset, into: &output)
            }
        case .failure:
            lose(isClient ? client : client.other, into: &output)
        }
    }

    private func decode(isClient: Bool, into output: inout DissectionOutput) -> [HeaderDecoder.Field]? {
        let block = isClient ? requests.reader.headerBlock : responses.reader.headerBlock
        do throws(HeaderDecoder.Unreadable) {
            return isClient ? try requests.headers.decode(block) : try responses.headers.decode(block)
        } catch {
            lose(isClient ? client : client.other, into: &output)
            return nil
        }
    }

    private func takeRequest(_ fields: [HeaderDecoder.Field], _ number: UInt32, into output: inout DissectionOutput) {
        if streams[number] != nil {
            heldBytes &+= streams[number]?.addTrailers(fields) ?? 0
            return
        }
        let start = Timestamp(nanoseconds: requests.reader.headerMark)
        guard let stream = HTTP2Stream(fields, start: start, scheme: scheme) else {
            // The trailers of a request that was given out before them.
            if number <= lastStream, !fields.contains(where: { $0.name.hasPrefix(":") }) { return }
            output.account.count(DissectionEvent.http2Malformed)
            output.account.messages.brokenRequests &+= 1
            return
        }
        output.account.messages.requests &+= 1
        heldBytes &+= stream.size
        streams[number] = stream
        lastStream = max(lastStream, number)
        keepWithinLimits(into: &output)
    }

    /// Gives the oldest requests out as they stand, while more are held than may be.
    private func keepWithinLimits(into output: inout DissectionOutput) {
        while streams.count > limits.openRequests || heldBytes > limits.openRequestBytes {
            let oldest = streams.min { ($0.value.start, $0.key) < ($1.value.start, $1.key) }
            guard let oldest else { return }
            output.account.count(DissectionEvent.openRequestLimit)
            close(oldest.key, .unknown, into: &output)
        }
    }

    private func takeResponse(
        _ fields: [HeaderDecoder.Field],
        _ number: UInt32,
        at time: Timestamp,
        into output: inout DissectionOutput
    ) {
        // What a server begins of its own has an even number.
        guard number % 2 == 1, let text = fields.first(where: { $0.name == ":status" })?.value else {
            // Trailers.
            streams[number]?.addResponseTrailers(fields, at: time)
            return
        }
        guard let status = UInt16(text), (100...999).contains(status) else {
            return output.account.count(DissectionEvent.http2Malformed)
        }
        guard status >= 200 else {
            output.account.messages.interimResponses &+= 1
            return
        }
        if isUpgraded, number == 1 { return output.account.count(DissectionEvent.http2Upgrade) }
        guard streams[number] != nil, streams[number]?.response == nil else {
            output.account.messages.responses &+= 1
            output.account.messages.responsesWithoutRequest &+= 1
            return
        }
        output.account.messages.responses &+= 1
        output.account.messages.paired &+= 1
        let firstByte = Timestamp(nanoseconds: responses.reader.headerMark)
        streams[number]?.response = HTTP2Stream.Response(status: status, firstByte: firstByte, lastByte: time)
        if let limit = limits.responseBodyBytes {
            streams[number]?.keepResponse(fields, limit: limit)
            heldBytes &+= streams[number]?.response?.kept?.size ?? 0
        }
        // A call that fails at once has its status here, and no trailers.
        streams[number]?.noteGRPCStatus(fields)
    }

    private func take(
        _ bytes: RawSpan,
        _ number: UInt32,
        isClient: Bool,
        at time: Timestamp,
        into output: inout DissectionOutput
    ) {
        guard streams[number] != nil else { return }
        if isClient {
            let taken = streams[number]?.appendBody(bytes, limit: limits.requestBodyBytes)
            heldBytes &+= taken?.kept ?? 0
            if taken?.passedLimit == true { output.account.count(DissectionEvent.requestBodyLimit) }
            keepWithinLimits(into: &output)
        } else {
            let before = streams[number]?.response?.kept?.size ?? 0
            if streams[number]?.appendResponseBody(bytes) == true {
                output.account.count(DissectionEvent.responseBodyLimit)
            }
            streams[number]?.noteLastByte(time)
            heldBytes &+= (streams[number]?.response?.kept?.size ?? 0) &- before
            keepWithinLimits(into: &output)
        }
    }

    private func endStream(_ number: UInt32, isClient: Bool, at time: Timestamp, into output: inout DissectionOutput) {
        if isClient {
            streams[number]?.requestIsWhole = true
        } else {
            streams[number]?.noteLastByte(time)
            if streams[number]?.response != nil { streams[number]?.responseIsWhole = true }
        }
        if let stream = streams[number], stream.requestIsWhole || stream.isAborted, stream.responseIsWhole {
            close(number, .complete, into: &output)
        }
    }

    /// Gives a stream out, as it stands.
    ///
    /// - Parameter ending: how it ended, where its response is not whole.
    private func close(_ number: UInt32, _ ending: Outcome.Ending, into output: inout DissectionOutput) {
        guard let stream = streams.removeValue(forKey: number) else { return }
        heldBytes &-= stream.size
        if stream.response == nil { output.account.messages.requestsWithoutResponse &+= 1 }
        let exchange = stream.exchange(on: connection, ending: ending)
        if let status = exchange.outcome.grpcStatus, status != .ok {
            output.account.count(DissectionEvent.grpc(status))
        }
        output.exchanges.append(exchange)
    }
}

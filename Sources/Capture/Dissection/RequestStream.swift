import Corpus
import HTTPWire

/// The client's direction of an HTTP/1 connection: its bytes become requests.
struct RequestStream: Sendable {
    private var reader: MessageReader
    private let limits: DissectionLimits
    private let scheme: RecordedRequest.Scheme
    /// The authority of requests that name no host; empty where nobody knows.
    private let hostName: [UInt8]

    /// Whether the current request asks to leave HTTP: an Upgrade or a CONNECT.
    private var asksToSwitch = false

    /// Bytes after such a request, whose answer is not known yet.
    ///
    /// Nil where nothing of the kind is going on.
    private(set) var bytesAfterSwitch: UInt64?

    /// Those of them that became known with the segment that was received last: they are at its end, and before it where they
    /// were taken for the beginning of a request until then.
    private(set) var bytesAfterSwitchInSegment: UInt64 = 0

    /// Whether the current request waits for a 100 before it sends its body, and has sent none of it.
    private var waitsToSendBody = false

    private var hasLeftHTTP = false

    /// The requests of a connection that was seen from its first byte, or was joined in the middle.
    init(joinedMidstream: Bool, scheme: RecordedRequest.Scheme, hostName: String?, limits: DissectionLimits) {
        self.hostName = Array((hostName ?? "").utf8)
        reader = MessageReader(role: .request, limits: limits.message, isSearching: joinedMidstream)
        self.scheme = scheme
        self.limits = limits
    }

    /// When the request that has begun and is not in the pairing yet began.
    var startOfUnfinishedHead: Timestamp? {
        reader.stage == .startLine || reader.stage == .fields ? reader.messageStart : nil
    }

    /// Bytes of memory that a head holds, or trailers, which are not whole.
    var openBytes: Int { limits.counted(reader.unfinishedBytes) }

    /// Gives those up; the next request is searched for.
    mutating func giveUpOpen(pairing: inout ExchangePairing, into output: inout DissectionOutput) {
        guard openBytes > 0 else { return }
        lose(reader.giveUpAndRelease(), pairing: &pairing, into: &output)
        countBytes(into: &output)
    }

    /// Takes a segment's bytes.
    ///
    /// - Returns: The offset from which on they are no HTTP/1 any more; the caller counts those.
    mutating func receive(
        _ bytes: RawSpan,
        at time: Timestamp,
        pairing: inout ExchangePairing,
        into output: inout DissectionOutput
    ) -> Int {
        settleSwitch(pairing, into: &output)
        checkUnsentBody(bytes, pairing: &pairing, into: &output)
        reader.beginSegment()
        bytesAfterSwitchInSegment = 0
        var offset = 0
        var sharesSegment = false
        reading: while !hasLeftHTTP {
            switch reader.next(bytes, from: &offset, at: time) {
            case .needsMoreBytes, .tunnel:
                break reading
            case .head:
                open(sharesSegment: sharesSegment, pairing: &pairing, into: &output)
            case .body(let range):
                waitsToSendBody = false
                if !pairing.appendBody(bytes.extracting(range), limit: limits.requestBodyBytes) {
                    output.account.count(DissectionEvent.requestBodyLimit)
                }
            case .end:
                pairing.finishNewestRequest(trailers: reader.parser.trailers, into: &output)
                sharesSegment = true
                awaitSwitch(pairing, into: &output)
            case .failure(let failure, let stage):
                output.account.count(DissectionEvent.failure(failure, in: .request))
                // A line that is no request line was none from its first byte.
                lose(stage == .startLine ? .between : stage, pairing: &pairing, into: &output)
            }
        }
        countBytes(into: &output)
        pairing.seenRequests(until: time, into: &output)
        return hasLeftHTTP ? offset : bytes.byteCount
    }

    /// Takes note of bytes that are lost.
    ///
    /// It says nothing of up to when requests were seen: those behind the gap may be older than the moment at which
    /// it was given up.
    mutating func gap(
        of length: UInt64,
        pairing: inout ExchangePairing,
        into output: inout DissectionOutput
    ) {
        guard !hasLeftHTTP else { return }
        let wasInBody = reader.stage == .body
        if let stage = reader.lose(length) {
            lose(stage, pairing: &pairing, into: &output)
        } else if wasInBody {
            output.account.count(DissectionEvent.gapInRequestBody)
            pairing.truncateNewestRequest()
        } else {
            pairing.loseRequests()
        }
        countBytes(into: &output)
    }

    /// The client sends no more.
    mutating func end(pairing: inout ExchangePairing, into output: inout DissectionOutput) {
        settleSwitch(pairing, into: &output)
        if reader.stage != .between {
            lose(reader.giveUp(), pairing: &pairing, into: &output)
        }
        countBytes(into: &output)
        pairing.endRequests(into: &output)
    }

    /// Both directions have ended: what still waits for an answer gets none.
    mutating func finish(_ pairing: ExchangePairing, into output: inout DissectionOutput) {
        settleSwitch(pairing, into: &output)
        output.account.bytes.skipped &+= bytesAfterSwitch ?? 0
        bytesAfterSwitch = nil
    }

    // MARK: - Leaving HTTP

    /// Leaves so many of the bytes after such a request to somebody else, who counts them.
    mutating func giveAwayBytesAfterSwitch(_ count: UInt64) {
        if let known = bytesAfterSwitch { bytesAfterSwitch = known &- min(count, known) }
    }

    /// Follows what was agreed on since the last segment.
    private mutating func settleSwitch(_ pairing: ExchangePairing, into output: inout DissectionOutput) {
        guard !hasLeftHTTP, reader.stage == .between else { return }
        if pairing.switchIsSettled {
            hasLeftHTTP = true
            output.account.bytes.upgraded &+= bytesAfterSwitch ?? 0
            bytesAfterSwitch = nil
        } else if bytesAfterSwitch == 0, pairing.isSettled {
            // Answered, and not by a switch.
            bytesAfterSwitch = nil
            reader.expectMessage()
        }
    }

    /// After a request that asks to leave HTTP, what comes may be anything.
    private mutating func awaitSwitch(_ pairing: ExchangePairing, into output: inout DissectionOutput) {
        if pairing.switchIsSettled {
            hasLeftHTTP = true
        } else if asksToSwitch, !pairing.isSettled {
            // What was passed over before the request is not behind it.
            countBytes(into: &output)
            reader.search()
            bytesAfterSwitch = 0
            bytesAfterSwitchInSegment = 0
        }
        asksToSwitch = false
    }

    private mutating func countBytes(into output: inout DissectionOutput) {
        let tally = reader.takeTally()
        output.account.bytes.requests &+= tally.inMessages
        output.account.bytes.notHTTP &+= tally.between
        if let passed = bytesAfterSwitch {
            bytesAfterSwitch = passed &+ tally.skipped
            bytesAfterSwitchInSegment &+= tally.skipped
        } else {
            output.account.bytes.skipped &+= tally.skipped
        }
    }

    /// A client that was answered while it waited for a 100 may leave its body out and send another request
    /// (RFC 9110, section 10.1.1).
    private mutating func checkUnsentBody(
        _ bytes: RawSpan,
        pairing: inout ExchangePairing,
        into output: inout DissectionOutput
    ) {
        guard waitsToSendBody, reader.stage == .body, pairing.newestRequestIsAnswered,
            bytes.likenessToRequestLine() == .yes
        else { return }
        waitsToSendBody = false
        output.account.count(DissectionEvent.expectedBodyNotSent)
        reader.endMessageHere()
        pairing.truncateNewestRequest()
        pairing.finishNewestRequest(trailers: [], into: &output)
    }

    // MARK: - Requests

    private mutating func open(
        sharesSegment: Bool,
        pairing: inout ExchangePairing,
        into output: inout DissectionOutput
    ) {
        if let passed = bytesAfterSwitch {
            // The client speaks HTTP still, so those bytes were not another protocol's.
            output.account.bytes.skipped &+= passed
            bytesAfterSwitch = nil
        }
        let head = reader.parser.head
        guard let request = OpenRequest(head, start: reader.messageStart, scheme: scheme, hostName: hostName) else {
            return
        }
        if !head.notes.isEmpty {
            for name in head.notes.names { output.account.count(DissectionEvent.note(name, in: .request)) }
        }
        asksToSwitch = request.context == .connect || head.asksToUpgrade
        waitsToSendBody = head.framing != .none && head.list(.expect, contains: "100-continue")
        pairing.open(request, sharesSegment: sharesSegment, into: &output)
    }

    /// A request, or the chance of one, ends here without its end.
    private mutating func lose(
        _ stage: MessageReader.Stage,
        pairing: inout ExchangePairing,
        into output: inout DissectionOutput
    ) {
        switch stage {
        case .between:
            break
        case .startLine, .fields:
            output.account.messages.brokenRequests &+= 1
        case .body:
            pairing.truncateNewestRequest()
            pairing.finishNewestRequest(trailers: [], into: &output)
        }
        pairing.loseRequests()
    }
}

import Corpus
import HTTPWire

/// The server's direction of an HTTP/1 connection: its bytes become outcomes.
struct ResponseStream: Sendable {
    private var reader: MessageReader
    private let limits: DissectionLimits

    /// The response that is being read, from its head on.
    private var current: Current?

    /// When the last byte of the direction was sent.
    private var lastByte = Timestamp(nanoseconds: 0)

    /// Whether the connection became another protocol.
    private(set) var hasLeftHTTP = false

    /// Whether that protocol is HTTP/2 (RFC 7540, section 3.2).
    private(set) var becomesHTTP2 = false

    private struct Current: Sendable {
        /// Its number in the pairing; nil for an interim one.
        var number: UInt64?
        var body = BodyDigest()
        /// The response itself; nil where responses are not kept.
        var kept: KeptResponse?
        var hasHole = false
        /// Whether it may be the response to a HEAD that was not seen, as far as its body has come.
        var mayAnswerHead: Bool
    }

    /// The responses of a connection that was seen from its first byte, or was joined in the middle.
    init(joinedMidstream: Bool, limits: DissectionLimits) {
        self.limits = limits
        reader = MessageReader(role: .response, limits: limits.message, isSearching: joinedMidstream)
    }

    /// Bytes of memory that the current response holds.
    var openBytes: Int { limits.counted(reader.unfinishedBytes) &+ (current?.kept?.size ?? 0) }

    /// Gives a head or trailers up that are not whole, and what is kept of a response, as its request is given out without it.
    mutating func giveUpOpen(pairing: inout ExchangePairing, into output: inout DissectionOutput) {
        current?.kept = nil
        guard limits.counted(reader.unfinishedBytes) > 0 else { return }
        let status = reader.statusInHead
        lose(reader.giveUpAndRelease(), .truncated, status: status, pairing: &pairing, into: &output)
        pairing.loseResponses()
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
        reader.beginSegment()
        var offset = 0
        reading: while !hasLeftHTTP {
            checkHeadResponse(bytes, from: offset, pairing: &pairing, into: &output)
            switch reader.next(bytes, from: &offset, at: time, answering: context(pairing, at: time)) {
            case .needsMoreBytes:
                break reading
            case .head:
                lastByte = time
                open(at: time, pairing: &pairing, into: &output)
            case .body(let range):
                current?.mayAnswerHead = false
                current?.body.update(bytes.extracting(range))
                if current?.kept?.append(bytes.extracting(range)) == true {
                    output.account.count(DissectionEvent.responseBodyLimit)
                }
                lastByte = time
            case .end:
                lastByte = time
                finish(.complete, pairing: &pairing, into: &output)
            case .tunnel:
                finish(.complete, pairing: &pairing, into: &output)
                hasLeftHTTP = true
            case .failure(let failure, let stage):
                output.account.count(DissectionEvent.failure(failure, in: .response))
                // A line that is no status line was none from its first byte.
                lose(stage == .startLine ? .between : stage, .truncated, pairing: &pairing, into: &output)
                pairing.loseResponses()
            }
        }
        countBytes(into: &output)
        return hasLeftHTTP ? offset : bytes.byteCount
    }

    /// Takes note of bytes that are lost.
    mutating func gap(of length: UInt64, pairing: inout ExchangePairing, into output: inout DissectionOutput) {
        guard !hasLeftHTTP else { return }
        let wasInBody = reader.stage == .body
        let status = reader.statusInHead
        if let stage = reader.lose(length) {
            lose(stage, .truncated, status: status, pairing: &pairing, into: &output)
            pairing.loseResponses()
        } else if wasInBody {
            output.account.count(DissectionEvent.gapInResponseBody)
            current?.mayAnswerHead = false
            current?.hasHole = true
            current?.body.skip(length)
            current?.kept?.loseBody()
        } else {
            pairing.loseResponses()
        }
        countBytes(into: &output)
    }

    /// The server sends no more.
    mutating func end(
        _ how: StreamEnd,
        pairing: inout ExchangePairing,
        into output: inout DissectionOutput
    ) {
        pairing.responsesEnd = how
        let status = reader.statusInHead
        if how == .fin, reader.endOfStream() == true {
            finish(.complete, pairing: &pairing, into: &output)
        } else if reader.stage != .between {
            let ending: Outcome.Ending =
                switch how {
                case .fin: .closed
                case .reset: .reset
                case .captureEnd, .evicted: .truncated
                }
            lose(reader.giveUp(), ending, status: status, pairing: &pairing, into: &output)
        }
        countBytes(into: &output)
    }

    // MARK: - Responses

    /// What the response that is ahead, or in its head, answers.
    private func context(_ pairing: ExchangePairing, at time: Timestamp) -> ResponseContext {
        switch reader.stage {
        case .between: pairing.contextOfNextResponse(at: time) ?? .other
        case .startLine, .fields: pairing.contextOfNextResponse(at: reader.messageStart) ?? .other
        case .body: .other
        }
    }

    private mutating func open(
        at time: Timestamp,
        pairing: inout ExchangePairing,
        into output: inout DissectionOutput
    ) {
        let head = reader.parser.head
        guard case .response(_, let status, _) = head.startLine else { return }
        if !head.notes.isEmpty {
            for name in head.notes.names { output.account.count(DissectionEvent.note(name, in: .response)) }
        }
        guard status >= 200 || status == 101 else {
            output.account.messages.interimResponses &+= 1
            current = Current(number: nil, mayAnswerHead: false)
            return
        }
        if status == 101 { becomesHTTP2 = head.list(.upgrade, contains: .cleartextHTTP2) }
        let isUnknown = pairing.contextOfNextResponse(at: reader.messageStart) == nil
        let number = pairing.open(
            responseWithStatus: status,
            firstByte: reader.messageStart,
            endsHTTP: head.framing == .tunnel,
            into: &output
        )
        current = Current(number: number, mayAnswerHead: isUnknown && head.framing != .none)
        if let limit = limits.responseBodyBytes {
            current?.kept = KeptResponse(fieldLines: Array(head.fieldLines), limit: limit)
        }
    }

    /// The current response is over.
    private mutating func finish(
        _ ending: Outcome.Ending,
        pairing: inout ExchangePairing,
        into output: inout DissectionOutput
    ) {
        defer { current = nil }
        guard let current, let number = current.number else { return }
        let isWhole = ending == .complete && !current.hasHole
        var result =
            switch ending {
            case .complete:
                ResponseResult(
                    ending: isWhole ? .complete : .truncated,
                    lastByte: lastByte,
                    bodySize: current.body.size,
                    digest: isWhole ? current.body.crc32 : nil
                )
            case .closed, .reset:
                // What came is all that there was.
                ResponseResult(ending: ending, lastByte: lastByte, bodySize: current.body.size)
            default:
                ResponseResult(ending: ending)
            }
        result.kept = current.kept?.response(isWhole: isWhole)
        pairing.complete(response: number, with: result, into: &output)
    }

    /// The current response stops here without its end.
    private mutating func lose(
        _ stage: MessageReader.Stage,
        _ ending: Outcome.Ending,
        status: UInt16? = nil,
        pairing: inout ExchangePairing,
        into output: inout DissectionOutput
    ) {
        switch stage {
        case .between:
            break
        case .startLine, .fields:
            // An interim one is not what a request waits for.
            if let status, status < 200, status != 101 { break }
            pairing.loseResponseHead(
                status: status,
                firstByte: reader.messageStart,
                ending: ending,
                into: &output
            )
        case .body:
            finish(ending, pairing: &pairing, into: &output)
        }
    }

    /// A response to a HEAD that was not seen announces a body and has none; the next response shows it.
    ///
    /// Only looked for where the request is not known: no other body begins with a status line.
    private mutating func checkHeadResponse(
        _ bytes: RawSpan,
        from offset: Int,
        pairing: inout ExchangePairing,
        into output: inout DissectionOutput
    ) {
        guard let current, current.mayAnswerHead, reader.stage == .body, offset < bytes.byteCount,
            bytes.extracting(offset..<bytes.byteCount).likenessToStatusLine() == .yes
        else { return }
        output.account.count(DissectionEvent.responseTakenForHead)
        reader.endMessageHere()
        finish(.complete, pairing: &pairing, into: &output)
    }

    private mutating func countBytes(into output: inout DissectionOutput) {
        let tally = reader.takeTally()
        output.account.bytes.responses &+= tally.inMessages
        output.account.bytes.notHTTP &+= tally.between
        output.account.bytes.skipped &+= tally.skipped
    }
}

extension MessageReader {
    /// The status of a response whose head is not whole yet, where its first line is.
    fileprivate var statusInHead: UInt16? {
        guard stage == .fields, case .response(_, let status, _) = parser.head.startLine else { return nil }
        return status
    }
}

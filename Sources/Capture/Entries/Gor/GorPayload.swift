import Corpus
import HTTPWire

/// One payload of a GoReplay file.
struct GorPayload {
    /// What it is.
    enum Kind: UInt8 {
        case request = 0x31
        case response = 0x32
        /// The response to a replay, which is no part of the recording.
        case replayedResponse = 0x33
    }

    let kind: Kind
    /// Which request it is, or is the response to.
    let id: [UInt8]
    /// When the request was seen.
    let time: Timestamp
    /// Nanoseconds that the response took.
    let latency: UInt64?
    /// The message's bytes.
    let message: ArraySlice<UInt8>

    /// Reads a payload's line: type, number, time and latency in nanoseconds.
    init?(_ bytes: [UInt8]) {
        guard let lineEnd = bytes.firstIndex(of: 0x0A), lineEnd <= 256 else { return nil }
        let words = bytes[..<lineEnd].split(separator: 0x20)
        guard words.count >= 3, words[0].count == 1, let kind = words[0].first.flatMap({ Kind(rawValue: $0) }),
            let time = Int64(String(decoding: words[2], as: UTF8.self))
        else { return nil }
        self.kind = kind
        id = Array(words[1])
        self.time = Timestamp(nanoseconds: time)
        latency = words.count > 3 ? UInt64(String(decoding: words[3], as: UTF8.self)) : nil
        message = bytes[(lineEnd + 1)...]
    }

    /// The request that it is; nil where its head is none.
    ///
    /// A body that is not whole is marked so.
    func request() -> RecordedRequest? {
        var parser = HTTP1Parser(role: .request)
        var request: RecordedRequest?
        var isWhole = false
        parse(&parser) { event, head in
            switch event {
            case .head: request = OpenRequest(head, start: time, scheme: .http)?.request
            case .body(let body): request?.appendBody(body)
            case .end(let trailers):
                request?.appendTrailers(trailers)
                isWhole = true
            }
        }
        if !isWhole { request?.bodyState = .truncated }
        return request
    }

    /// The outcome that it is of a request; nil where its head is no final response's.
    func outcome(toHead isHead: Bool) -> Outcome? {
        var parser = HTTP1Parser(role: .response)
        parser.expectResponse(to: isHead ? .head : .other)
        var status: UInt16?
        var body = BodyDigest()
        var isWhole = false
        parse(&parser) { event, head in
            switch event {
            case .head:
                // What was whole before was an interim response.
                isWhole = false
                if case .response(_, let found, _) = head.startLine, found >= 200 || found == 101 { status = found }
            case .body(let bytes): body.update(bytes)
            case .end: isWhole = true
            }
        }
        guard let status else { return nil }
        return Outcome(
            ending: isWhole ? .complete : .truncated,
            status: status,
            duration: isWhole ? latency : nil,
            responseSize: isWhole ? body.size : nil,
            responseDigest: isWhole ? body.crc32 : nil
        )
    }

    private enum Event: ~Escapable {
        case head
        case body(RawSpan)
        case end(trailers: [UInt8])
    }

    private func parse(_ parser: inout HTTP1Parser, _ visit: (borrowing Event, MessageHead) -> Void) {
        let bytes = message.span.bytes
        var offset = 0
        while true {
            switch parser.next(bytes, from: &offset) {
            case .needsMoreBytes:
                // A body without a length ends with the payload.
                if parser.endOfStream() == .end { visit(.end(trailers: []), parser.head) }
                return
            case .head: visit(.head, parser.head)
            case .body(let range): visit(.body(bytes.extracting(range)), parser.head)
            case .end:
                visit(.end(trailers: parser.trailers), parser.head)
                // An interim response is followed by the one that counts.
                guard case .response(_, let status, _) = parser.head.startLine, status < 200 else { return }
            case .tunnel:
                visit(.end(trailers: []), parser.head)
                return
            case .failure: return
            }
        }
    }
}

import Corpus

/// What is done for one request: what is written when, and what becomes of the connection.
struct AnswerPlan {
    /// What becomes of the connection after the answer.
    enum Ending {
        /// It can carry the next request.
        case keep
        /// It is closed in good order.
        case close
        /// It is reset.
        case reset
    }

    /// The head's bytes; empty where nothing is answered.
    var head: [UInt8]
    /// Bytes of the body.
    var bodySize: UInt64
    /// The body, of `bodySize` bytes; empty where that many of filler are written.
    var body: [UInt8]
    /// Nanoseconds from the request's first byte to the first byte of the answer.
    var firstByte: UInt64
    /// Nanoseconds from the request's first byte to the last byte of the answer.
    var lastByte: UInt64
    /// What becomes of the connection.
    var ending: Ending

    /// A body whose end comes later than its beginning by less than this is written at once.
    private static let leastPause: UInt64 = 1_000_000

    /// Whether there is time between its first byte and its last.
    var pauses: Bool { lastByte >= firstByte && lastByte - firstByte >= Self.leastPause }

    /// The plan for an answer of the recording.
    ///
    /// - Parameters:
    ///   - answer: the answer.
    ///   - isHead: whether the request is a `HEAD`, which has no body to its answer.
    ///   - closes: whether the client asked for the connection to be closed.
    init(_ answer: RecordedService.Answer, isHead: Bool, closes: Bool) {
        body = []
        firstByte = answer.timeToFirstByte
        lastByte = answer.duration
        guard (200...999).contains(answer.status) else {
            // No answer was recorded, one that ends HTTP (101), or what none can be: the connection ends the way the recorded one did.
            head = []
            bodySize = 0
            ending = answer.ending == .reset ? .reset : .close
            return
        }
        let hasBody = !isHead && answer.status != 204 && answer.status != 304
        if hasBody, let recorded = answer.response?.body { body = recorded }
        // A body that was redacted may be of another size than the one that was sent.
        let size = answer.response?.body.map { UInt64($0.count) } ?? answer.size
        bodySize = hasBody ? size : 0
        ending = closes ? .close : .keep
        // The length of filler is that of a body in its content coding, which filler is not of.
        let fields =
            answer.response.map { AnswerFields($0.fieldLines, hasBody: $0.body != nil || !hasBody).bytes } ?? []
        head = Self.head(status: answer.status, length: hasBody ? size : nil, fields: fields, closes: closes)
    }

    /// The plan for a request that the recording does not have.
    init(unknown request: [UInt8], isHead: Bool, closes: Bool) {
        let shown = String(decoding: request.prefix(200), as: UTF8.self)
        body = isHead ? [] : Array("The recording has no request \(shown)\n".utf8)
        bodySize = UInt64(body.count)
        firstByte = 0
        lastByte = 0
        ending = closes ? .close : .keep
        head = Self.head(status: 404, length: isHead ? nil : bodySize, closes: closes)
    }

    /// The plan for bytes that are not HTTP.
    init(malformed reason: String) {
        body = Array("This is not HTTP/1.1: \(reason)\n".utf8)
        bodySize = UInt64(body.count)
        firstByte = 0
        lastByte = 0
        ending = .close
        head = Self.head(status: 400, length: bodySize, closes: true)
    }

    private static func head(status: UInt16, length: UInt64?, fields: [UInt8] = [], closes: Bool) -> [UInt8] {
        var text = "HTTP/1.1 \(status) \r\n"
        if let length { text += "Content-Length: \(length)\r\n" }
        if closes { text += "Connection: close\r\n" }
        return Array(text.utf8) + fields + "\r\n".utf8
    }
}

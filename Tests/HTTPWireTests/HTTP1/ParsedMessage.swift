import HTTPWire

/// What a parser told of one message, with its body put together.
struct ParsedMessage: Equatable {
    var startLine = ""
    var fields: [String] = []
    var body: [UInt8] = []
    var trailers = ""
    var framing = BodyFraming.none
    var isPersistent = false
    var notes: MessageNotes = []
    var isComplete = false
    var isTunnel = false
    var failure: HTTP1Failure?
}

extension ParsedMessage {
    /// Feeds pieces to a parser, then the end of the stream, and gathers all that it tells.
    ///
    /// Nil where a call neither moved on nor told anything new: the caller would never come to an end.
    static func parse(
        _ pieces: [[UInt8]],
        role: HTTP1Parser.Role,
        context: ResponseContext = .other,
        limits: HTTP1Limits = .default,
        closed: Bool = true
    ) -> [ParsedMessage]? {
        var parser = HTTP1Parser(role: role, limits: limits)
        parser.expectResponse(to: context)
        var messages: [ParsedMessage] = []
        var current = ParsedMessage()
        var isOpen = false
        func close() {
            messages.append(current)
            current = ParsedMessage()
            isOpen = false
        }
        for piece in pieces {
            var offset = 0
            var callsWithoutProgress = 0
            feeding: while true {
                let before = offset
                let event = parser.next(piece.span.bytes, from: &offset)
                callsWithoutProgress = offset == before ? callsWithoutProgress + 1 : 0
                guard callsWithoutProgress < 4, offset <= piece.count else { return nil }
                switch event {
                case .needsMoreBytes:
                    guard offset == piece.count else { return nil }
                    break feeding
                case .head:
                    current.take(parser.head)
                    isOpen = true
                case .body(let range):
                    current.body += piece[range]
                case .end:
                    current.trailers = String(decoding: parser.trailers, as: UTF8.self)
                    current.isComplete = true
                    close()
                case .tunnel:
                    current.isTunnel = true
                    close()
                    return messages
                case .failure(let failure):
                    current.failure = failure
                    close()
                    return messages
                }
            }
        }
        guard closed else {
            if isOpen { close() }
            return messages
        }
        switch parser.endOfStream() {
        case .end:
            current.isComplete = true
            close()
        case .failure(let failure):
            current.failure = failure
            close()
        default:
            if isOpen { close() }
        }
        return messages
    }

    /// One piece of text as a whole stream.
    static func parse(
        _ text: String,
        role: HTTP1Parser.Role,
        context: ResponseContext = .other,
        limits: HTTP1Limits = .default,
        closed: Bool = true
    ) -> [ParsedMessage] {
        parse([Array(text.utf8)], role: role, context: context, limits: limits, closed: closed) ?? []
    }

    private mutating func take(_ head: MessageHead) {
        func text(_ range: Range<Int>) -> String {
            String(decoding: head.bytes[range], as: UTF8.self)
        }
        switch head.startLine {
        case .none:
            startLine = "none"
        case .request(let method, let target, let version):
            startLine = "\(text(method))|\(text(target))|\(version)"
        case .response(let version, let status, let reason):
            startLine = "\(version)|\(status)|\(text(reason))"
        }
        fields = head.fields.map { "\(text($0.name))=\(text($0.value))" }
        framing = head.framing
        isPersistent = head.isPersistent
        notes = head.notes
    }
}

import Corpus
import HTTPWire

/// One stream of an HTTP/2 connection: a request, and what came back.
struct HTTP2Stream {
    /// A final response, as far as it has come.
    struct Response {
        var status: UInt16
        var firstByte: Timestamp
        var lastByte: Timestamp
        var body = BodyDigest()
        /// The response itself; nil where responses are not kept.
        var kept: KeptResponse?
        var grpcStatus: GRPCStatus?
    }

    /// When the request's first byte was sent.
    let start: Timestamp
    /// The response; nil while only interim ones have come.
    var response: Response?
    /// Whether the client has ended the stream.
    var requestIsWhole = false
    /// Whether the server has.
    var responseIsWhole = false
    /// Whether the client has given the stream up before its response was whole.
    var isAborted = false

    /// Whether it is a call of gRPC, as the type of its content says.
    private let isGRPC: Bool
    private var request: RecordedRequest
    /// Whether a part of the request's body was not kept.
    private var hasLostBody = false

    /// A request of its fields; nil for what is none (RFC 9113, section 8.3.1).
    init?(_ fields: [HeaderDecoder.Field], start: Timestamp, scheme: RecordedRequest.Scheme) {
        func pseudo(_ name: String) -> String? { fields.first { $0.name == name }?.value }
        guard let method = pseudo(":method"), !method.isEmpty, method.utf8.allSatisfy(ASCII.isToken) else { return nil }
        let authority = pseudo(":authority") ?? fields.first { $0.name == "host" }?.value ?? ""
        // CONNECT has no path, and its target is the authority (section 8.5).
        // An authority with a line's end in it would become a field of its own where it is written as `Host`.
        guard let target = pseudo(":path") ?? (method == "CONNECT" ? authority : nil), !target.isEmpty,
            target.utf8.allSatisfy(ASCII.isVisible), authority.utf8.allSatisfy(ASCII.isVisible)
        else { return nil }
        self.start = start
        isGRPC = fields.contains { $0.name == "content-type" && $0.value.hasPrefix("application/grpc") }
        request = RecordedRequest(
            method: method.utf8,
            target: target.utf8,
            authority: authority.utf8,
            fields: Self.lines(fields),
            version: .http2,
            scheme: scheme
        )
    }

    /// Bytes of memory that it holds, near enough.
    var size: Int { request.range(of: .trailers).upperBound + (response?.kept?.size ?? 0) }

    /// Begins to keep the response.
    mutating func keepResponse(_ fields: [HeaderDecoder.Field], limit: Int) {
        response?.kept = KeptResponse(fieldLines: Self.lines(fields), limit: limit)
    }

    /// Takes bytes of the response's body.
    ///
    /// - Returns: Whether they passed the limit of what is kept.
    mutating func appendResponseBody(_ bytes: RawSpan) -> Bool {
        response?.body.update(bytes)
        return response?.kept?.append(bytes) ?? false
    }

    /// Takes bytes of the request's body, up to a limit.
    ///
    /// - Returns: How many were kept, and whether the limit was passed just now.
    mutating func appendBody(_ bytes: RawSpan, limit: Int) -> (kept: Int, passedLimit: Bool) {
        // What follows the trailers is no body, and nothing is kept behind a hole.
        guard request.trailerLines.isEmpty, !hasLostBody else { return (0, false) }
        let room = min(max(0, limit - request.body.count), bytes.byteCount)
        if room > 0 { request.appendBody(bytes.extracting(0..<room)) }
        hasLostBody = room < bytes.byteCount
        return (room, hasLostBody)
    }

    /// Takes the request's trailers.
    ///
    /// - Returns: How many bytes they are.
    mutating func addTrailers(_ fields: [HeaderDecoder.Field]) -> Int {
        let lines = Self.lines(fields)
        request.appendTrailers(lines)
        return lines.count
    }

    /// Takes the response's trailers.
    mutating func addResponseTrailers(_ fields: [HeaderDecoder.Field], at time: Timestamp) {
        noteGRPCStatus(fields)
        noteLastByte(time)
    }

    /// Takes note of how a gRPC call ended, where these fields tell.
    mutating func noteGRPCStatus(_ fields: [HeaderDecoder.Field]) {
        guard isGRPC, let text = fields.first(where: { $0.name == "grpc-status" })?.value else { return }
        // Digits alone (the status of gRPC over HTTP/2, "Responses").
        response?.grpcStatus = UInt8(text).map { GRPCStatus(code: $0) } ?? .unknown
    }

    /// More of the response came.
    mutating func noteLastByte(_ time: Timestamp) {
        guard let last = response?.lastByte else { return }
        response?.lastByte = max(last, time)
    }

    /// The exchange, as it stands.
    ///
    /// - Parameter ending: how it ended, where the response is not whole.
    func exchange(on connection: RecordedConnection, ending: Outcome.Ending) -> Exchange {
        var request = request
        if !requestIsWhole || hasLostBody { request.bodyState = .truncated }
        let ending = isAborted ? .reset : ending
        guard let response else {
            return Exchange(start: start, connection: connection, request: request, outcome: Outcome(ending: ending))
        }
        // What began and went on past what was recorded is cut off.
        let isCut = ending == .noResponse || ending == .unknown
        let outcome = Outcome(
            ending: responseIsWhole && !isAborted ? .complete : isCut ? .truncated : ending,
            status: response.status,
            timeToFirstByte: response.firstByte.nanoseconds(since: start),
            duration: isCut && !responseIsWhole ? nil : response.lastByte.nanoseconds(since: start),
            responseSize: isCut && !responseIsWhole ? nil : response.body.size,
            responseDigest: responseIsWhole ? response.body.crc32 : nil,
            grpcStatus: response.grpcStatus
        )
        return Exchange(
            start: start,
            connection: connection,
            request: request,
            outcome: outcome,
            response: response.kept?.response(isWhole: responseIsWhole)
        )
    }

    /// Field lines as HTTP/1.1 has them: no pseudo-header fields, and one `cookie` of its crumbs (section 8.2.3).
    private static func lines(_ fields: [HeaderDecoder.Field]) -> [UInt8] {
        var lines: [UInt8] = []
        let cookies = fields.filter { $0.name == "cookie" }
        var hasCookies = false
        for field in fields where !field.name.hasPrefix(":") {
            if field.name == "cookie" {
                if !hasCookies { append("cookie", cookies.map(\.value).joined(separator: "; "), to: &lines) }
                hasCookies = true
            } else {
                append(field.name, field.value, to: &lines)
            }
        }
        return lines
    }

    private static func append(_ name: String, _ value: String, to lines: inout [UInt8]) {
        // A name or a value with a line's end in it would be two lines.
        guard name.utf8.allSatisfy(ASCII.isToken) else { return }
        lines.append(contentsOf: name.utf8)
        lines.append(contentsOf: ": ".utf8)
        for byte in value.utf8 {
            let endsLine = byte == ASCII.carriageReturn || byte == ASCII.lineFeed || byte == ASCII.null
            lines.append(endsLine ? ASCII.space : byte)
        }
        lines.append(contentsOf: "\r\n".utf8)
    }
}

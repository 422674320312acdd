import HTTPWire
import NIOCore
import NIOHPACK

/// A request that was encoded as HTTP/1.1, as what HTTP/2 sends of it (RFC 9113, section 8.3).
struct HTTP2RequestMessage {
    /// The pseudo-header fields and the fields.
    private(set) var headers = HPACKHeaders()
    /// The body, without transfer coding.
    private(set) var body: ByteBuffer
    /// The trailer fields; nil where there are none.
    private(set) var trailers: HPACKHeaders?

    /// Translates the bytes of a request.
    ///
    /// - Returns: nil where they are not one whole request of HTTP/1.1; of one whose body is streamed, not a whole head.
    init?(_ request: WireRequest) {
        var parser = HTTP1Parser(role: .request)
        body = ByteBuffer()
        let bytes = request.bytes.readableBytesView
        var isWhole = false
        let isStreamed = request.stream != nil
        bytes.withUnsafeBytes { raw in
            let span = RawSpan(_unsafeBytes: raw)
            var offset = 0
            walk: while true {
                switch parser.next(span, from: &offset) {
                case .head:
                    guard isStreamed else { continue walk }
                    isWhole = true
                    break walk
                case .body(let range): span.extracting(range).withUnsafeBytes { _ = body.writeBytes($0) }
                case .end:
                    isWhole = true
                    break walk
                case .needsMoreBytes, .tunnel, .failure: break walk
                }
            }
        }
        guard isWhole, case .request(let method, let target, _) = parser.head.startLine else { return nil }
        let head = parser.head.bytes
        func text(_ range: Range<Int>) -> String { String(decoding: head[range], as: UTF8.self) }

        let authority = parser.head.firstValue(of: .host).map(text) ?? request.origin.authority
        headers.reserveCapacity(parser.head.fields.count + 5)
        headers.add(name: ":method", value: text(method), indexing: .indexable)
        headers.add(name: ":scheme", value: request.origin.scheme.rawValue, indexing: .indexable)
        headers.add(name: ":authority", value: authority, indexing: .indexable)
        headers.add(name: ":path", value: text(target), indexing: .nonIndexable)
        var isGRPC = false
        var takesTrailers = false
        let nominated = parser.head.firstValue(of: .connection).map { Self.names(in: text($0)) } ?? []
        for field in parser.head.fields {
            let name = text(field.name).lowercased()
            let value = text(field.value)
            switch name {
            case "host", "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade":
                continue
            case "te":
                // The one value that HTTP/2 allows (RFC 9113, section 8.2.2).
                guard value == "trailers" else { continue }
                takesTrailers = true
            case "content-type":
                isGRPC = value.hasPrefix("application/grpc")
            default:
                if nominated.contains(name) { continue }
            }
            // What differs from request to request would only push the rest out of the table.
            let isVaried = name == "content-length" || name == "cookie" || name == "authorization"
            headers.add(name: name, value: value, indexing: isVaried ? .nonIndexable : .indexable)
        }
        // A call of gRPC has to say that its caller takes trailers ("Requests"), and TE is no field of HTTP/1.1's replay.
        if isGRPC, !takesTrailers { headers.add(name: "te", value: "trailers") }
        trailers = Self.fields(parser.trailers)
    }

    /// The fields that a `Connection` field says are for the connection alone (RFC 9110, section 7.6.1), in lower case.
    private static func names(in value: String) -> [String] {
        value.split { $0 == "," || $0 == " " || $0 == "\t" }.map { $0.lowercased() }
    }

    private static func fields(_ lines: [UInt8]) -> HPACKHeaders? {
        var fields = HPACKHeaders()
        for field in FieldLines(lines) {
            fields.add(
                name: String(decoding: lines[field.name], as: UTF8.self).lowercased(),
                value: String(decoding: lines[field.value], as: UTF8.self)
            )
        }
        return fields.isEmpty ? nil : fields
    }
}

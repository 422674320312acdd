import HTTPWire

/// A request as programs take it that make the framing themselves: its URL, its header fields and its body.
struct ExportedRequest {
    let method: String
    let url: String
    let fields: [(name: String, value: String)]
    let body: ArraySlice<UInt8>

    /// Fields that tell of one connection or of the framing, which is the sender's to make (RFC 9110, section 7.6.1).
    private static let left: [FieldName] = [
        "content-length", "transfer-encoding", "connection", "keep-alive", "proxy-connection", "te", "upgrade",
        "expect",
    ].map { FieldName($0) }

    init(_ request: RecordedRequest) {
        method = request.method
        url = request.url
        body = request.body
        let block = request.fieldLines
        var fields: [(String, String)] = []
        for line in FieldLines(block) {
            let name = block[line.name]
            // What is no name of a field could be anything to another program.
            guard !name.isEmpty, name.allSatisfy(ASCII.isToken), !Self.left.contains(where: { $0.matches(name) }) else {
                continue
            }
            let value = String(decoding: block[line.value], as: UTF8.self)
            // What the URL says anyway.
            if FieldName.host.matches(name), value == request.authority { continue }
            fields.append((String(decoding: name, as: UTF8.self), value))
        }
        self.fields = fields
    }

    /// The body as text; nil where it is none.
    var text: String? { String(validating: body, as: UTF8.self) }
}

extension RecordedRequest {
    /// The URL that the request was for; `http` where its source tells of no scheme.
    package var url: String {
        let target = target
        let start = target.utf8.prefix(8).map(ASCII.lowercased)
        // The absolute form (RFC 9112, section 3.2.2); an origin form may have a URL in its query.
        if start.starts(with: "http://".utf8) || start.starts(with: "https://".utf8) { return target }
        let scheme = scheme == .https ? "https" : "http"
        return "\(scheme)://\(authority)\(target.utf8.first == UInt8(ascii: "/") ? target : "/")"
    }
}

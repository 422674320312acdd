import HTTPWire

/// Writes requests as the bytes of HTTP/1.1, one behind the other, as they would go through one connection.
///
/// A body is framed by `Content-Length`, or in one chunk where the request was chunked.
package struct RawExporter {
    private static let transferEncoding = FieldName("Transfer-Encoding")
    private static let contentLength = FieldName("Content-Length")
    private static let host = FieldName("Host")

    /// An exporter.
    package init() {}

    /// Adds an exchange's request.
    package func append(_ exchange: Exchange, to output: inout [UInt8]) {
        let request = exchange.request
        output.append(contentsOf: request.bytes(of: .method))
        output.append(ASCII.space)
        output.append(contentsOf: request.bytes(of: .target))
        output.append(contentsOf: request.version == .http10 ? " HTTP/1.0\r\n".utf8 : " HTTP/1.1\r\n".utf8)
        let fields = request.fieldLines
        var isChunked = false
        var hasLength = false
        var hasHost = false
        for line in FieldLines(fields) {
            if Self.transferEncoding.matches(fields[line.name]) { isChunked = true }
            if Self.contentLength.matches(fields[line.name]) { hasLength = true }
            if Self.host.matches(fields[line.name]) { hasHost = true }
        }
        // HTTP/2 and some logs have the host elsewhere; HTTP/1.1 needs it (RFC 9112, section 3.2).
        if !hasHost, !request.bytes(of: .authority).isEmpty {
            output.append(contentsOf: "Host: ".utf8)
            output.append(contentsOf: request.bytes(of: .authority))
            output.append(contentsOf: "\r\n".utf8)
        }
        // The length that was announced is not that of a body which was cut off.
        var lines = FieldLines(fields).makeIterator()
        while let line = lines.next() {
            guard isChunked || !Self.contentLength.matches(fields[line.name]) else { continue }
            output.append(contentsOf: fields[lines.line])
        }
        let body = request.body
        if isChunked {
            output.append(contentsOf: "\r\n".utf8)
            if !body.isEmpty {
                output.append(contentsOf: "\(String(body.count, radix: 16))\r\n".utf8)
                output.append(contentsOf: body)
                output.append(contentsOf: "\r\n".utf8)
            }
            output.append(contentsOf: "0\r\n".utf8)
            output.append(contentsOf: request.trailerLines)
            output.append(contentsOf: "\r\n".utf8)
        } else {
            if hasLength || !body.isEmpty { output.append(contentsOf: "Content-Length: \(body.count)\r\n".utf8) }
            output.append(contentsOf: "\r\n".utf8)
            output.append(contentsOf: body)
        }
    }
}

/// The head and body of an answer of the live server, after which the connection ends.
enum LiveResponse {
    /// An answer as it is sent.
    ///
    /// - Parameters:
    ///   - status: the status.
    ///   - type: the body's media type.
    ///   - body: the body.
    ///   - isHead: whether only the head was asked for.
    ///   - policy: the body's Content Security Policy; nil for one that allows nothing.
    static func text(status: Int, type: String, body: String, isHead: Bool, policy: String? = nil) -> String {
        head(status: status, type: type, length: body.utf8.count, policy: policy) + (isHead ? "" : body)
    }

    /// The head of a stream that ends when the connection does.
    static var streamHead: String { head(status: 200, type: "text/event-stream", length: nil, policy: nil) }

    private static func head(status: Int, type: String, length: Int?, policy: String?) -> String {
        var fields = [
            "Content-Type: \(type)", "Cache-Control: no-store", "Connection: close", "X-Content-Type-Options: nosniff",
            "Referrer-Policy: no-referrer", "Cross-Origin-Resource-Policy: same-origin",
            "Content-Security-Policy: \(policy ?? "default-src 'none'; frame-ancestors 'none'")",
        ]
        if let length { fields.append("Content-Length: \(length)") }
        if status == 405 { fields.append("Allow: GET, HEAD") }
        return (["HTTP/1.1 \(status) \(reason(of: status))"] + fields).map { $0 + "\r\n" }.joined() + "\r\n"
    }

    private static func reason(of status: Int) -> String {
        switch status {
        case 200: "OK"
        case 400: "Bad Request"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 413: "Content Too Large"
        case 421: "Misdirected Request"
        case 431: "Request Header Fields Too Large"
        default: "Unknown"
        }
    }
}

import Corpus
import HTTPWire

/// A request as an access log tells of it; what a log does not tell is nil.
struct LoggedRequest: Sendable {
    var start: Timestamp
    /// Whether the log told what its clock is ahead of UTC.
    var hasTimeZone = true
    var method: String
    /// As it was sent: path and query.
    var target: String
    var authority: String?
    var fields: [(name: String, value: String)] = []
    var version: HTTPVersion?
    var scheme: RecordedRequest.Scheme?
    var client: String?
    var server: String?
    var connectionKey: String?
    var status: UInt16?
    /// Nanoseconds.
    var duration: UInt64?
    /// Nanoseconds.
    var timeToFirstByte: UInt64?
    /// Bytes of the response's body; nil where a log counts its head too.
    var responseSize: UInt64?

    /// What is written for the value of a field that is not told: by Caddy of credentials, unless it is to log them, and by
    /// Traefik of what its configuration has in mode `redact`.
    private static let redacted = "REDACTED"

    /// Whether there are fields of which the log does not tell the value; the exchange is without them.
    var hasRedactedFields: Bool { fields.contains { $0.value == Self.redacted } }

    init(start: Timestamp, method: String, target: String) {
        self.start = start
        self.method = method
        self.target = target
    }

    /// Puts `Host` before the other fields, where the log has it apart from them.
    mutating func addHost() {
        guard let authority, !fields.contains(where: { $0.name.lowercased() == "host" }) else { return }
        fields.insert(("Host", authority), at: 0)
    }

    /// The exchange; a log has no bodies, so nobody knows whether there was one where there may have been.
    ///
    /// - Parameter connection: the number that the recording gives to the connection; nil where the log tells of none.
    func exchange(connection: UInt64?) throws(HARProblem) -> Exchange {
        guard !method.isEmpty, method.utf8.allSatisfy(ASCII.isToken) else { throw .member("the method", method) }
        guard !target.isEmpty, target.utf8.allSatisfy(ASCII.isVisible) else {
            throw .member("the request target", target)
        }
        // An authority with a line's end in it would become a field of its own where it is written as `Host`.
        let host = authority.flatMap { $0.utf8.allSatisfy(ASCII.isVisible) ? $0 : nil } ?? ""
        var lines: [UInt8] = []
        for field in fields {
            guard !field.name.isEmpty, field.name.utf8.allSatisfy(ASCII.isToken), field.value != Self.redacted else {
                continue
            }
            lines.append(contentsOf: field.name.utf8)
            lines.append(contentsOf: ": ".utf8)
            lines.append(contentsOf: field.value.utf8.lazy.map { $0 < 0x20 && $0 != ASCII.tab ? ASCII.space : $0 })
            lines.append(contentsOf: "\r\n".utf8)
        }
        return Exchange(
            start: start,
            connection: connection.map { RecordedConnection(id: $0, client: client, server: server) },
            request: RecordedRequest(
                method: method.utf8,
                target: target.utf8,
                authority: host.utf8,
                fields: lines,
                version: version,
                scheme: scheme,
                bodyState: mayHaveBody ? .absent : .complete
            ),
            outcome: Outcome(
                ending: status == nil ? .noResponse : .unknown,
                status: status,
                timeToFirstByte: status == nil ? nil : timeToFirstByte,
                duration: duration,
                responseSize: status == nil ? nil : responseSize
            )
        )
    }

    /// Whether there may have been a body: by its own fields where they are logged, and else by the method, as a body of
    /// these has no meaning (RFC 9110, section 9.3).
    private var mayHaveBody: Bool {
        for field in fields {
            switch field.name.lowercased() {
            case "transfer-encoding": return true
            case "content-length": return UInt64(field.value) != 0
            default: continue
            }
        }
        return !["GET", "HEAD", "DELETE", "CONNECT", "OPTIONS", "TRACE"].contains(method)
    }
}

extension LoggedRequest {
    /// The version that a log's protocol names, `HTTP/1.1` or `HTTP/2.0`.
    static func version(_ text: String?) -> HTTPVersion? {
        switch text?.uppercased() {
        case "HTTP/1.0": .http10
        case "HTTP/1.1": .http11
        case "HTTP/2.0", "HTTP/2": .http2
        default: nil
        }
    }

    /// The scheme that a log names; a WebSocket begins as a request of HTTP.
    static func scheme(_ text: String?) -> RecordedRequest.Scheme? {
        switch text?.lowercased() {
        case "http", "ws": .http
        case "https", "wss", "h2", "grpcs": .https
        default: nil
        }
    }

    /// A status code that is one; 0 and 000 are what logs write for none.
    ///
    /// - Parameter none: a code that a server writes where it sent nothing.
    static func status(_ number: UInt64?, standingForNone none: UInt64? = nil) -> UInt16? {
        guard let number, number != none, (100...999).contains(number) else { return nil }
        return UInt16(number)
    }

    /// An address with its port.
    static func address(_ host: String?, _ port: String?) -> String? {
        guard let host, let port else { return nil }
        return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    /// Whether an address has a port, so that it tells connections apart.
    static func hasPort(_ address: String) -> Bool {
        guard let colon = address.lastIndex(of: ":"), UInt16(address[address.index(after: colon)...]) != nil else {
            return false
        }
        return address.hasPrefix("[") ? address[..<colon].hasSuffix("]") : !address[..<colon].contains(":")
    }
}

import Corpus
import HTTPWire

/// A request as an access log tells of it; what a log does not tell is nil.
struct LoggedRequest: Sendable {
    var start: Timestamp
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
    var responseSize: UInt64?

    /// The exchange; a log has no bodies, so nobody knows whether there was one.
    ///
    /// - Parameter connection: the number that the recording gives to the connection; nil where the log tells of none.
    func exchange(connection: UInt64?) throws(HARProblem) -> Exchange {
        guard !method.isEmpty, method.utf8.allSatisfy(ASCII.isToken) else { throw .member("the method", method) }
        guard !target.isEmpty, target.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw .member("the request target", target)
        }
        var lines: [UInt8] = []
        for field in fields {
            guard !field.name.isEmpty, field.name.utf8.allSatisfy(ASCII.isToken) else { continue }
            let value = field.value.utf8.map { $0 < 0x20 && $0 != ASCII.tab ? ASCII.space : $0 }
            lines.append(contentsOf: Array(field.name.utf8) + Array(": ".utf8) + value + Array("\r\n".utf8))
        }
        return Exchange(
            start: start,
            connection: connection.map { RecordedConnection(id: $0, client: client, server: server) },
            request: RecordedRequest(
                method: method.utf8,
                target: target.utf8,
                authority: (authority ?? "").utf8,
                fields: lines,
                version: version,
                scheme: scheme,
                bodyState: .absent
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

    /// The version that a log's protocol names, `HTTP/1.1` or `HTTP/2.0`.
    static func version(_ text: String?) -> HTTPVersion? {
        switch text?.uppercased() {
        case "HTTP/1.0": .http10
        case "HTTP/1.1": .http11
        case "HTTP/2.0", "HTTP/2": .http2
        default: nil
        }
    }

    /// A status code that is one; 0 and 000 are what logs write for none.
    static func status(_ number: UInt64?) -> UInt16? {
        number.flatMap { (100...999).contains($0) ? UInt16($0) : nil }
    }

    /// An address with its port.
    static func address(_ host: String?, _ port: String?) -> String? {
        guard let host, let port else { return nil }
        return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}

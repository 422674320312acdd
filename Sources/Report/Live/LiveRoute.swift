import HTTPWire

/// What a request to the live server is answered with.
enum LiveRoute: Sendable, Hashable {
    /// The page of the run.
    case page
    /// The stream of events.
    case events
    /// The metrics.
    case metrics
    /// A refusal, with its status and a line that says why.
    case refusal(status: Int, reason: String)

    /// The answer to a request.
    ///
    /// A page of some other site may have a name of its own resolve to this machine, and so read what is here (DNS
    /// rebinding). Such a request names that site as its host, so on loopback only an address or `localhost` will do.
    ///
    /// - Parameters:
    ///   - head: the request.
    ///   - takesAnyHost: whether names are taken too.
    init(_ head: MessageHead, takesAnyHost: Bool) {
        guard case .request(let method, let target, _) = head.startLine else {
            self = .refusal(status: 400, reason: "Expected an HTTP request.")
            return
        }
        func text(_ range: Range<Int>) -> String { String(decoding: head.bytes[range], as: UTF8.self) }
        guard let hostField = head.firstValue(of: "host") else {
            self = .refusal(status: 400, reason: "Expected a Host field.")
            return
        }
        let host = text(hostField)
        guard takesAnyHost || Self.isAddress(host) else {
            self = .refusal(
                status: 421,
                reason: "Expected an address or localhost as the host. Give --live an address to be found by names."
            )
            return
        }
        guard ["GET", "HEAD"].contains(text(method)) else {
            self = .refusal(status: 405, reason: "Expected GET or HEAD.")
            return
        }
        guard head.framing == .none || head.framing == .length(0) else {
            self = .refusal(status: 413, reason: "Expected a request without a body.")
            return
        }
        switch text(target).prefix(while: { $0 != "?" }) {
        case "/": self = .page
        case "/events": self = .events
        case "/metrics": self = .metrics
        default: self = .refusal(status: 404, reason: "Here are /, /events and /metrics.")
        }
    }

    /// Whether a host, which may have a port, is `localhost` or an address in its usual form.
    static func isAddress(_ authority: String) -> Bool {
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return false }
            let rest = authority[authority.index(after: end)...]
            let address = authority[..<end].dropFirst()
            return address.contains(":") && address.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
                && (rest.isEmpty || isPort(rest))
        }
        let colon = authority.firstIndex(of: ":") ?? authority.endIndex
        let (host, port) = (authority[..<colon], authority[colon...])
        guard port.isEmpty || isPort(port) else { return false }
        if host.lowercased() == "localhost" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { UInt8($0) != nil && $0.utf8.allSatisfy { $0 < 0x3A && $0 > 0x2F } }
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.first == ":" && text.dropFirst().utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}

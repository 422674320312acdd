import Corpus
package import Requester

/// The hosts and addresses that a corpus was recorded from, so that a replay is not sent to them by mistake.
package struct RecordedOrigins: Sendable {
    /// A host without a port is there with both ports that it may have meant: a recording does not tell with each whether
    /// it was for TLS.
    private let hosts: Set<String>
    private let addresses: Set<String>

    /// - Parameters:
    ///   - authorities: hosts, with or without a port, that the recorded requests were for.
    ///   - servers: addresses with ports that they were sent to.
    package init(authorities: some Sequence<String>, servers: some Sequence<String>) {
        hosts = Set(authorities.flatMap { HostAndPort($0).both })
        addresses = Set(servers.map { HostAndPort($0).normalised })
    }

    /// The recorded host or address that a target is; nil where it is none of them.
    ///
    /// - Parameters:
    ///   - target: where a replay would be sent.
    ///   - resolved: the addresses that its name has now, without port.
    package func match(_ target: Origin, resolved: [String]) -> String? {
        let named = HostAndPort(host: target.host, port: target.port)
        if hosts.contains(named.normalised) || addresses.contains(named.normalised) { return named.normalised }
        for address in resolved {
            let candidate = HostAndPort(host: address, port: target.port).normalised
            if addresses.contains(candidate) || hosts.contains(candidate) { return candidate }
        }
        return nil
    }
}

/// A host and a port out of an authority, so that `Example.com` and `example.com:80` are the same.
private struct HostAndPort {
    var host: Substring
    /// Nil where the authority has none.
    var port: Int?

    init(host: String, port: Int) {
        self.host = Substring(host)
        self.port = port
    }

    /// The forms in which an authority is looked up: with its port, or with either scheme's own.
    var both: [String] {
        (port.map { [$0] } ?? [80, 443]).map { normalised(port: $0) }
    }

    /// Splits `host`, `host:port`, `[v6]:port` and a bare IPv6 address.
    init(_ authority: String) {
        let text = Substring(authority)
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            host = text[text.index(after: text.startIndex)..<end]
            port = Int(text[text.index(after: end)...].dropFirst())
        } else if let colon = text.lastIndex(of: ":"), text.firstIndex(of: ":") == colon {
            host = text[..<colon]
            port = Int(text[text.index(after: colon)...])
        } else {
            host = text
        }
    }

    var normalised: String { normalised(port: port ?? 80) }

    private func normalised(port: Int) -> String {
        let host = host.lowercased()
        return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}

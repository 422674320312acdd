/// A host and a port out of an authority, so that `Example.com` and `example.com:80` are the same.
struct HostAndPort {
    /// A name, or an address without brackets, as it was written.
    let host: Substring
    /// Nil where the authority has none.
    let port: Int?

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
            port = UInt16(text[text.index(after: end)...].dropFirst()).map(Int.init)
        } else if let colon = text.lastIndex(of: ":"), text.firstIndex(of: ":") == colon {
            host = text[..<colon]
            port = UInt16(text[text.index(after: colon)...]).map(Int.init)
        } else {
            host = text
            port = nil
        }
    }

    var normalised: String { normalised(port: port ?? 80) }

    /// The host in lower case, an IPv6 address in brackets.
    var name: String {
        let host = host.lowercased()
        return host.contains(":") ? "[\(host)]" : host
    }

    /// The host with a port.
    func normalised(port: Int) -> String { "\(name):\(port)" }
}

/// Where requests go: scheme, host and port (RFC 6454, section 4).
package struct Origin: Hashable, Sendable, CustomStringConvertible {
    /// How the connection is made.
    package enum Scheme: String, Sendable, Hashable {
        /// Plain TCP.
        case http
        /// TLS.
        case https

        /// The port that a URL without one means.
        package var defaultPort: Int { self == .http ? 80 : 443 }
    }

    /// How the connection is made.
    package let scheme: Scheme
    /// A name, or an address without brackets.
    package let host: String
    /// The TCP port.
    package let port: Int

    /// An origin of its parts; the host in lower case.
    package init(scheme: Scheme, host: String, port: Int) {
        self.scheme = scheme
        self.host = host.lowercased()
        self.port = port
    }

    /// Host and port as a `Host` field has them: without the scheme's own port, an IPv6 address in brackets
    /// (RFC 9110, section 7.2).
    package var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == scheme.defaultPort ? name : "\(name):\(port)"
    }

    package var description: String { "\(scheme.rawValue)://\(authority)" }
}

extension Origin {
    /// Splits a URL into its origin and the request target that asks for it (RFC 3986; RFC 9112, section 3.2.1).
    ///
    /// - Parameter url: `http://` or `https://`, a host, and what else there is. A fragment is left out; user information
    ///   is refused, since it would go out in the clear.
    /// - Returns: nil where it is no such URL.
    package static func parse(url: String) -> (origin: Origin, target: String)? {
        guard let separator = url.firstRange(of: "://"),
            let scheme = Scheme(rawValue: url[..<separator.lowerBound].lowercased()),
            url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
        let rest = url[separator.upperBound...]
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        guard let (host, port) = hostAndPort(rest[..<end], defaultPort: scheme.defaultPort) else { return nil }
        var target = String(rest[end...].prefix { $0 != "#" })
        if !target.hasPrefix("/") { target = "/" + target }
        return (Origin(scheme: scheme, host: host, port: port), target)
    }

    private static func hostAndPort(_ authority: Substring, defaultPort: Int) -> (String, Int)? {
        var host = authority
        var portText: Substring?
        if authority.hasPrefix("[") {
            guard let close = authority.firstIndex(of: "]") else { return nil }
            host = authority[authority.index(after: authority.startIndex)..<close]
            let rest = authority[authority.index(after: close)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
            portText = rest.isEmpty ? nil : rest.dropFirst()
        } else if let colon = authority.firstIndex(of: ":") {
            host = authority[..<colon]
            portText = authority[authority.index(after: colon)...]
        }
        guard !host.isEmpty, !host.contains("@") else { return nil }
        guard let portText, !portText.isEmpty else { return (String(host), defaultPort) }
        guard let port = UInt16(portText), port > 0 else { return nil }
        return (String(host), Int(port))
    }
}

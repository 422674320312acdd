import NIOCore

/// How a requester makes and keeps its connections.
package struct RequesterConfiguration: Sendable {
    /// The most connections that are open at once, over all event loops and origins.
    package var connectionPoolSize = 300
    /// The most to one origin, over all event loops; nil for no limit of its own.
    package var connectionsPerOrigin: Int?
    /// Which versions of HTTP are spoken.
    package var http = HTTPChoice.negotiated
    /// The most streams that a connection of HTTP/2 has at once; fewer where the target takes fewer.
    package var streamLimit = 100
    /// When connections are ended that could go on.
    package var retirement = ConnectionRetirement()
    /// How many times a request is sent again that failed before any byte of a response; the target may have acted on it.
    package var retries = 0
    /// Nanoseconds that a TCP connection and its TLS session may take to come about.
    package var connectTimeout: UInt64 = 10_000_000_000
    /// Nanoseconds that a request may take where it does not say.
    package var timeout: UInt64 = 30_000_000_000
    /// Nanoseconds after which a name is resolved again; nil for never, as long as the requester lasts.
    package var dnsLifetime: UInt64?
    /// The family of addresses that names are resolved to; nil for both.
    package var addressFamily: AddressFamily?
    /// Which of a name's addresses a connection tries first.
    package var addressOrder = AddressOrder.inTurn
    /// Addresses of this machine that connections are made from, in turn; none for the system's choice.
    package var localAddresses: [LocalAddress] = []
    /// Addresses to use in place of what a name resolves to.
    package var resolve: [ResolveOverride] = []
    /// Other hosts and ports to connect to than those that requests are for.
    package var connectTo: [ConnectOverride] = []
    /// How TLS sessions are made.
    package var tls = TLSOptions()

    package init() {}
}

/// A family of addresses.
package enum AddressFamily: String, Sendable, Hashable {
    case ipv4 = "IPv4"
    case ipv6 = "IPv6"
}

/// Which of a name's addresses a connection tries first; it goes on to the others where that one does not answer.
package enum AddressOrder: String, Sendable, Hashable, CaseIterable {
    /// The next one each time, so that all get their share.
    case inTurn = "turn"
    /// The resolver's first one.
    case first
}

/// Which versions of HTTP are spoken.
package enum HTTPChoice: String, Sendable, Hashable, CaseIterable {
    /// In TLS, HTTP/2 where the target agrees to it (ALPN, RFC 7301), else HTTP/1.1; without TLS, HTTP/1.1.
    case negotiated
    /// HTTP/1.1.
    case http1
    /// HTTP/2: without TLS by prior knowledge (RFC 9113, section 3.3); in TLS, nothing but it is offered.
    case http2
}

/// When connections are ended that could go on; nil for never.
package struct ConnectionRetirement: Sendable, Hashable {
    /// Nanoseconds without a request after which one is not used again.
    package var idleTime: UInt64?
    /// Requests that one carries at most.
    package var requests: UInt64?
    /// Nanoseconds after which one carries no more requests.
    package var age: UInt64?

    package init() {}
}

/// How TLS sessions are made.
package struct TLSOptions: Sendable, Hashable {
    /// Whether the peer's certificate and name have to be right.
    package var verifiesPeer = true
    /// A PEM file of certificates to trust; nil for the system's.
    package var trustFile: String?
    /// A PEM file with the client's certificate and what leads to its root.
    package var certificateFile: String?
    /// A PEM file with the client's key.
    package var keyFile: String?
    /// The name that the server is asked for, and whose certificate it has to have (RFC 6066, section 3); nil for the
    /// host's.
    package var serverName: String?

    package init() {}
}

/// An address to use for a host and port, as curl's `--resolve` has it: `example.com:443:127.0.0.1`.
package struct ResolveOverride: Sendable, Hashable {
    /// The host that is asked for, in lower case.
    package let host: String
    /// The port that is asked for.
    package let port: Int
    /// The address that is used.
    package let address: String

    /// Reads `host:port:address`; an IPv6 address may stand in brackets.
    ///
    /// - Throws: ``InvalidOption`` where it is not of that form: a name in place of the address would be passed over, and
    ///   the requests would go to where the host's own name leads.
    package init(_ text: String) throws {
        let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, let port = UInt16(parts[1]), port > 0,
            (try? SocketAddress(ipAddress: parts[2].withoutBrackets, port: 0)) != nil
        else {
            throw InvalidOption(
                "expected host:port:address, such as example.com:443:127.0.0.1, and this is not: \(text)"
            )
        }
        host = parts[0].lowercased()
        self.port = Int(port)
        address = parts[2].withoutBrackets
    }
}

/// Another host and port to connect to for those that a request is for, as curl's `--connect-to` has it:
/// `api.example.com:443:staging.internal:8443`.
///
/// Of the first two, an empty one stands for any; of the last two, an empty one leaves it as it is. The request, and the name
/// in the TLS handshake, stay the same.
package struct ConnectOverride: Sendable, Hashable {
    private let fromHost: String
    private let fromPort: Int?
    private let toHost: String
    private let toPort: Int?

    /// Reads `host1:port1:host2:port2`; an IPv6 address stands in brackets.
    ///
    /// - Throws: ``InvalidOption`` where it is not of that form.
    package init(_ text: String) throws {
        var parts: [Substring] = []
        var start = text.startIndex
        var depth = 0
        for index in text.indices {
            switch text[index] {
            case "[": depth += 1
            case "]": depth -= 1
            case ":" where depth == 0:
                parts.append(text[start..<index])
                start = text.index(after: index)
            default: break
            }
        }
        parts.append(text[start...])
        guard parts.count == 4, let fromPort = Self.port(parts[1]), let toPort = Self.port(parts[3]) else {
            throw InvalidOption(
                "expected host1:port1:host2:port2, such as example.com:443:127.0.0.1:8443, and this is not: \(text)"
            )
        }
        fromHost = Self.host(parts[0])
        self.fromPort = fromPort == 0 ? nil : fromPort
        toHost = Self.host(parts[2])
        self.toPort = toPort == 0 ? nil : toPort
    }

    /// Where a request for a host and port goes; nil where this says nothing of it.
    func place(of host: String, _ port: Int) -> (host: String, port: Int)? {
        guard fromHost.isEmpty || fromHost == host.lowercased(), fromPort == nil || fromPort == port else { return nil }
        return (toHost.isEmpty ? host : toHost, toPort ?? port)
    }

    private static func host(_ text: Substring) -> String {
        text.withoutBrackets.lowercased()
    }

    /// A port; 0 for an empty text, nil for what is none.
    private static func port(_ text: Substring) -> Int? {
        text.isEmpty ? 0 : UInt16(text).flatMap { $0 > 0 ? Int($0) : nil }
    }
}

/// An option that makes no sense, or a file of one that cannot be used.
package struct InvalidOption: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}

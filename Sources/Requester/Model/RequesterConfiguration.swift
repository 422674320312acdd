/// How a requester makes and keeps its connections.
package struct RequesterConfiguration: Sendable {
    /// The most connections that are open at once, over all event loops and origins.
    package var connectionPoolSize = 300
    /// Nanoseconds that a TCP connection and its TLS session may take to come about.
    package var connectTimeout: UInt64 = 10_000_000_000
    /// Nanoseconds that a request may take where it does not say.
    package var timeout: UInt64 = 30_000_000_000
    /// Nanoseconds after which a name is resolved again; nil for never, as long as the requester lasts.
    package var dnsLifetime: UInt64?
    /// Addresses to use in place of what a name resolves to.
    package var resolve: [ResolveOverride] = []
    /// How TLS sessions are made.
    package var tls = TLSOptions()

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
    /// - Throws: ``InvalidOption`` where it is not of that form.
    package init(_ text: String) throws {
        let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, let port = UInt16(parts[1]), port > 0, !parts[2].isEmpty else {
            throw InvalidOption(
                "expected host:port:address, such as example.com:443:127.0.0.1, and this is not: \(text)"
            )
        }
        host = parts[0].lowercased()
        self.port = Int(port)
        address =
            parts[2].trimmingPrefix("[").hasSuffix("]") && parts[2].hasPrefix("[")
            ? String(parts[2].dropFirst().dropLast()) : String(parts[2])
    }
}

/// An option that makes no sense, or a file of one that cannot be used.
package struct InvalidOption: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}

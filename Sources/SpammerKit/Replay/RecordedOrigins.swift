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

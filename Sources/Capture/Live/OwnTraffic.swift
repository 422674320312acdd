import Corpus
import LocalConnections

/// Tells the connections over which a replay on this machine sends, which a recording of its interfaces leaves out.
final class OwnTraffic {
    private let connections = ReplayConnections()

    /// Whether a replay has a connection.
    ///
    /// Some system calls; meant for each new connection.
    ///
    /// - Parameter time: when its first packet with payload was stamped.
    func isReplay(_ opener: FlowEndpoint, _ accepter: FlowEndpoint, at time: Timestamp) -> Bool {
        connections.contains(
            ConnectionEnd(opener),
            ConnectionEnd(accepter),
            at: UInt64(clamping: time.nanoseconds)
        )
    }
}

extension ConnectionEnd {
    fileprivate init(_ endpoint: FlowEndpoint) {
        switch endpoint.address {
        case .v4(let bits): self.init(v4: bits, port: endpoint.port)
        case .v6(let high, let low): self.init(high: high, low: low, port: endpoint.port)
        }
    }
}

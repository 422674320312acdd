import Corpus
package import HTTPWire

/// Whose requests share their cookies.
package enum ReplaySession: Sendable, Hashable {
    /// Those of a client's address; of a connection, where a source does not tell the client.
    case client
    /// Those of a connection.
    case connection
    /// Those with the same value of a header field: what stands before a service, and speaks for many clients, names them there.
    case header(FieldName)
    /// All.
    case all

    /// The number of an exchange's session.
    ///
    /// - Parameters:
    ///   - copy: which copy of the recording it is sent in: each has sessions of its own.
    ///   - pass: which pass over the corpus, likewise.
    /// - Returns: 0 where nobody knows which it is.
    func number(of exchange: Exchange, copy: Int, pass: Int) -> UInt64 {
        guard let own = number(of: exchange) else { return 0 }
        return max(1, SplitMix64.mixed(own &+ ReplayStream.number(ofCopy: copy, pass: pass)))
    }

    private func number(of exchange: Exchange) -> UInt64? {
        switch self {
        case .all: return 1
        case .connection: return exchange.connection.map { $0.id }
        case .client:
            guard let client = exchange.connection?.client else { return exchange.connection.map { $0.id } }
            return Self.digest(of: HostAndPort(client).host.utf8)
        case .header(let name):
            return FieldLines(exchange.request.bytes(of: .fields)).firstValue(of: name).map { Self.digest(of: $0) }
        }
    }

    /// FNV-1a, mixed.
    private static func digest(of bytes: some Sequence<UInt8>) -> UInt64 {
        let digest: UInt64 = bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return SplitMix64.mixed(digest)
    }

    /// What it is called on the command line.
    package var words: String {
        switch self {
        case .client: "client"
        case .connection: "connection"
        case .header(let name): "header:\(String(decoding: name.bytes, as: UTF8.self))"
        case .all: "all"
        }
    }
}

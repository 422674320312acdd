/// Cuts a direction's handshake bytes into messages (RFC 8446, section 4), which may span records and share one.
struct HandshakeReader: Sendable {
    /// A message that is read; all others are passed over.
    enum Message: Sendable, Equatable {
        case clientHello(ClientHello)
        case serverHello(ServerHello)
        case endOfEarlyData
        case finished
        case keyUpdate
        case other
    }

    /// What of a client's hello matters here.
    struct ClientHello: Sendable, Equatable {
        var random: [UInt8]
        /// The name that it asks for (RFC 6066, section 3).
        var serverName: String?
        var offersEarlyData = false
    }

    /// What of a server's hello matters here.
    struct ServerHello: Sendable, Equatable {
        var random: [UInt8]
        /// The version that was agreed on: 0x0303 for TLS 1.2, 0x0304 for 1.3.
        var version: UInt16
        var suite: UInt16
        var encryptsThenMACs = false
        var isCompressed = false

        /// Whether it only asks for another hello of the client (RFC 8446, section 4.1.3).
        var isRetry: Bool { random == Self.retryRandom }

        private static let retryRandom: [UInt8] = [
            0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91,
            0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C,
        ]
    }

    /// A message that is longer than any should be, or contradicts itself.
    struct Malformed: Error {}

    /// The most bytes of a message: a chain of certificates is the longest.
    private static let messageLimit = 1 << 20

    private var bytes: [UInt8] = []

    /// Bytes of a message that have come and are not whole.
    var count: Int { bytes.count }

    /// Takes the content of a handshake record.
    mutating func append(_ more: [UInt8]) {
        bytes.append(contentsOf: more)
    }

    /// The next whole message; nil where more bytes are needed.
    mutating func next() throws(Malformed) -> Message? {
        guard bytes.count >= 4 else { return nil }
        let length = Int(bytes[1]) << 16 | Int(bytes[2]) << 8 | Int(bytes[3])
        guard length <= Self.messageLimit else { throw Malformed() }
        guard bytes.count >= 4 + length else { return nil }
        let type = bytes[0]
        var body = TLSBytes(bytes[4..<4 + length])
        defer { bytes.removeFirst(4 + length) }
        switch type {
        case 1: return .clientHello(try Self.clientHello(&body))
        case 2: return .serverHello(try Self.serverHello(&body))
        case 5: return .endOfEarlyData
        case 20: return .finished
        case 24: return .keyUpdate
        default: return .other
        }
    }

    private static func clientHello(_ body: inout TLSBytes) throws(Malformed) -> ClientHello {
        _ = try body.take(2)
        var hello = ClientHello(random: Array(try body.take(32)))
        _ = try body.vector(lengthBytes: 1)
        _ = try body.vector(lengthBytes: 2)
        _ = try body.vector(lengthBytes: 1)
        try forEachExtension(&body) { type, value throws(Malformed) in
            switch type {
            case 0:
                var list = try value.vector(lengthBytes: 2)
                guard list.count > 0, try list.number(1) == 0 else { return }
                hello.serverName = String(decoding: try list.vector(lengthBytes: 2).bytes, as: UTF8.self)
            case 42: hello.offersEarlyData = true
            default: break
            }
        }
        return hello
    }

    private static func serverHello(_ body: inout TLSBytes) throws(Malformed) -> ServerHello {
        let version = UInt16(truncatingIfNeeded: try body.number(2))
        let random = Array(try body.take(32))
        _ = try body.vector(lengthBytes: 1)
        let suite = UInt16(truncatingIfNeeded: try body.number(2))
        var hello = ServerHello(random: random, version: version, suite: suite)
        hello.isCompressed = try body.number(1) != 0
        try forEachExtension(&body) { type, value throws(Malformed) in
            switch type {
            case 22: hello.encryptsThenMACs = true
            case 43: hello.version = UInt16(truncatingIfNeeded: try value.number(2))
            default: break
            }
        }
        return hello
    }

    private static func forEachExtension(
        _ body: inout TLSBytes,
        _ visit: (Int, inout TLSBytes) throws(Malformed) -> Void
    ) throws(Malformed) {
        guard body.count > 0 else { return }
        var extensions = try body.vector(lengthBytes: 2)
        while extensions.count > 0 {
            let type = try extensions.number(2)
            var value = try extensions.vector(lengthBytes: 2)
            try visit(type, &value)
        }
    }
}

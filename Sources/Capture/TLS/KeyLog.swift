import HTTPWire

/// The secrets of TLS sessions, as programs write them for `SSLKEYLOGFILE` (draft-ietf-tls-keylogfile), by the random
/// number of their client.
package struct KeyLog: Sendable {
    /// The secrets of one session.
    struct Secrets: Sendable {
        /// TLS 1.2 and before: the master secret.
        var master: [UInt8]?
        var clientEarly: [UInt8]?
        var clientHandshake: [UInt8]?
        var serverHandshake: [UInt8]?
        var clientTraffic: [UInt8]?
        var serverTraffic: [UInt8]?
    }

    /// Sessions that are remembered; those past it are not.
    static let sessionLimit = 1_000_000

    private var sessions: [[UInt8]: Secrets] = [:]

    /// Lines that have a known label and a value that cannot be one.
    package private(set) var badLines: UInt64 = 0

    /// No secrets.
    package init() {}

    /// Whether there are none.
    package var isEmpty: Bool { sessions.isEmpty }

    /// The secrets of a session; nil where there are none.
    func secrets(of clientRandom: [UInt8]) -> Secrets? {
        sessions[clientRandom]
    }

    /// Takes lines, each a label, the client's random number and a secret, in hexadecimal digits.
    ///
    /// Comments, and labels that are of no use here, are passed over.
    package mutating func add(_ text: some Collection<UInt8>) {
        for line in text.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            let words = line.split(separator: 0x20)
            guard words.count == 3, let path = Self.path(of: String(decoding: words[0], as: UTF8.self)) else {
                continue
            }
            guard let random = Self.bytes(words[1]), random.count == 32, let secret = Self.bytes(words[2]),
                (32...64).contains(secret.count)
            else {
                badLines &+= 1
                continue
            }
            guard sessions[random] != nil || sessions.count < Self.sessionLimit else { continue }
            sessions[random, default: Secrets()][keyPath: path] = secret
        }
    }

    private static func path(of label: String) -> WritableKeyPath<Secrets, [UInt8]?>? {
        switch label {
        case "CLIENT_RANDOM": return \.master
        case "CLIENT_EARLY_TRAFFIC_SECRET": return \.clientEarly
        case "CLIENT_HANDSHAKE_TRAFFIC_SECRET": return \.clientHandshake
        case "SERVER_HANDSHAKE_TRAFFIC_SECRET": return \.serverHandshake
        case "CLIENT_TRAFFIC_SECRET_0": return \.clientTraffic
        case "SERVER_TRAFFIC_SECRET_0": return \.serverTraffic
        default: return nil
        }
    }

    private static func bytes(_ digits: some Collection<UInt8>) -> [UInt8]? {
        guard digits.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        var high: UInt64?
        for digit in digits {
            guard let value = ASCII.hexValue(digit) else { return nil }
            if let first = high {
                bytes.append(UInt8(truncatingIfNeeded: first << 4 | value))
                high = nil
            } else {
                high = value
            }
        }
        return bytes
    }
}

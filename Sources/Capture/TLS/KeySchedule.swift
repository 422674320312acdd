import Crypto
import Foundation

/// Derives keys from secrets (RFC 5246, section 6.3; RFC 8446, sections 7.1 to 7.3).
enum KeySchedule {
    /// The pseudo-random function of TLS 1.2 (RFC 5246, section 5).
    static func expand12(_ secret: [UInt8], _ label: String, _ seed: [UInt8], count: Int, _ hash: CipherSuite.Hash)
        -> [UInt8]
    {
        switch hash {
        case .sha256: expand(secret, Array(label.utf8) + seed, count: count, SHA256.self)
        case .sha384: expand(secret, Array(label.utf8) + seed, count: count, SHA384.self)
        }
    }

    /// HKDF-Expand-Label without a context (RFC 8446, section 7.1).
    static func expand13(_ secret: [UInt8], _ label: String, count: Int, _ hash: CipherSuite.Hash) -> [UInt8] {
        let name = Array("tls13 \(label)".utf8)
        let info =
            [UInt8(truncatingIfNeeded: count >> 8), UInt8(truncatingIfNeeded: count), UInt8(name.count)] + name + [0]
        let key = SymmetricKey(data: secret)
        switch hash {
        case .sha256:
            return HKDF<SHA256>.expand(pseudoRandomKey: key, info: info, outputByteCount: count)
                .withUnsafeBytes { Array($0) }
        case .sha384:
            return HKDF<SHA384>.expand(pseudoRandomKey: key, info: info, outputByteCount: count)
                .withUnsafeBytes { Array($0) }
        }
    }

    /// The secret that follows on a key update (RFC 8446, section 7.2).
    static func next13(_ secret: [UInt8], _ hash: CipherSuite.Hash) -> [UInt8] {
        expand13(secret, "traffic upd", count: hash == .sha256 ? 32 : 48, hash)
    }

    private static func expand<H: HashFunction>(_ secret: [UInt8], _ seed: [UInt8], count: Int, _: H.Type) -> [UInt8] {
        let key = SymmetricKey(data: secret)
        var result: [UInt8] = []
        var previous = seed
        while result.count < count {
            previous = Array(HMAC<H>.authenticationCode(for: previous, using: key))
            result += HMAC<H>.authenticationCode(for: previous + seed, using: key)
        }
        return Array(result.prefix(count))
    }
}

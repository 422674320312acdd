import Crypto
import CryptoExtras
import Foundation

/// Takes the protection off the records of one direction (RFC 5246, section 6.2.3; RFC 8446, section 5.2).
struct RecordCipher: Sendable {
    /// A record that its key does not open.
    struct Unreadable: Error {}

    private let suite: CipherSuite
    private let key: SymmetricKey
    private let macKey: SymmetricKey
    private let iv: [UInt8]
    private let isTLS13: Bool
    private let encryptsThenMACs: Bool
    private var sequence: UInt64 = 0

    /// The protection of TLS 1.3 that a traffic secret gives.
    init(tls13 suite: CipherSuite, secret: [UInt8]) {
        self.suite = suite
        key = SymmetricKey(data: KeySchedule.expand13(secret, "key", count: suite.keyLength, suite.hash))
        iv = KeySchedule.expand13(secret, "iv", count: 12, suite.hash)
        macKey = SymmetricKey(data: [])
        isTLS13 = true
        encryptsThenMACs = false
    }

    /// The protection of TLS 1.2 that a key block gives to one side.
    init(tls12 suite: CipherSuite, keyBlock: [UInt8], isClient: Bool, encryptsThenMACs: Bool) {
        self.suite = suite
        let lengths = Self.lengths(suite)
        let side = isClient ? 0 : 1
        func part(_ start: Int, _ length: Int) -> [UInt8] {
            Array(keyBlock.dropFirst(start + side * length).prefix(length))
        }
        macKey = SymmetricKey(data: part(0, lengths.mac))
        key = SymmetricKey(data: part(2 * lengths.mac, lengths.key))
        iv = part(2 * (lengths.mac + lengths.key), lengths.iv)
        isTLS13 = false
        self.encryptsThenMACs = encryptsThenMACs
    }

    /// Bytes that the key block of a suite has.
    static func keyBlockLength(_ suite: CipherSuite) -> Int {
        let lengths = lengths(suite)
        return 2 * (lengths.mac + lengths.key + lengths.iv)
    }

    private static func lengths(_ suite: CipherSuite) -> (mac: Int, key: Int, iv: Int) {
        switch suite.cipher {
        case .gcm: (0, suite.keyLength, 4)
        case .chachaPoly: (0, suite.keyLength, 12)
        // Each record brings its own initialisation vector since TLS 1.1.
        case .cbc(let mac): (mac.length, suite.keyLength, 0)
        }
    }

    /// The content of a record.
    ///
    /// - Parameters:
    ///   - type: the record's content type.
    ///   - version: the record's version.
    ///   - body: what follows the record's header.
    mutating func open(type: UInt8, version: UInt16, _ body: ArraySlice<UInt8>) throws(Unreadable) -> [UInt8] {
        let number = sequence
        do {
            let content: [UInt8] =
                switch suite.cipher {
                case .gcm, .chachaPoly: try openSealed(type, version, body, number)
                case .cbc(let mac): try openBlocks(type, version, body, number, mac)
                }
            sequence &+= 1
            return content
        } catch {
            throw Unreadable()
        }
    }

    private func openSealed(_ type: UInt8, _ version: UInt16, _ body: ArraySlice<UInt8>, _ number: UInt64) throws
        -> [UInt8]
    {
        let isExplicit = !isTLS13 && suite.cipher == .gcm
        let sealed = isExplicit ? body.dropFirst(8) : body
        guard sealed.count >= 16, !isExplicit || body.count >= 24 else { throw Unreadable() }
        let text = sealed.dropLast(16)
        let nonce = isExplicit ? iv + body.prefix(8) : masked(number)
        let header: [UInt8]
        if isTLS13 {
            header = [type] + Self.big(version) + Self.big(UInt16(truncatingIfNeeded: body.count))
        } else {
            header = Self.big(number) + [type] + Self.big(version) + Self.big(UInt16(truncatingIfNeeded: text.count))
        }
        if suite.cipher == .gcm {
            let box = try AES.GCM.SealedBox(
                nonce: AES.GCM.Nonce(data: nonce),
                ciphertext: text,
                tag: sealed.suffix(16)
            )
            return Array(try AES.GCM.open(box, using: key, authenticating: header))
        }
        let box = try ChaChaPoly.SealedBox(
            nonce: ChaChaPoly.Nonce(data: nonce),
            ciphertext: text,
            tag: sealed.suffix(16)
        )
        return Array(try ChaChaPoly.open(box, using: key, authenticating: header))
    }

    private func openBlocks(
        _ type: UInt8,
        _ version: UInt16,
        _ body: ArraySlice<UInt8>,
        _ number: UInt64,
        _ mac: CipherSuite.MAC
    ) throws -> [UInt8] {
        let block = 16
        // RFC 7366: the MAC is of the ciphertext, and outside of it.
        let blocks = encryptsThenMACs ? body.dropLast(mac.length) : body
        guard blocks.count >= 2 * block, blocks.count % block == 0 else { throw Unreadable() }
        let plain = Array(
            try AES._CBC.decrypt(
                blocks.dropFirst(block),
                using: key,
                iv: AES._CBC.IV(ivBytes: blocks.prefix(block)),
                noPadding: true
            )
        )
        guard let padding = plain.last, plain.count > Int(padding) else { throw Unreadable() }
        var content = plain.dropLast(Int(padding) + 1)
        guard plain.suffix(Int(padding) + 1).allSatisfy({ $0 == padding }) else { throw Unreadable() }
        let found: ArraySlice<UInt8>
        let covered: ArraySlice<UInt8>
        if encryptsThenMACs {
            found = body.suffix(mac.length)
            covered = blocks
        } else {
            guard content.count >= mac.length else { throw Unreadable() }
            found = content.suffix(mac.length)
            content = content.dropLast(mac.length)
            covered = content
        }
        let header = Self.big(number) + [type] + Self.big(version) + Self.big(UInt16(truncatingIfNeeded: covered.count))
        guard authenticate(header + covered, mac).elementsEqual(found) else { throw Unreadable() }
        return Array(content)
    }

    private func authenticate(_ bytes: [UInt8], _ mac: CipherSuite.MAC) -> [UInt8] {
        switch mac {
        case .sha1: Array(HMAC<Insecure.SHA1>.authenticationCode(for: bytes, using: macKey))
        case .sha256: Array(HMAC<SHA256>.authenticationCode(for: bytes, using: macKey))
        case .sha384: Array(HMAC<SHA384>.authenticationCode(for: bytes, using: macKey))
        }
    }

    /// The vector with a record's number mixed in (RFC 8446, section 5.3; RFC 7905, section 2).
    private func masked(_ number: UInt64) -> [UInt8] {
        var nonce = iv
        for (index, byte) in Self.big(number).enumerated() where nonce.count == 12 { nonce[index + 4] ^= byte }
        return nonce
    }

    private static func big(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }
}

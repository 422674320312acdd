/// A cipher suite that can be decrypted, by its number (the IANA's registry of TLS cipher suites).
///
/// How keys are exchanged does not matter: the secrets are given.
struct CipherSuite: Sendable, Hashable {
    /// How records are protected.
    enum Cipher: Sendable, Hashable {
        /// AES-GCM (RFC 5288).
        case gcm
        /// ChaCha20-Poly1305 (RFC 7905).
        case chachaPoly
        /// AES-CBC with HMAC (RFC 5246, section 6.2.3.2).
        case cbc(MAC)
    }

    /// What a CBC record is authenticated with.
    enum MAC: Sendable, Hashable {
        case sha1
        case sha256
        case sha384

        var length: Int {
            switch self {
            case .sha1: 20
            case .sha256: 32
            case .sha384: 48
            }
        }
    }

    /// What keys are derived with.
    enum Hash: Sendable, Hashable {
        case sha256
        case sha384
    }

    var cipher: Cipher
    var keyLength: Int
    var hash = Hash.sha256

    /// The suite of a number; nil for one that cannot be decrypted.
    init?(_ number: UInt16) {
        switch number {
        case 0x1301, 0xC02B, 0xC02F, 0x009C, 0x009E, 0x00A2, 0xC02D, 0xC031, 0x00A0, 0x00A8, 0x00AA:
            self.init(.gcm, 16)
        case 0x1302, 0xC02C, 0xC030, 0x009D, 0x009F, 0x00A3, 0xC02E, 0xC032, 0x00A1, 0x00A9, 0x00AB:
            self.init(.gcm, 32, .sha384)
        case 0x1303, 0xCCA8, 0xCCA9, 0xCCAA, 0xCCAB, 0xCCAC, 0xCCAD, 0xCCAE:
            self.init(.chachaPoly, 32)
        case 0x002F, 0x0032, 0x0033, 0xC004, 0xC009, 0xC00E, 0xC013, 0x0030, 0x0031:
            self.init(.cbc(.sha1), 16)
        case 0x0035, 0x0038, 0x0039, 0xC005, 0xC00A, 0xC00F, 0xC014, 0x0036, 0x0037:
            self.init(.cbc(.sha1), 32)
        case 0x003C, 0x0040, 0x0067, 0xC023, 0xC025, 0xC027, 0xC029, 0x003E, 0x003F:
            self.init(.cbc(.sha256), 16)
        case 0x003D, 0x006A, 0x006B, 0x0068, 0x0069:
            self.init(.cbc(.sha256), 32)
        case 0xC024, 0xC026, 0xC028, 0xC02A:
            self.init(.cbc(.sha384), 32, .sha384)
        default:
            return nil
        }
    }

    private init(_ cipher: Cipher, _ keyLength: Int, _ hash: Hash = .sha256) {
        self.cipher = cipher
        self.keyLength = keyLength
        self.hash = hash
    }
}

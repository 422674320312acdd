import Crypto
import Foundation

/// Encrypts and authenticates the blocks of one file with AES-256-GCM (NIST SP 800-38D).
///
/// Each file has a key of its own, made of the user's key and the file's salt with HKDF-SHA256 (RFC 5869). Every sealing
/// takes a random nonce. With the bytes the header is authenticated, and what a member is and where it lies in the file: a
/// block of another file, another place or another number of exchanges is none.
struct CorpusSeal: Sendable {
    /// Why a header does not say how its file is sealed.
    enum Fault: Error {
        /// The header tells of no seal, or of one in another form.
        case form
        /// The seal is of another key.
        case key
    }

    /// The content of the file's header.
    let header: [UInt8]

    private let key: SymmetricKey
    private let context: [UInt8]

    private static let saltLength = 32
    private static let checkLength = 16
    private static let form = "sealed: AES-256-GCM\n"

    /// The seal of a new file.
    init(_ key: CorpusKey) {
        var generator = SystemRandomNumberGenerator()
        let salt = (0..<Self.saltLength).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let check = Self.derived(key, salt, "Spammer corpus 1 check", Self.checkLength)
        let lines = "\(Self.form)salt: \(Self.hexadecimal(salt))\ncheck: \(Self.hexadecimal(check))\n"
        self.init(key, salt, header: Array((Member.headerText + lines).utf8))
    }

    /// The seal of a file that is there.
    init(_ key: CorpusKey, header: [UInt8]) throws(Fault) {
        let text = String(decoding: header, as: UTF8.self)
        guard text.hasPrefix(Member.headerText + Self.form) else { throw .form }
        let lines = text.dropFirst((Member.headerText + Self.form).count).split(separator: "\n")
        guard lines.count == 2, lines[0].hasPrefix("salt: "), lines[1].hasPrefix("check: "),
            let salt = Self.bytes(lines[0].dropFirst(6)), salt.count == Self.saltLength,
            let check = Self.bytes(lines[1].dropFirst(7)), check.count == Self.checkLength
        else { throw .form }
        guard Self.derived(key, salt, "Spammer corpus 1 check", Self.checkLength) == check else { throw .key }
        self.init(key, salt, header: header)
    }

    private init(_ key: CorpusKey, _ salt: [UInt8], header: [UInt8]) {
        self.header = header
        self.key = SymmetricKey(data: Self.derived(key, salt, "Spammer corpus 1 blocks", 32))
        context = Array(SHA256.hash(data: header))
    }

    /// Bytes, sealed: the nonce, as many bytes, and the tag.
    func seal(_ bytes: [UInt8], _ kind: Member.Kind, at offset: UInt64, count: Int) throws(CorpusError) -> [UInt8] {
        guard
            let box = try? AES.GCM.seal(bytes, using: key, authenticating: place(kind, offset, count)),
            let sealed = box.combined
        else { throw .compression }
        return Array(sealed)
    }

    /// The bytes that were sealed; nil where they are of another key, another place, or changed.
    func open(_ sealed: [UInt8], _ kind: Member.Kind, at offset: UInt64, count: Int) -> [UInt8]? {
        guard let box = try? AES.GCM.SealedBox(combined: sealed),
            let bytes = try? AES.GCM.open(box, using: key, authenticating: place(kind, offset, count))
        else { return nil }
        return Array(bytes)
    }

    /// What is authenticated with a member.
    private func place(_ kind: Member.Kind, _ offset: UInt64, _ count: Int) -> [UInt8] {
        var bytes = context
        bytes.append(kind.rawValue)
        Member.append(offset, bytes: 8, to: &bytes)
        Member.append(UInt64(clamping: count), bytes: 4, to: &bytes)
        return bytes
    }

    private static func derived(_ key: CorpusKey, _ salt: [UInt8], _ purpose: String, _ count: Int) -> [UInt8] {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: key.bytes,
            salt: salt,
            info: Data(purpose.utf8),
            outputByteCount: count
        )
        .withUnsafeBytes { Array($0) }
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func bytes(_ digits: Substring) -> [UInt8]? {
        guard digits.utf8.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        var rest = digits
        while !rest.isEmpty {
            guard let byte = UInt8(rest.prefix(2), radix: 16) else { return nil }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}

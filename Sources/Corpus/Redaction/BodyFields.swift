import Crypto
import Foundation
import HTTPWire

/// The fields that tell of a body's bytes: its length and its digests.
enum BodyFields {
    /// Field lines as they are for another body.
    ///
    /// `Content-Length`, `Content-MD5` (RFC 1864), `Digest` (RFC 3230) and `Content-Digest` (RFC 9530) are those of the new
    /// one; where it is not whole, they stay as they were, as they told of a whole one before.
    static func updated(_ block: [UInt8], body: [UInt8], isWhole: Bool) -> [UInt8] {
        guard isWhole else { return block }
        var result: [UInt8] = []
        var place = 0
        var lines = FieldLines(block).makeIterator()
        while let line = lines.next() {
            let name = String(decoding: block[line.name].map(ASCII.lowercased), as: UTF8.self)
            guard let value = value(of: name, String(decoding: block[line.value], as: UTF8.self), body) else {
                continue
            }
            result.append(contentsOf: block[place..<line.value.lowerBound])
            result.append(contentsOf: value.utf8)
            place = line.value.upperBound
        }
        return result + block[place...]
    }

    private static func value(of name: String, _ old: String, _ body: [UInt8]) -> String? {
        func base64(_ digest: some Sequence<UInt8>) -> String { Data(digest).base64EncodedString() }
        switch name {
        case "content-length":
            return String(body.count)
        case "content-md5":
            return base64(Insecure.MD5.hash(data: body))
        case "digest", "content-digest", "repr-digest":
            let digests = [
                ("sha-256", base64(SHA256.hash(data: body))), ("sha-512", base64(SHA512.hash(data: body))),
                ("md5", base64(Insecure.MD5.hash(data: body))), ("sha", base64(Insecure.SHA1.hash(data: body))),
            ]
            return old.split(separator: ",", omittingEmptySubsequences: false).map { part in
                let key = part.prefix { $0 != "=" }
                let algorithm = key.lowercased().filter { $0 != " " }
                guard let digest = digests.first(where: { $0.0 == algorithm })?.1 else { return String(part) }
                let isStructured = name != "digest"
                return "\(key)=" + (isStructured ? ":\(digest):" : digest)
            }.joined(separator: ",")
        default:
            return nil
        }
    }
}

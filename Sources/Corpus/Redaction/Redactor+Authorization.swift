import Foundation
import HTTPWire

extension Redactor {
    /// Parameters of an authorization that are no secret.
    private static let openParameters: Set<String> = [
        "realm", "uri", "algorithm", "qop", "nc", "signedheaders", "headers", "oauthsignaturemethod", "oauthversion",
        "oauthtimestamp", "created", "expires",
    ]

    /// Schemes that stand before the credentials in other fields than `Authorization`, too.
    private static let schemes: Set<String> = [
        "apikey", "aws4-hmac-sha256", "basic", "bearer", "digest", "dpop", "hawk", "jwt", "key", "negotiate", "ntlm",
        "oauth", "signature", "token", "vapid",
    ]

    /// Credentials as RFC 9110, section 11.4, has them: the scheme stays, and what follows is one token or parameters.
    ///
    /// - Parameter takesAnyScheme: whether the first word is a scheme, whatever it is; in a field of another kind it may be the
    ///   first one of a secret.
    mutating func authorization(_ value: ArraySlice<UInt8>, rule: String, takesAnyScheme: Bool) -> [UInt8] {
        guard let blank = value.firstIndex(of: 0x20), Self.isScheme(value[..<blank], any: takesAnyScheme) else {
            return secret(value, .none, rule)
        }
        let rest = value[(blank + 1)...]
        var result = Array(value[...blank])
        if value[..<blank].map({ $0 | 0x20 }) == Array("basic".utf8), let changed = basic(rest) {
            report.count(rule)
            return result + changed
        }
        guard rest.contains(UInt8(ascii: "=")), rest.contains(UInt8(ascii: ",")) || rest.contains(UInt8(ascii: "\""))
        else {
            return result + secret(rest, .none, rule)
        }
        for (number, part) in rest.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).enumerated() {
            if number > 0 { result.append(UInt8(ascii: ",")) }
            guard let equals = part.firstIndex(of: UInt8(ascii: "=")) else {
                result.append(contentsOf: secret(part, .none, rule))
                continue
            }
            let name = SecretNames.normalized(part[..<equals])
            result.append(contentsOf: part[...equals])
            let content = part[(equals + 1)...]
            result.append(
                contentsOf: Self.openParameters.contains(name) ? free(content, .none) : secret(content, .none, rule)
            )
        }
        return result
    }

    private static func isScheme(_ word: ArraySlice<UInt8>, any: Bool) -> Bool {
        guard any else { return schemes.contains(String(decoding: word, as: UTF8.self).lowercased()) }
        // A longer one is no scheme that anybody has registered, and may be a token.
        return word.count <= 24
            && word.allSatisfy { ASCII.isDigit($0) || ($0 | 0x20) &- 0x61 < 26 || $0 == UInt8(ascii: "-") }
    }

    /// The user and the password of the Basic scheme (RFC 7617), each by itself, so that the pair is one still.
    ///
    /// Nil for what is not in its form.
    private mutating func basic(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        guard let data = Data(base64Encoded: Data(text)), let colon = data.firstIndex(of: UInt8(ascii: ":")) else {
            return nil
        }
        let bytes = Array(data)
        let user = Array(bytes[..<colon])
        let isAddress = SensitiveText.emailAddresses(in: user[...]) == [0..<user.count]
        var changed = isAddress ? pseudonyms.emailAddress(user) : pseudonyms.secret(user)
        changed += [UInt8(ascii: ":")] + pseudonyms.secret(Array(bytes[(colon + 1)...]))
        let encoded = Array(Data(changed).base64EncodedData())
        return encoded.count == text.count && changed != bytes ? encoded : nil
    }
}

/// Names under which requests carry credentials: of header fields, and of parameters, form fields and members of JSON.
package enum SecretNames {
    /// Header fields, in the spelling in which they are shown.
    package static let fields = [
        "Authorization", "Proxy-Authorization", "Cookie", "Cookie2", "Set-Cookie", "Set-Cookie2", "X-Api-Key",
        "Api-Key", "ApiKey", "X-Auth-Token",
        "X-Auth-Key", "X-Access-Token", "X-Csrf-Token", "X-Xsrf-Token", "X-Amz-Security-Token", "X-Goog-Api-Key",
        "X-Goog-Iap-Jwt-Assertion", "X-Amzn-Oidc-Data", "X-Amzn-Oidc-Accesstoken", "X-Session-Id", "X-Session",
        "X-Forwarded-Access-Token", "Private-Token", "Ocp-Apim-Subscription-Key", "X-Functions-Key", "X-Rapidapi-Key",
        "Cf-Access-Jwt-Assertion", "Authentication", "X-Authorization", "Dpop",
    ]

    /// Ends of other header fields' names, each a whole name too.
    private static let fieldEndings = [
        "-token", "-secret", "-password", "-passwd", "-apikey", "-api-key", "-access-key", "-secret-key",
        "-subscription-key", "-signature", "-credential", "-credentials", "-jwt", "-session-id", "-authorization",
    ]

    /// Fields whose names end so, and that hold nothing.
    private static let openFields: Set<String> = ["access-control-allow-credentials"]

    private static let loweredFields = Set(fields.map { $0.lowercased() })

    /// Parameters, form fields and members of JSON, as ``normalized(_:)`` writes them.
    private static let parameters: Set<String> = [
        "accesskey", "accesskeyid", "accesstoken", "apikey", "apisecret", "apitoken", "assertion", "authcode",
        "authkey", "authorization",
        "authtoken", "awsaccesskeyid", "bearer", "bearertoken", "cardnumber", "ccnumber", "clientassertion",
        "clientsecret", "codeverifier",
        "confirmpassword", "credential", "credentials", "creditcard", "csrf", "csrfmiddlewaretoken", "csrftoken",
        "currentpassword",
        "cvc", "cvv", "encryptedpassword", "idtoken", "jsessionid", "jwt", "jwttoken", "newpassword", "oauthtoken",
        "oauthtokensecret", "oldpassword", "otp",
        "passphrase", "passwd", "password", "passwordconfirmation", "passwordhash", "phpsessid", "pin", "privatekey",
        "pwd",
        "refreshtoken", "samlresponse", "secret", "secretkey", "securitycode", "sessid", "sessionid", "sessionkey",
        "sessiontoken", "sig",
        "signature", "signingkey", "ssn", "token", "userpassword", "verificationcode", "verificationtoken",
        "xamzcredential",
        "xamzsecuritytoken", "xamzsignature", "xgoogcredential", "xgoogsignature", "xsrf", "xsrftoken",
    ]

    /// Parameters that are credentials in a query or a form, and seldom in JSON.
    private static let queryParameters: Set<String> = ["auth", "key", "session", "sid"]

    /// Ends of other parameters' names: `authenticity_token`, `aws_secret_access_key`.
    private static let parameterEndings = [
        "password", "passwd", "passphrase", "passcode", "secret", "token", "apikey", "accesskey", "accesskeyid",
        "secretkey", "privatekey", "sessionid", "credential", "credentials", "jwt", "signature",
    ]

    /// Ends of names that end so, too, and say how far a list was read, without which nobody gets to its next page.
    private static let openEndings = ["pagetoken", "nexttoken", "continuationtoken", "synctoken"]

    /// Whether the value of a parameter is a credential.
    ///
    /// - Parameters:
    ///   - name: as ``normalized(_:)`` writes it.
    ///   - inQuery: whether it is one of a query or a form.
    static func isSecret(parameter name: String, inQuery: Bool) -> Bool {
        if parameters.contains(name) || (inQuery && queryParameters.contains(name)) { return true }
        return parameterEndings.contains { name.hasSuffix($0) } && !openEndings.contains { name.hasSuffix($0) }
    }

    /// A name in lower case, without `_` and `-`, and of `user[password]` and `user.password` the last part.
    static func normalized(_ name: some Sequence<UInt8>) -> String {
        var part: [UInt8] = []
        var last = part
        for byte in name {
            switch byte {
            case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: " "): continue
            case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "."), UInt8(ascii: ":"):
                if !part.isEmpty { last = part }
                part.removeAll(keepingCapacity: true)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): part.append(byte | 0x20)
            default: part.append(byte)
            }
            if part.count > 64 { return "" }
        }
        let name = part.isEmpty ? last : part
        if name.allSatisfy({ $0 < 0x80 }) { return String(decoding: name, as: UTF8.self) }
        return String(String.UnicodeScalarView(name.map { Unicode.Scalar($0) }))
    }
}

extension SecretNames {
    /// Whether a member of JSON is a credential, by the names that are built in.
    package static func isSecret(member name: String) -> Bool {
        isSecret(parameter: normalized(name.utf8), inQuery: false)
    }

    /// Whether a header field is a credential, by the names that are built in; metadata of gRPC has `_` where fields have `-`.
    package static func isSecret(field name: String) -> Bool {
        let name = name.lowercased().replacing("_", with: "-")
        if loweredFields.contains(name) { return true }
        let dashed = "-" + name
        return !openFields.contains(name) && fieldEndings.contains { dashed.hasSuffix($0) }
    }

    /// A field's name in the spelling in which it is shown: `X-Api-Key`.
    static func shown(field name: String) -> String {
        let lowered = name.lowercased()
        return fields.first { $0.lowercased() == lowered }
            ?? lowered.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: "-")
    }
}

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

    /// Ends of other header fields' names.
    static let fieldEndings = [
        "-token", "-secret", "-password", "-passwd", "-apikey", "-api-key", "-access-key", "-secret-key",
        "-subscription-key", "-signature", "-credential", "-credentials", "-jwt", "-session-id", "-authorization",
    ]

    /// Parameters, form fields and members of JSON, as ``normalized(_:)`` writes them.
    static let parameters: Set<String> = [
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
    static let queryParameters: Set<String> = ["auth", "key", "session", "sid"]

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
    package static func isSecret(member name: String) -> Bool { parameters.contains(normalized(name.utf8)) }

    /// Whether a header field is a credential, by the names that are built in.
    package static func isSecret(field name: String) -> Bool { RedactionRules().isSecret(field: Array(name.utf8)) }
}

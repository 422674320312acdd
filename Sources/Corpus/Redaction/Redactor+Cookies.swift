/// Cookies (RFC 6265, sections 4.1 and 4.2): their names, and a `Set-Cookie`'s attributes, stay.
extension Redactor {
    private static let attributes: Set<String> = [
        "expires", "max-age", "domain", "path", "secure", "httponly", "samesite", "partitioned", "priority", "version",
        "comment", "commenturl", "discard", "port",
    ]

    /// The value of a field with cookies.
    ///
    /// - Parameter isSet: whether it is `Set-Cookie`, in which attributes follow the cookie.
    mutating func cookies(_ value: ArraySlice<UInt8>, rule: String, isSet: Bool) -> [UInt8] {
        var result: [UInt8] = []
        for (number, pair) in value.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).enumerated() {
            if number > 0 { result.append(UInt8(ascii: ";")) }
            result.append(contentsOf: isSet && number > 0 ? attribute(pair, rule: rule) : cookie(pair, rule: rule))
        }
        return result
    }

    /// A name and a value; a cookie without a name is a value, too.
    private mutating func cookie(_ pair: ArraySlice<UInt8>, rule: String) -> [UInt8] {
        guard let equals = pair.firstIndex(of: UInt8(ascii: "=")) else { return secret(pair, .none, rule) }
        let (name, value) = (pair[...equals], pair[(equals + 1)...])
        let isKept = rules.kept.contains(SecretNames.normalized(name.dropLast().filter { $0 != 0x20 }))
        return Array(name) + (isKept ? Array(value) : secret(value, .none, rule))
    }

    /// An attribute of a cookie, with what stands behind a comma: programs that join the lines of a field put another cookie there.
    private mutating func attribute(_ text: ArraySlice<UInt8>, rule: String) -> [UInt8] {
        let parts = text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        let name = String(decoding: text.prefix { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ",") }, as: UTF8.self)
        let isKnown = Self.attributes.contains(name.lowercased().filter { $0 != " " })
        var result: [UInt8] = []
        for (number, part) in parts.enumerated() {
            if number > 0 { result.append(UInt8(ascii: ",")) }
            // `Expires` has a comma, and no second `=`.
            let isAttribute = number == 0 ? isKnown : !part.contains(UInt8(ascii: "="))
            result.append(contentsOf: isAttribute ? free(part, .none) : cookie(part, rule: rule))
        }
        return result
    }
}

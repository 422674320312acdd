import HTTPWire

/// What one `Set-Cookie` field says, before anybody has judged it (RFC 6265, section 5.2).
struct SetCookie: Equatable {
    var name: [UInt8]
    var value: [UInt8]
    /// In lower case, without a dot in front; nil for none.
    var domain: [UInt8]?
    /// Nil for none, or for one that does not begin with `/`.
    var path: [UInt8]?
    var isSecure = false
    /// Seconds from now; 0 or less for a cookie that is to go.
    var maximumAge: Int64?
    /// Seconds since 1970.
    var expires: Int64?

    /// The most bytes of name and value together, as browsers have it (RFC 6265bis, section 5.6).
    static let mostBytes = 4096
    /// The most bytes of an attribute's value.
    private static let mostAttributeBytes = 1024

    /// Reads a field's value; nil for what is no cookie, or a longer one than anybody keeps.
    init?(_ field: ArraySlice<UInt8>) {
        guard !field.contains(where: { ($0 < 0x20 && $0 != ASCII.tab) || $0 == 0x7F }) else { return nil }
        var parts = field.split(separator: ASCII.semicolon, omittingEmptySubsequences: false)[...]
        guard let pair = parts.popFirst(), let equals = pair.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        name = Array(Self.trimmed(pair[..<equals]))
        value = Array(Self.trimmed(pair[(equals + 1)...]))
        guard !name.isEmpty, name.count + value.count <= Self.mostBytes else { return nil }
        for part in parts { read(part) }
    }

    /// One attribute; of each the last one counts, and one that is not known says nothing.
    private mutating func read(_ part: ArraySlice<UInt8>) {
        let equals = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
        let value = Self.trimmed(part[equals...].dropFirst())
        guard value.count <= Self.mostAttributeBytes else { return }
        let name = Self.trimmed(part[..<equals])
        if Self.domainName.matches(name) {
            let domain = (value.first == UInt8(ascii: ".") ? value.dropFirst() : value).map(ASCII.lowercased)
            self.domain = domain.isEmpty ? nil : domain
        } else if Self.pathName.matches(name) {
            path = value.first == UInt8(ascii: "/") ? Array(value) : nil
        } else if Self.secureName.matches(name) {
            isSecure = true
        } else if Self.maximumAgeName.matches(name) {
            if let age = Self.age(value) { maximumAge = age }
        } else if Self.expiresName.matches(name) {
            if let instant = CookieDate.seconds(value) { expires = instant }
        }
    }

    /// A number of seconds, held at what fits; nil for what is none.
    private static func age(_ text: ArraySlice<UInt8>) -> Int64? {
        let isNegative = text.first == UInt8(ascii: "-")
        let digits = isNegative ? text.dropFirst() : text
        guard !digits.isEmpty, digits.allSatisfy(ASCII.isDigit) else { return nil }
        if isNegative { return 0 }
        return Int64(String(decoding: digits, as: UTF8.self)) ?? .max
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let start = bytes.drop(while: ASCII.isBlank)
        return start.dropLast(start.reversed().prefix(while: ASCII.isBlank).count)
    }

    private static let domainName: FieldName = "domain"
    private static let pathName: FieldName = "path"
    private static let secureName: FieldName = "secure"
    private static let maximumAgeName: FieldName = "max-age"
    private static let expiresName: FieldName = "expires"
}

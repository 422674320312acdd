import HTTPWire

/// Which header fields of a recorded request are replaced, added and taken out before it is sent.
package struct HeaderChanges: Sendable, Hashable {
    /// A field line, as it is sent.
    struct Line: Sendable, Hashable {
        let name: FieldName
        let bytes: [UInt8]
    }

    /// Fields of which the request has this one line, whatever was recorded.
    private(set) var replaced: [Line] = []
    /// Lines that come behind the recorded ones.
    private(set) var added: [Line] = []
    /// Fields that are left out.
    private(set) var removed: [FieldName] = []

    /// None.
    package init() {}

    /// Whether nothing changes.
    var isEmpty: Bool { replaced.isEmpty && added.isEmpty && removed.isEmpty }

    /// Whether the recorded cookies are not sent.
    package var takesCookies: Bool { takes(Array("cookie".utf8)[...]) }

    /// Replaces a field: `Name: value`.
    package mutating func replace(_ text: String) throws(HeaderChangeError) {
        let line = try Self.line(text)
        if line.name == .host, replaced.contains(where: { $0.name == .host }) { throw .host }
        replaced.append(line)
    }

    /// Adds a line: `Name: value`.
    package mutating func add(_ text: String) throws(HeaderChangeError) {
        let line = try Self.line(text)
        if line.name == .host { throw .host }
        added.append(line)
    }

    /// Leaves a field out.
    package mutating func remove(_ name: String) throws(HeaderChangeError) {
        let name = try Self.name(name, in: name)
        if name == .host { throw .host }
        removed.append(name)
    }

    /// Whether a recorded field is not sent as it was.
    func takes(_ name: ArraySlice<UInt8>) -> Bool {
        removed.contains { $0.matches(name) } || replaced.contains { $0.name.matches(name) }
    }

    private static func line(_ text: String) throws(HeaderChangeError) -> Line {
        guard let colon = text.firstIndex(of: ":") else { throw .noColon(text) }
        let name = try name(String(text[..<colon]), in: text)
        let value = text[text.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
        guard !value.utf8.contains(where: { $0 == 0 || $0 == 10 || $0 == 13 }) else { throw .lineBreak(text) }
        return Line(name: name, bytes: Array("\(text[..<colon]): \(value)\r\n".utf8))
    }

    private static func name(_ name: String, in text: String) throws(HeaderChangeError) -> FieldName {
        guard !name.isEmpty, name.utf8.allSatisfy(ASCII.isToken) else { throw .name(text) }
        let field = FieldName(name)
        guard !ownFields.contains(field) else { throw .framing(name) }
        return field
    }

    /// What a replay makes from the request's body and its connection, and nobody else may.
    private static let ownFields: Set<FieldName> = ["content-length", "transfer-encoding", "connection"]
}

/// A change of a header field that cannot be made.
package enum HeaderChangeError: Error, CustomStringConvertible {
    case noColon(String)
    case name(String)
    case lineBreak(String)
    case framing(String)
    case host

    package var description: String {
        switch self {
        case .noColon(let text): "expected a header such as 'Accept: text/html', and there is no colon in '\(text)'"
        case .name(let text): "expected a header's name of letters, digits and -, and this is none: '\(text)'"
        case .lineBreak: "a header's value cannot have a line break, which would begin another header"
        case .host: "a request has one Host and no more (RFC 9112, section 3.2); -H 'Host: name' replaces it"
        case .framing(let name): "\(name) is made from the request's own body and connection, and cannot be changed"
        }
    }
}

import HTTPWire

/// An endpoint as the user names it: `/users/{id}/*`, or `GET /users/{id}`.
///
/// A segment in braces stands for any one segment, `*` and `?` within a segment for any characters of it, and `*` as the last
/// segment for all that follows.
package struct EndpointPattern: Sendable, Hashable {
    private enum Segment: Hashable {
        case any
        case text(Glob)
    }

    /// The pattern as it was written.
    package let text: String

    private let method: [UInt8]?
    private let path: String
    private let segments: [Segment]
    private let takesRest: Bool

    /// Characters that a pattern may have.
    private static let lengthLimit = EndpointTemplate.lengthLimit

    /// Reads a pattern; nil for a text that is none.
    package init?(_ text: String) {
        let words = text.split(separator: " ")
        guard let path = words.last, words.count <= 2, path.first == "/", text.count <= Self.lengthLimit else {
            return nil
        }
        self.text = text
        self.path = String(path)
        method = words.count == 2 ? Array(words[0].utf8) : nil
        guard method?.allSatisfy(ASCII.isToken) ?? true else { return nil }
        var parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        takesRest = parts.last == "*"
        if takesRest { parts.removeLast() }
        segments = parts.map { $0.first == "{" && $0.last == "}" ? .any : .text(Glob(String($0))) }
    }

    /// The endpoint's name for a request; nil for one that the pattern does not stand for.
    ///
    /// - Parameter path: the target without its query.
    func name(method: ArraySlice<UInt8>, path: ArraySlice<UInt8>) -> String? {
        guard self.method.map({ method.elementsEqual($0) }) ?? true, path.first == UInt8(ascii: "/") else { return nil }
        var rest = path.dropFirst()
        for (number, segment) in segments.enumerated() {
            if number > 0 {
                guard rest.first == UInt8(ascii: "/") else { return nil }
                rest = rest.dropFirst()
            }
            let part = rest.prefix { $0 != UInt8(ascii: "/") }
            switch segment {
            case .any: guard !part.isEmpty else { return nil }
            case .text(let glob): guard glob.matches(part) else { return nil }
            }
            rest = rest[part.endIndex...]
        }
        guard rest.isEmpty || (takesRest && (segments.isEmpty || rest.first == UInt8(ascii: "/"))) else { return nil }
        return String(decoding: method, as: UTF8.self) + " " + self.path
    }
}

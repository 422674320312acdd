import HTTPWire

/// The parts of an entry's URL (RFC 3986, section 3).
package struct HARURL {
    package var scheme: RecordedRequest.Scheme?
    package var authority: [UInt8]
    package var target: [UInt8]

    /// The port, as it stands or by the scheme.
    var port: String? {
        let text = String(decoding: authority, as: UTF8.self)
        if let colon = text.lastIndex(of: ":"), !text[colon...].contains("]") {
            return String(text[text.index(after: colon)...])
        }
        return scheme.map { $0 == .https ? "443" : "80" }
    }

    /// The parts of an `http` or `https` URL, or of a path without either; nil for other text.
    package init?(_ text: String) {
        var rest = Array(text.utf8)[...]
        if rest.first == UInt8(ascii: "/") || text == "*" {
            authority = []
        } else {
            let lowered = rest.prefix(8).map { ASCII.lowercased($0) }
            if lowered.starts(with: "https://".utf8) {
                scheme = .https
                rest = rest.dropFirst(8)
            } else if lowered.starts(with: "http://".utf8) {
                scheme = .http
                rest = rest.dropFirst(7)
            } else {
                return nil
            }
            let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }
            authority = Array(rest[..<(end ?? rest.endIndex)])
            if let at = authority.lastIndex(of: UInt8(ascii: "@")) { authority.removeSubrange(...at) }
            rest = rest[(end ?? rest.endIndex)...]
        }
        // The fragment is never sent.
        if let hash = rest.firstIndex(of: UInt8(ascii: "#")) { rest = rest[..<hash] }
        target = rest.first == UInt8(ascii: "/") || text == "*" ? Array(rest) : [UInt8(ascii: "/")] + rest
    }
}

/// The name of the endpoint that a request belongs to: its method and its path, with what differs from request to request
/// put into braces, as in `GET /users/{id}`.
///
/// The query is no part of it. A segment of digits becomes `{id}`, a UUID (RFC 9562) `{uuid}`, a date `{date}`, hexadecimal
/// digits `{hex}`, and a long mix of letters and digits `{token}`.
package enum EndpointTemplate {
    /// Characters of a path past which a name is cut, with `…` at its end.
    static let lengthLimit = 200

    /// Hexadecimal digits from which on a segment is a number and no word; `cafe` and `decade` are words.
    static let leastHex = 8

    /// Characters from which on a mix of letters and digits is a token.
    static let leastToken = 16

    /// The name for a method and a request target.
    package static func name(method: ArraySlice<UInt8>, target: ArraySlice<UInt8>) -> String {
        var name = String(decoding: method, as: UTF8.self)
        name += " "
        let path = path(of: target)
        guard path.first == UInt8(ascii: "/") else { return name + cut(String(decoding: path, as: UTF8.self)) }
        var template = ""
        for segment in path.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            template += "/" + (placeholder(for: segment) ?? String(decoding: segment, as: UTF8.self))
        }
        return name + cut(template)
    }

    /// A target without its query, and without scheme and authority (RFC 9112, section 3.2).
    static func path(of target: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let whole = target.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        guard whole.first != UInt8(ascii: "/"), let colon = whole.firstIndex(of: UInt8(ascii: ":")),
            whole[colon...].starts(with: "://".utf8)
        else { return whole }
        let authority = whole[(colon + 3)...]
        return authority.firstIndex(of: UInt8(ascii: "/")).map { authority[$0...] } ?? [UInt8(ascii: "/")]
    }

    private static func cut(_ template: String) -> String {
        template.count <= lengthLimit ? template : template.prefix(lengthLimit - 1) + "…"
    }

    /// What stands for a segment that differs from request to request; nil for one that does not.
    private static func placeholder(for segment: ArraySlice<UInt8>) -> String? {
        var digits = 0
        var hex = 0
        var letters = 0
        for byte in segment {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                digits += 1
                hex += 1
            case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"):
                letters += 1
                hex += 1
            case UInt8(ascii: "g")...UInt8(ascii: "z"), UInt8(ascii: "G")...UInt8(ascii: "Z"):
                letters += 1
            case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "="):
                break
            default:
                return nil
            }
        }
        let count = segment.count
        guard digits > 0 else { return nil }
        if digits == count { return "{id}" }
        if count == 36, hex == 32, hasDashes(segment, at: [8, 13, 18, 23]) { return "{uuid}" }
        if count == 10, digits == 8, hasDashes(segment, at: [4, 7]) { return "{date}" }
        if hex == count, count >= leastHex { return "{hex}" }
        if count >= leastToken, digits >= 3, letters > 0 { return "{token}" }
        return nil
    }

    private static func hasDashes(_ segment: ArraySlice<UInt8>, at offsets: [Int]) -> Bool {
        offsets.allSatisfy { segment[segment.startIndex + $0] == UInt8(ascii: "-") }
    }
}

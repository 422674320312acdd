import HTTPWire

/// A value that a request sends back, for people and programs that look at an exchange: what it says, where it stands, and which
/// response gave it.
package struct LinkedValue: Sendable, Hashable, Encodable {
    /// The value as it is written in the request; bytes that are not UTF-8 show as U+FFFD.
    package var value: String
    /// Where it stands in the request: `header authorization`, `path segment 1`, `json $.order.id`.
    package var place: String
    /// The endpoint whose response gave it.
    package var endpoint: String
    /// Where it was in that response, as ``ValuePlace`` describes it.
    package var source: String
    /// The number, from 1, of the exchange whose response that was; nil where the corpus does not have it, as a slice may not.
    package var exchange: UInt64?
    /// Nanoseconds by which that exchange began before this one.
    package var age: UInt64

    /// A value of its parts.
    package init(value: String, place: String, endpoint: String, source: String, exchange: UInt64?, age: UInt64) {
        self.value = value
        self.place = place
        self.endpoint = endpoint
        self.source = source
        self.exchange = exchange
        self.age = age
    }

    /// The value of a link; a link that lies outside its request, as those of a damaged corpus may, has an empty one.
    init(_ link: ValueLink, in request: RecordedRequest, exchange: UInt64?) {
        self.init(
            value: link.bytes(in: request).map { String(decoding: $0, as: UTF8.self) } ?? "",
            place: link.place(in: request),
            endpoint: link.source.endpoint,
            source: link.source.place.description,
            exchange: exchange,
            age: link.age
        )
    }
}

extension ValueLink {
    /// The value as it is written in its request; nil where it lies outside.
    func bytes(in request: RecordedRequest) -> ArraySlice<UInt8>? {
        let part = request.bytes(of: use.part)
        guard range.upperBound <= part.count else { return nil }
        return part[part.startIndex + range.lowerBound..<part.startIndex + range.upperBound]
    }

    /// Where it stands in its request: the kind of place, and its name where it has one.
    func place(in request: RecordedRequest) -> String {
        guard let bytes = bytes(in: request) else { return use.name }
        let part = request.bytes(of: use.part)
        let before = part[..<bytes.startIndex]
        let name: String? =
            switch use {
            case .path: "segment \(max(0, before.count { $0 == UInt8(ascii: "/") } - 1))"
            case .query: Self.pairName(before, behind: "?&").map { "parameter \($0)" }
            case .form: Self.pairName(before, behind: "&").map { "field \($0)" }
            case .cookie:
                Self.field(of: bytes, in: part).flatMap { Self.pairName(before[$0.value.lowerBound...], behind: ";") }
            case .header: Self.field(of: bytes, in: part).map { Self.lowercased(part[$0.name]) }
            case .json, .number: Self.path(to: bytes, in: part)
            }
        return name.map { "\(use.name) \($0)" } ?? use.name
    }

    /// The name in front of the first `=` of what follows the last of some signs.
    private static func pairName(_ before: ArraySlice<UInt8>, behind signs: StaticString) -> String? {
        let start = before.lastIndex { byte in signs.withUTF8Buffer { $0.contains(byte) } }
        let pair = (start.map { before[($0 + 1)...] } ?? before).drop(while: ASCII.isBlank)
        guard let end = pair.firstIndex(of: UInt8(ascii: "=")), end > pair.startIndex else { return nil }
        return String(decoding: pair[..<end], as: UTF8.self)
    }

    private static func field(of bytes: ArraySlice<UInt8>, in block: ArraySlice<UInt8>) -> FieldLine? {
        FieldLines(block).first { $0.value.contains(bytes.startIndex) }
    }

    private static func lowercased(_ name: ArraySlice<UInt8>) -> String {
        String(decoding: name.map(ASCII.lowercased), as: UTF8.self)
    }

    private static func path(to bytes: ArraySlice<UInt8>, in body: ArraySlice<UInt8>) -> String? {
        var leaves = JSONLeaves(body)
        while let leaf = leaves.next(), leaf.range.lowerBound <= bytes.startIndex {
            if leaf.range.contains(bytes.startIndex) { return String(decoding: leaves.path, as: UTF8.self) }
        }
        return nil
    }
}

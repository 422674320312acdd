import HTTPWire

/// The values that a response gives, each with its place: leaves of a JSON body, header fields, cookies, and the parts of
/// `Location`.
package struct ResponseValues {
    private let fields: ArraySlice<UInt8>
    /// The JSON of the body, without its content coding; empty where there is none that can be read.
    private let json: [UInt8]

    /// The most bytes of a body without its coding that are read.
    package static let mostBodyBytes = 1 << 20

    /// A response.
    ///
    /// - Parameters:
    ///   - fieldLines: its header fields.
    ///   - body: its body with its content coding; empty where it is not known.
    package init(fieldLines: ArraySlice<UInt8>, body: [UInt8]) {
        fields = fieldLines
        json = Self.json(body, FieldLines(fieldLines))
    }

    /// A value, and where it is.
    struct Found {
        var place: ValuePlace
        var value: [UInt8]
    }

    /// The values that are someone's own and can be found again by their places, in their order; no more than so many.
    ///
    /// Where a place is there twice, as a field that is given again, its name is that of the first value.
    func distinctive(atMost limit: Int) -> [Found] {
        var known: Set<ValuePlace> = []
        let found = candidates(atMost: limit).filter { known.insert($0.place).inserted }
        guard !found.isEmpty else { return [] }
        return zip(found, values(at: found.map(\.place))).filter { $0.value == $1 }.map(\.0)
    }

    private func candidates(atMost limit: Int) -> [Found] {
        var found: [Found] = []
        forEachInHead { value, place in
            if found.count < limit, DistinctiveValue.isOne(value) {
                found.append(Found(place: place(), value: Array(value)))
            }
        }
        var leaves = JSONLeaves(json[...])
        while found.count < limit, let leaf = leaves.next() {
            guard DistinctiveValue.lengths.contains(leaf.range.count) else { continue }
            let value = Self.value(of: leaf, in: json)
            guard DistinctiveValue.isOne(value), let path = String(validating: leaves.path, as: UTF8.self) else {
                continue
            }
            found.append(Found(place: .json(path), value: Array(value)))
        }
        return found
    }

    /// The values at some places, in the order of these; nil for one that is not there, or is empty.
    package func values(at places: [ValuePlace]) -> [[UInt8]?] {
        var values = [[UInt8]?](repeating: nil, count: places.count)
        var paths: [[UInt8]: Int] = [:]
        var hasHead = false
        for (number, place) in places.enumerated() {
            if case .json(let path) = place { paths[Array(path.utf8)] = number } else { hasHead = true }
        }
        if hasHead {
            forEachInHead { value, place in
                guard let number = places.firstIndex(of: place()), values[number] == nil, !value.isEmpty else { return }
                values[number] = Array(value)
            }
        }
        guard !paths.isEmpty else { return values }
        var leaves = JSONLeaves(json[...])
        while !paths.isEmpty, let leaf = leaves.next() {
            guard !leaf.range.isEmpty, let number = paths.removeValue(forKey: leaves.path) else { continue }
            values[number] = Array(Self.value(of: leaf, in: json))
        }
        return values
    }

    private static func value(of leaf: JSONLeaves.Leaf, in json: [UInt8]) -> ArraySlice<UInt8> {
        leaf.isString ? JSONString.decoded(json[leaf.range]) : json[leaf.range]
    }

    private static func json(_ body: [UInt8], _ fields: FieldLines) -> [UInt8] {
        guard !body.isEmpty, body.count <= mostBodyBytes else { return [] }
        let coding = fields.firstText(of: contentEncoding)?.lowercased() ?? ""
        guard let text = BodyCoding.decoded(body, coding: coding, atMost: mostBodyBytes),
            let first = text.first(where: { $0 > 0x20 })
        else { return [] }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[") ? text : []
    }

    private static let contentEncoding: FieldName = "content-encoding"
}

// MARK: - Heads

extension ResponseValues {
    /// Calls with each value of the head; its place is made only where it is asked for.
    private func forEachInHead(_ take: (ArraySlice<UInt8>, () -> ValuePlace) -> Void) {
        for field in FieldLines(fields) {
            let (name, value) = (fields[field.name], fields[field.value])
            if Self.setCookie.matches(name) {
                guard let (name, value) = Self.cookie(value) else { continue }
                take(value) { .cookie(String(decoding: name, as: UTF8.self)) }
            } else if Self.location.matches(name) {
                Self.forEachInLocation(value, take)
            } else if !Self.isOfNoUse(name) {
                take(Self.unquoted(value)) {
                    .header(String(decoding: name.map(ASCII.lowercased), as: UTF8.self))
                }
            }
        }
    }

    /// A tag of `ETag` without its quotes and its `W/`; what is no tag is as it is.
    static func unquoted(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let tag = value.starts(with: "W/\"".utf8) ? value.dropFirst(2) : value
        let quote = UInt8(ascii: "\"")
        guard tag.count >= 2, tag.first == quote, tag.last == quote else { return value }
        return tag.dropFirst().dropLast()
    }

    private static func cookie(_ field: ArraySlice<UInt8>) -> (ArraySlice<UInt8>, ArraySlice<UInt8>)? {
        let pair = field.prefix { $0 != ASCII.semicolon }
        guard let equals = pair.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        let (name, value) = (trimmed(pair[..<equals]), trimmed(pair[(equals + 1)...]))
        return name.isEmpty ? nil : (name, value)
    }

    private static func forEachInLocation(
        _ url: ArraySlice<UInt8>,
        _ take: (ArraySlice<UInt8>, () -> ValuePlace) -> Void
    ) {
        var rest = url
        if let scheme = rest.firstRange(of: "://".utf8), !rest[..<scheme.lowerBound].contains(UInt8(ascii: "/")) {
            rest = rest[scheme.upperBound...].drop { !isPathEnd($0) && $0 != UInt8(ascii: "/") }
        }
        let path = rest.prefix { !isPathEnd($0) }
        for (number, segment) in path.split(separator: UInt8(ascii: "/")).enumerated() {
            take(decoded(segment)) { .locationSegment(number) }
        }
        let ends: [UInt8] = [UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "&")]
        for pair in rest[path.endIndex...].split(whereSeparator: ends.contains) {
            guard let equals = pair.firstIndex(of: UInt8(ascii: "=")) else { continue }
            take(decoded(pair[(equals + 1)...])) {
                .locationParameter(String(decoding: pair[..<equals], as: UTF8.self))
            }
        }
    }

    private static func isPathEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#") }

    private static func decoded(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        PercentCoding.decoded(text)[...]
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let start = bytes.drop(while: ASCII.isBlank)
        return start.dropLast(start.reversed().prefix(while: ASCII.isBlank).count)
    }

    /// Fields that say something of the message or the connection, and whose values no request sends back.
    private static func isOfNoUse(_ name: ArraySlice<UInt8>) -> Bool {
        useless.contains { $0.matches(name) }
    }

    private static let useless: [FieldName] = [
        "date", "server", "content-length", "content-type", "connection", "keep-alive", "transfer-encoding",
        "cache-control", "expires", "last-modified", "vary", "age", "via", "content-encoding", "accept-ranges",
        "strict-transport-security", "content-security-policy", "alt-svc", "x-powered-by", "traceparent", "nel",
        "report-to", "server-timing", "content-range",
    ]
    private static let setCookie: FieldName = "set-cookie"
    private static let location: FieldName = "location"
}

import HTTPWire

/// Finds out by name which credentials a recording holds: header fields, and parameters of requests' queries.
///
/// It names and counts, and never keeps a value. A set of field lines that has been seen is not looked at again.
struct CredentialScan {
    /// Exchanges that hold a credential, by its name; past a number of names, those of all others together under `(other)`.
    private(set) var counts: [String: UInt64] = [:]

    private var seen = ByteTable()
    private var findings: [[String]] = []
    private var fieldNames = KnownNames()
    private var parameterNames = KnownNames()

    /// Names that are told apart: whoever sends requests makes up as many as they like.
    static let nameLimit = 1000
    /// The longest name that is shown.
    private static let nameLength = 64
    /// Sets of lines that are remembered at once, and the longest one that is.
    private static let memoryLimit = 16_384
    private static let memoryLength = 2048

    private static let rules = RedactionRules()

    mutating func look(at request: borrowing RecordedRequest) {
        for name in fields(request.bytes(of: .fields)) { count(name) }
        for name in parameters(in: request.bytes(of: .target)) { count(name) }
    }

    /// Counts what a response's field lines hold, under the field's name with `response` before it.
    mutating func look(at response: borrowing RecordedResponse) {
        for name in names(in: response.fieldLines[...]) { count("response \(name)") }
    }

    private mutating func count(_ name: String) {
        let isKnown = counts[name] != nil || counts.count < Self.nameLimit
        counts[isKnown ? name : "(other)", default: 0] += 1
    }

    private mutating func fields(_ block: ArraySlice<UInt8>) -> [String] {
        guard block.count <= Self.memoryLength else { return names(in: block) }
        if seen.count >= Self.memoryLimit {
            seen.removeAll()
            findings.removeAll()
        }
        let known = seen.count
        let place = seen.index(of: block)
        if place == known { findings.append(names(in: block)) }
        return findings[place]
    }

    private mutating func names(in block: ArraySlice<UInt8>) -> [String] {
        var found: [String] = []
        for line in FieldLines(block) where line.name.count <= Self.nameLength {
            let shown = fieldNames.rule(of: block[line.name]) { written in
                let name = String(decoding: written, as: UTF8.self)
                return SecretNames.isSecret(field: name) ? SecretNames.shown(field: name) : nil
            }
            if let shown, !found.contains(shown) { found.append(shown) }
        }
        return found
    }

    private mutating func parameters(in target: ArraySlice<UInt8>) -> Set<String> {
        guard let query = target.firstIndex(of: UInt8(ascii: "?")) else { return [] }
        var found: Set<String> = []
        for pair in target[(query + 1)...].split(separator: UInt8(ascii: "&")) {
            guard let equals = pair.firstIndex(of: UInt8(ascii: "=")), equals + 1 < pair.endIndex else { continue }
            let name = parameterNames.rule(of: pair[..<equals]) { written in
                let name = EscapedText(written, .form).bytes
                guard Self.rules.isSecret(parameter: SecretNames.normalized(name), inQuery: true) else { return nil }
                return "?\(String(decoding: name.prefix(Self.nameLength), as: UTF8.self).lowercased())="
            }
            if let name { found.insert(name) }
        }
        return found
    }
}

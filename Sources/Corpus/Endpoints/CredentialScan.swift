import HTTPWire

/// Finds out by name which credentials a recording holds: header fields, and parameters of requests' queries.
///
/// It names and counts, and never keeps a value. A set of field lines that has been seen is not looked at again.
struct CredentialScan {
    /// Exchanges that hold a credential, by its name.
    private(set) var counts: [String: UInt64] = [:]

    private var seen = ByteTable()
    private var findings: [[String]] = []

    /// Sets of lines that are remembered at once.
    private static let memoryLimit = 16_384

    private static let fields: [(name: FieldName, shown: String)] = SecretNames.fields.map { (FieldName($0), $0) }

    private static let parameters: Set<String> = SecretNames.parameters.union(SecretNames.queryParameters)

    mutating func look(at request: borrowing RecordedRequest) {
        let known = seen.count
        let place = seen.index(of: request.bytes(of: .fields))
        if place == known { findings.append(Self.names(in: request.bytes(of: .fields))) }
        for name in findings[place] { counts[name, default: 0] += 1 }
        for name in Self.parameters(in: request.bytes(of: .target)) { counts["?\(name)=", default: 0] += 1 }
        if seen.count >= Self.memoryLimit {
            seen.removeAll()
            findings.removeAll()
        }
    }

    /// Counts what a response's field lines hold, under the field's name with `response` before it.
    mutating func look(at response: borrowing RecordedResponse) {
        for name in Self.names(in: response.fieldLines[...]) { counts["response \(name)", default: 0] += 1 }
    }

    private static func names(in block: ArraySlice<UInt8>) -> [String] {
        var found: [String] = []
        for line in FieldLines(block) {
            for field in fields where field.name.matches(block[line.name]) && !found.contains(field.shown) {
                found.append(field.shown)
            }
        }
        return found
    }

    private static func parameters(in target: ArraySlice<UInt8>) -> Set<String> {
        guard let query = target.firstIndex(of: UInt8(ascii: "?")) else { return [] }
        var found: Set<String> = []
        for pair in target[(query + 1)...].split(separator: UInt8(ascii: "&")) {
            guard let equals = pair.firstIndex(of: UInt8(ascii: "=")), equals + 1 < pair.endIndex else { continue }
            let name = pair[..<equals]
            guard parameters.contains(SecretNames.normalized(name)) else { continue }
            found.insert(String(decoding: name, as: UTF8.self).lowercased())
        }
        return found
    }
}

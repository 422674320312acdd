import HTTPWire

/// Replaces the secrets of exchanges by pseudonyms, and counts them by rule.
///
/// A value is replaced by one of as many bytes, so that lengths stay as they were; only a body that is compressed has
/// another length afterwards, and its `Content-Length` goes with it.
struct Redactor {
    let rules: RedactionRules
    var pseudonyms: Pseudonymizer
    /// What was replaced so far.
    var report = Redaction()

    /// What became of a field line that came before.
    private struct KnownLine {
        var bytes: [UInt8]
        var report: Redaction
    }

    private var knownLines: [ArraySlice<UInt8>: KnownLine] = [:]
    private var parameterNames = KnownNames()
    var memberNames = KnownNames()

    /// Field lines that are remembered at once, and the longest one that is.
    private static let memoryLimit = 8192
    private static let memoryLength = 2048

    /// Texts within texts that are looked through: JSON in a string of JSON, an escaped URL in a parameter of a URL, parts of a part.
    static let mostLevels = 4

    init(_ policy: RedactionPolicy) {
        rules = policy.rules
        pseudonyms = Pseudonymizer(key: policy.key)
        report.hasRandomKey = policy.hasRandomKey
        report.kept = policy.rules.keptNames
    }

    /// The exchange without its secrets.
    mutating func redact(_ exchange: Exchange) -> Exchange {
        let request = exchange.request
        let target = target(request.bytes(of: .target))
        let authority = authority(request.bytes(of: .authority))
        var fields = fields(request.bytes(of: .fields))
        let trailers = self.fields(request.bytes(of: .trailers))
        var state = request.bodyState
        var body = Array(request.bytes(of: .body))
        if !body.isEmpty {
            (body, state) = redactBody(body, fields: request.bytes(of: .fields), state)
            if !body.elementsEqual(request.bytes(of: .body)) {
                fields = BodyFields.updated(fields, body: body, isWhole: state == .complete)
            }
        }
        let response = exchange.response.map { redact($0) }
        let isSame =
            target.elementsEqual(request.bytes(of: .target)) && authority.elementsEqual(request.bytes(of: .authority))
            && fields.elementsEqual(request.bytes(of: .fields)) && body.elementsEqual(request.bytes(of: .body))
            && trailers.elementsEqual(request.bytes(of: .trailers)) && response == exchange.response
        if isSame, exchange.links.isEmpty { return exchange }
        if !isSame { report.exchanges += 1 }
        var changed = exchange
        changed.response = response
        changed.request = RecordedRequest(
            slices: request.bytes(of: .method),
            target[...],
            authority[...],
            fields[...],
            body: body[...],
            trailers: trailers[...],
            version: request.version,
            scheme: request.scheme,
            bodyState: state
        )
        changed.links = redact(exchange.links, of: request, into: changed.request)
        return changed
    }

    /// Adds what was replaced, and replaces what is quoted of the recording in what was wrong with it.
    mutating func redact(_ provenance: inout Provenance) {
        for source in provenance.sources.indices {
            for number in provenance.sources[source].warnings.indices {
                let warning = Array(provenance.sources[source].warnings[number].utf8)
                provenance.sources[source].warnings[number] = String(decoding: free(warning[...], .none), as: UTF8.self)
            }
        }
        var all = provenance.redaction ?? Redaction()
        all.add(report)
        provenance.redaction = all
    }

    /// The response without its secrets; without its body where nobody can say what that holds.
    private mutating func redact(_ response: RecordedResponse) -> RecordedResponse {
        let old = response.fieldLines[...]
        var lines = fields(old)
        guard let body = response.body, !body.isEmpty else {
            return RecordedResponse(fieldLines: lines, body: response.body)
        }
        let (changed, state) = redactBody(body, fields: old, .complete)
        if state == .complete, changed != body { lines = BodyFields.updated(lines, body: changed, isWhole: true) }
        return RecordedResponse(fieldLines: lines, body: state == .complete ? changed : nil)
    }

    // MARK: - Fields

    /// A block of field lines.
    private mutating func fields(_ block: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(block.count)
        var place = block.startIndex
        var lines = FieldLines(block).makeIterator()
        while let line = lines.next() {
            result.append(contentsOf: block[place..<lines.line.lowerBound])
            place = lines.line.upperBound
            append(remembered: line, block[lines.line], in: block, to: &result)
        }
        result.append(contentsOf: block[place...])
        return result
    }

    private mutating func append(
        remembered line: FieldLine,
        _ written: ArraySlice<UInt8>,
        in block: ArraySlice<UInt8>,
        to fields: inout [UInt8]
    ) {
        if let known = knownLines[written] {
            if !known.report.rules.isEmpty { report.add(known.report) }
            fields.append(contentsOf: known.bytes)
            return
        }
        let bytes = Array(written)
        let before = report
        report = Redaction()
        let lead = bytes.prefix(while: { $0 == 0x20 || $0 == 0x09 }).count
        let valueStart = lead + line.value.lowerBound - line.name.lowerBound
        let valueEnd = valueStart + line.value.count
        var result = bytes
        // A line without a colon is a name alone; there is no value to look at.
        if valueStart <= valueEnd, valueEnd <= bytes.count {
            let value = field(Array(block[line.name]), bytes[valueStart..<valueEnd])
            result.replaceSubrange(valueStart..<valueEnd, with: value)
        }
        let found = report
        report = before
        report.add(found)
        if bytes.count <= Self.memoryLength {
            if knownLines.count >= Self.memoryLimit { knownLines.removeAll(keepingCapacity: true) }
            knownLines[bytes[...]] = KnownLine(bytes: result, report: found)
        }
        fields.append(contentsOf: result)
    }

    private mutating func field(_ name: [UInt8], _ value: ArraySlice<UInt8>) -> [UInt8] {
        guard !value.isEmpty else { return [] }
        // Whoever keeps a field by its name keeps all of it.
        if rules.kept.contains(SecretNames.normalized(name)) { return Array(value) }
        let lowered = String(decoding: name.map(ASCII.lowercased), as: UTF8.self)
        guard rules.isSecret(field: name) else { return free(value, .none) }
        let rule = SecretNames.shown(field: lowered)
        switch lowered {
        case "cookie", "cookie2": return cookies(value, rule: rule, isSet: false)
        case "set-cookie", "set-cookie2": return cookies(value, rule: rule, isSet: true)
        default:
            let takesAnyScheme = lowered.hasSuffix("authorization") || lowered == "authentication"
            return authorization(value, rule: rule, takesAnyScheme: takesAnyScheme)
        }
    }

    // MARK: - Targets

    /// A request target: its path, its parameters, and what is before an authority's `@`.
    private mutating func target(_ target: ArraySlice<UInt8>) -> [UInt8] {
        let query = target.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
        var path = target[..<query]
        var result: [UInt8] = []
        if path.first != UInt8(ascii: "/"), let slashes = path.firstRange(of: Array("://".utf8)) {
            let rest = path[slashes.upperBound...]
            let end = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
            result.append(contentsOf: path[..<slashes.upperBound])
            result.append(contentsOf: authority(rest[..<end]))
            path = rest[end...]
        }
        // The parameters of a path's segments: `;jsessionid=...`.
        append(free: path, .percent, to: &result)
        guard query < target.endIndex else { return result }
        result.append(UInt8(ascii: "?"))
        result.append(contentsOf: pairs(target[(query + 1)...], isBody: false))
        return result
    }

    /// Host and port, with a user's name and password before them as old URLs have it.
    private mutating func authority(_ authority: ArraySlice<UInt8>) -> [UInt8] {
        guard let at = authority.lastIndex(of: UInt8(ascii: "@")) else { return Array(authority) }
        return secret(authority[..<at], .percent, "user in a URL") + authority[at...]
    }

    /// The pairs of a query, or of a form.
    ///
    /// - Parameter isBody: whether they are those of a body.
    mutating func pairs(_ text: ArraySlice<UInt8>, isBody: Bool) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        for (number, pair) in text.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false).enumerated() {
            if number > 0 { result.append(UInt8(ascii: "&")) }
            guard let equals = pair.firstIndex(of: UInt8(ascii: "=")) else {
                append(free: pair, .form, to: &result)
                continue
            }
            let name = parameterNames.rule(of: pair[..<equals]) { [rules] written in
                let name = SecretNames.normalized(EscapedText(written, .form).bytes)
                return rules.isSecret(parameter: name, inQuery: true) ? name : nil
            }
            append(free: pair[..<equals], .form, to: &result)
            result.append(UInt8(ascii: "="))
            let value = pair[(equals + 1)...]
            if let name {
                result.append(contentsOf: secret(value, .form, isBody ? "\(name) in a body" : "?\(name)="))
            } else {
                append(free: value, .form, to: &result)
            }
        }
        return result
    }

    // MARK: - Values

    /// A pseudonym of a value that is a secret.
    mutating func secret(_ value: ArraySlice<UInt8>, _ escaping: EscapedText.Escaping, _ rule: String) -> [UInt8] {
        guard !value.isEmpty else { return [] }
        let text = EscapedText(value, escaping)
        let changed = pseudonyms.secret(text.bytes)
        if changed != text.bytes { report.count(rule) }
        return text.escaped(changed)
    }

    /// Text that may hold secrets, with pseudonyms in their places.
    ///
    /// - Parameter depth: how many texts within texts are looked through.
    mutating func free(
        _ value: ArraySlice<UInt8>,
        _ escaping: EscapedText.Escaping,
        depth: Int = Redactor.mostLevels
    ) -> [UInt8] {
        var result: [UInt8] = []
        append(free: value, escaping, depth: depth, to: &result)
        return result
    }

    /// Appends text that may hold secrets, with pseudonyms in their places.
    mutating func append(
        free value: ArraySlice<UInt8>,
        _ escaping: EscapedText.Escaping,
        depth: Int = Redactor.mostLevels,
        to result: inout [UInt8]
    ) {
        guard value.count > 2, !rules.patterns.isEmpty || SuspectText.mayHoldSecret(value, escaping) else {
            result.append(contentsOf: value)
            return
        }
        let text = EscapedText(value, escaping)
        result.append(contentsOf: text.escaped(content(text.bytes, depth: depth)))
    }
}

extension IgnoreRule {
    /// Reads `[METHOD /template:] FIELD`.
    ///
    /// - Throws: ``IgnoreRuleError``, which shows the fault.
    package init(_ text: String) throws(IgnoreRuleError) {
        self = try IgnoreRuleParser(text).rule()
    }
}

/// Reads one rule, from its first character to its last.
private struct IgnoreRuleParser {
    private let text: [Character]
    private var index = 0

    /// Characters that a rule may have.
    private static let lengthLimit = 1000
    /// Steps that a path may have, of which few may stand for any number: each of those makes the search longer by a factor.
    private static let mostSteps = 64
    private static let mostDepths = 3

    init(_ text: String) throws(IgnoreRuleError) {
        // A scalar each: an accent that a name begins with must not become one with the quotation mark before it.
        self.text = text.unicodeScalars.prefix(Self.lengthLimit).map { Character($0) }
        guard text.unicodeScalars.count <= Self.lengthLimit else {
            throw error(at: 0, "expected no more than \(Self.lengthLimit) characters")
        }
    }

    func rule() throws(IgnoreRuleError) -> IgnoreRule {
        var parser = self
        let endpoint = try parser.endpoint()
        let field = try parser.field()
        return IgnoreRule(
            text: text.split(whereSeparator: \.isWhitespace).map { String($0) }.joined(separator: " "),
            endpoint: endpoint,
            field: field
        )
    }

    private static let fields = "$.path.to.member, header:name, status or body"

    // MARK: - The endpoint

    private mutating func endpoint() throws(IgnoreRuleError) -> String? {
        skipBlanks()
        if beginsField(at: index) { return nil }
        guard let colon = endOfEndpoint else {
            throw error(at: index, "expected a field: \(Self.fields); after an endpoint and a colon, if it is for one")
        }
        let name = text[index..<colon].split(whereSeparator: \.isWhitespace)
        guard name.count == 2, let method = name.first, method.allSatisfy({ $0.isASCII && !"/:".contains($0) }) else {
            throw error(at: index, "expected an endpoint before the colon, such as GET /users/{id}")
        }
        index = colon + 1
        skipBlanks()
        return name.map { String($0) }.joined(separator: " ")
    }

    /// The colon that a field follows: one with a blank behind it, if there is one, as a template may have colons of its own.
    private var endOfEndpoint: Int? {
        let colons = text.indices.filter { place in
            guard text[place] == ":" else { return false }
            let start = text[(place + 1)...].firstIndex { !$0.isWhitespace } ?? text.endIndex
            return beginsField(at: start)
        }
        return colons.first { $0 + 1 < text.count && text[$0 + 1].isWhitespace } ?? colons.first
            ?? text.lastIndex { $0 == ":" }
    }

    private func beginsField(at start: Int) -> Bool {
        guard start < text.count else { return false }
        if text[start] == "$" { return true }
        let word = String(text[start...].prefix { $0.isLetter })
        let end = start + word.count
        let next = end < text.count ? text[end] : nil
        switch word {
        case "status", "body": return next == nil || next == "." || next == "[" || next?.isWhitespace == true
        case "header": return next == ":"
        default: return false
        }
    }

    // MARK: - The field

    private mutating func field() throws(IgnoreRuleError) -> IgnoreRule.Field {
        if take("$") { return .body(try steps()) }
        let start = index
        let word = String(text[index...].prefix { $0.isLetter })
        index += word.count
        switch word {
        case "body": return .body(try steps())
        case "status":
            try expectEnd()
            return .status
        case "header" where take(":"):
            let nameStart = index
            let name = String(text[index...].prefix { Self.isNamePart($0) })
            guard !name.isEmpty else { throw error(at: nameStart, "expected the name of a header field, such as etag") }
            index += name.count
            try expectEnd()
            return .header(name.lowercased())
        default: throw error(at: start, "expected a field: \(Self.fields)")
        }
    }

    private mutating func steps() throws(IgnoreRuleError) -> [IgnoreRule.Step] {
        var steps: [IgnoreRule.Step] = []
        while index < text.count, !text[index].isWhitespace {
            let start = index
            if take(".") {
                if take(".") { steps.append(.anyDepth) }
                if steps.last != .anyDepth || peek != "[" { steps.append(try member()) }
            } else if take("[") {
                steps.append(try bracket())
            } else {
                throw error(at: index, "expected .member, [*] or the end")
            }
            guard steps.count <= Self.mostSteps, steps.count(where: { $0 == .anyDepth }) <= Self.mostDepths else {
                throw error(
                    at: start,
                    "expected no more than \(Self.mostSteps) steps, and \(Self.mostDepths) that are .."
                )
            }
        }
        try expectEnd()
        return steps
    }

    private mutating func member() throws(IgnoreRuleError) -> IgnoreRule.Step {
        if take("*") { return .any }
        let name = String(text[index...].prefix { !$0.isWhitespace && !".[]\"".contains($0) })
        guard !name.isEmpty else { throw error(at: index, "expected the name of a member, or * for any") }
        index += name.count
        return .member(name)
    }

    /// What stands behind a bracket that opens.
    private mutating func bracket() throws(IgnoreRuleError) -> IgnoreRule.Step {
        let start = index
        var step = IgnoreRule.Step.element
        if let quote = peek, quote == "\"" || quote == "'" {
            index += 1
            var name = ""
            while let character = peek, character != quote {
                index += 1
                if character == "\\", let next = peek {
                    index += 1
                    name.append(next)
                } else {
                    name.append(character)
                }
            }
            guard take(quote) else { throw error(at: index, "expected the quote that ends the name") }
            step = .member(name)
        } else {
            _ = take("*")
        }
        guard take("]") else {
            throw error(at: start, "expected [*], as elements are not told apart, or [\"the name of a member\"]")
        }
        return step
    }

    // MARK: - Characters

    private var peek: Character? { index < text.count ? text[index] : nil }

    private mutating func take(_ character: Character) -> Bool {
        guard peek == character else { return false }
        index += 1
        return true
    }

    private mutating func skipBlanks() {
        while let next = peek, next.isWhitespace { index += 1 }
    }

    private mutating func expectEnd() throws(IgnoreRuleError) {
        skipBlanks()
        guard index == text.count else { throw error(at: index, "expected the end of the rule") }
    }

    private static func isNamePart(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "!#$%&'*+-.^_`|~".contains(character))
    }

    private func error(at index: Int, _ expected: String) -> IgnoreRuleError {
        IgnoreRuleError(text, at: index, expected: expected)
    }
}

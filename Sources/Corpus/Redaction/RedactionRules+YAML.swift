import Yams

/// A file of redaction rules cannot be used: what is wrong, and in which line.
package struct RedactionRulesError: Error, CustomStringConvertible {
    package let description: String
}

extension RedactionRules {
    /// Text that is longer is no list of rules.
    private static let lengthLimit = 1 << 20

    private static let example =
        "headers: [X-Customer], parameters: [customer_id], keep: [csrf_token], or patterns: with name: and match:"

    /// Reads rules: a YAML mapping of `headers`, `parameters`, `keep` (lists of names), and `patterns` (a list of `name` and
    /// `match`, a regular expression whose first group, or all of it, is replaced).
    ///
    /// `keep` takes names of headers and parameters, `e-mail` and `card`.
    package init(yaml: String) throws(RedactionRulesError) {
        self.init()
        guard yaml.utf8.count <= Self.lengthLimit else { throw .init(description: "longer than 1 MiB") }
        let root: Node?
        do {
            root = try YAMLText(yaml).root()
        } catch {
            throw .init(description: YAMLProblem(error).description)
        }
        guard let mapping = root?.mapping else {
            throw .init(description: "expected a mapping, such as \(Self.example)")
        }
        for (key, value) in mapping {
            switch key.string {
            case "headers":
                for name in try Self.names(value, "headers") { fields.insert(name.lowercased()) }
            case "parameters":
                for name in try Self.names(value, "parameters") { parameters.insert(SecretNames.normalized(name.utf8)) }
            case "keep":
                for name in try Self.names(value, "keep") { keep(name) }
            case "patterns":
                try addPatterns(value)
            default:
                throw .init(
                    description: "\(Self.line(key))\(key.string ?? "this") is no rule; expected \(Self.example)"
                )
            }
        }
    }

    private mutating func keep(_ name: String) {
        switch name.lowercased() {
        case "e-mail", "email": replacesEmailAddresses = false
        case "card": replacesCardNumbers = false
        default:
            kept.insert(SecretNames.normalized(name.utf8))
            keptNames.append(name)
        }
    }

    private mutating func addPatterns(_ value: Node) throws(RedactionRulesError) {
        guard let list = value.sequence else {
            throw .init(description: "\(Self.line(value))patterns: expected a list, each with name: and match:")
        }
        for node in list {
            guard let mapping = node.mapping, let name = mapping["name"]?.string, let match = mapping["match"]?.string,
                mapping.count == 2, !match.isEmpty
            else { throw .init(description: "\(Self.line(node))a pattern has name: and match:, and nothing else") }
            do {
                try add(pattern: match, name: name)
            } catch {
                throw .init(description: "\(Self.line(node))\(match) is no regular expression")
            }
        }
    }

    private static func names(_ value: Node, _ key: String) throws(RedactionRulesError) -> [String] {
        let names = value.sequence?.map(\.string) ?? [value.string]
        let found = names.compactMap { $0 }.filter { !$0.isEmpty }
        guard found.count == names.count, value.mapping == nil else {
            throw .init(description: "\(line(value))\(key): expected a list of names")
        }
        return found
    }

    private static func line(_ node: Node) -> String {
        node.mark.map { "line \($0.line): " } ?? ""
    }
}

package import FoundationEssentials

/// Checks documents against a JSON Schema (draft 2020-12).
///
/// It knows the keywords that this project's schemas use; a schema with any other is an error, so that no rule goes
/// unchecked.
package struct JSONSchemaValidator: Sendable {
    /// What is wrong with a schema, which is a fault of the test and not of the document.
    package enum SchemaError: Error, Hashable {
        /// A keyword that this validator does not know.
        case unknownKeyword(String)
        /// A reference to what is not there.
        case unknownReference(String)
        /// A keyword with a value that it cannot have.
        case badValue(keyword: String)
    }

    private let root: JSONValue
    private let isClosed: Bool

    private static let annotations: Set<String> = ["$schema", "$id", "title", "description", "$defs"]

    /// A validator of a schema's text.
    ///
    /// - Parameters:
    ///   - schema: the schema.
    ///   - isClosed: whether a member that the schema does not list is an error, where it lists any. Readers accept such
    ///     members, from a newer writer; what this code writes must all be documented.
    package init(schema: String, isClosed: Bool = true) throws {
        root = try JSONValue(text: schema)
        self.isClosed = isClosed
        try checkKeywords(of: root)
        if let definitions = root["$defs"]?.members {
            for definition in definitions.values { try checkKeywords(of: definition) }
        }
    }

    /// What is wrong with a document, each with the path to it: `endpoints[0].name: expected string`.
    package func problems(in document: Data) throws -> [String] {
        try problems(in: JSONValue(data: document))
    }

    /// What is wrong with a document.
    package func problems(in document: JSONValue) throws -> [String] {
        var problems: [String] = []
        try check(document, against: root, at: "", into: &problems)
        return problems
    }

    /// Follows every place where a schema holds another one, so that a keyword is found even if no document reaches it.
    private func checkKeywords(of schema: JSONValue) throws {
        guard let keywords = schema.members else {
            if case .bool = schema { return }
            throw SchemaError.badValue(keyword: "schema")
        }
        for (keyword, value) in keywords {
            switch keyword {
            case "properties":
                for property in (value.members ?? [:]).values { try checkKeywords(of: property) }
            case "items", "additionalProperties", "propertyNames":
                try checkKeywords(of: value)
            case "type", "required", "enum", "const", "minimum", "exclusiveMinimum", "maximum", "minItems", "maxItems",
                "pattern", "$ref":
                break
            default:
                guard Self.annotations.contains(keyword) else { throw SchemaError.unknownKeyword(keyword) }
            }
        }
    }

    private func check(_ value: JSONValue, against schema: JSONValue, at path: String, into problems: inout [String])
        throws
    {
        guard let keywords = schema.members else {
            if schema == .bool(false) { problems.append("\(path): not allowed") }
            return
        }
        for (keyword, rule) in keywords.sorted(by: { $0.key < $1.key }) {
            switch keyword {
            case "$ref":
                try check(value, against: try target(of: rule), at: path, into: &problems)
            case "type", "enum", "const", "minimum", "exclusiveMinimum", "maximum", "pattern":
                if let problem = try Self.scalarProblem(value, keyword, rule) { problems.append("\(path): \(problem)") }
            case "required", "properties", "additionalProperties", "propertyNames":
                try checkObject(value, keyword, rule, schema: keywords, at: path, into: &problems)
            case "items", "minItems", "maxItems":
                try checkArray(value, keyword, rule, at: path, into: &problems)
            default:
                continue
            }
        }
    }

    private func target(of reference: JSONValue) throws -> JSONValue {
        guard let text = reference.string else { throw SchemaError.badValue(keyword: "$ref") }
        let prefix = "#/$defs/"
        guard text.hasPrefix(prefix), let target = root["$defs"]?[String(text.dropFirst(prefix.count))] else {
            throw SchemaError.unknownReference(text)
        }
        return target
    }

    private static func scalarProblem(_ value: JSONValue, _ keyword: String, _ rule: JSONValue) throws -> String? {
        switch keyword {
        case "type":
            let names: [String]
            switch rule {
            case .string(let name): names = [name]
            case .array(let all): names = all.compactMap(\.string)
            default: names = []
            }
            guard !names.isEmpty else { throw SchemaError.badValue(keyword: keyword) }
            return try names.contains { try value.isOfType($0) } ? nil : "expected \(names.joined(separator: " or "))"
        case "enum":
            guard case .array(let choices) = rule else { throw SchemaError.badValue(keyword: keyword) }
            return choices.contains(value) ? nil : "not one of the values that are allowed"
        case "const":
            return value == rule ? nil : "not the value that is required"
        case "minimum", "exclusiveMinimum", "maximum":
            guard let bound = rule.number else { throw SchemaError.badValue(keyword: keyword) }
            guard let number = value.number else { return nil }
            let holds =
                switch keyword {
                case "minimum": number >= bound
                case "exclusiveMinimum": number > bound
                default: number <= bound
                }
            return holds ? nil : "\(number) is beyond the \(keyword), \(bound)"
        default:
            guard let pattern = rule.string else { throw SchemaError.badValue(keyword: keyword) }
            guard let text = value.string else { return nil }
            return try text.firstMatch(of: Regex(pattern)) == nil ? "does not match \(pattern)" : nil
        }
    }

    private func checkObject(
        _ value: JSONValue,
        _ keyword: String,
        _ rule: JSONValue,
        schema: [String: JSONValue],
        at path: String,
        into problems: inout [String]
    ) throws {
        guard let members = value.members else { return }
        let listed = schema["properties"]?.members ?? [:]
        switch keyword {
        case "required":
            guard case .array(let names) = rule else { throw SchemaError.badValue(keyword: keyword) }
            for name in names.compactMap(\.string) where members[name] == nil {
                problems.append("\(path): \(name) is missing")
            }
        case "properties":
            for (name, member) in members.sorted(by: { $0.key < $1.key }) {
                if let property = listed[name] {
                    try check(member, against: property, at: path.isEmpty ? name : "\(path).\(name)", into: &problems)
                } else if isClosed, schema["additionalProperties"] == nil {
                    problems.append("\(path): \(name) is not listed in the schema")
                }
            }
        case "additionalProperties":
            for (name, member) in members.sorted(by: { $0.key < $1.key }) where listed[name] == nil {
                try check(member, against: rule, at: path.isEmpty ? name : "\(path).\(name)", into: &problems)
            }
        default:
            for name in members.keys.sorted() {
                try check(.string(name), against: rule, at: "\(path) (name \(name))", into: &problems)
            }
        }
    }

    private func checkArray(
        _ value: JSONValue,
        _ keyword: String,
        _ rule: JSONValue,
        at path: String,
        into problems: inout [String]
    ) throws {
        guard case .array(let elements) = value else { return }
        if keyword == "items" {
            for (index, element) in elements.enumerated() {
                try check(element, against: rule, at: "\(path)[\(index)]", into: &problems)
            }
            return
        }
        guard let bound = rule.number else { throw SchemaError.badValue(keyword: keyword) }
        let count = Double(elements.count)
        let holds = keyword == "minItems" ? count >= bound : count <= bound
        if !holds { problems.append("\(path): \(elements.count) items; \(keyword) is \(bound)") }
    }
}

extension JSONValue {
    /// The members, if it is an object.
    package var members: [String: JSONValue]? {
        if case .object(let members) = self { return members }
        return nil
    }

    fileprivate func isOfType(_ name: String) throws -> Bool {
        switch (name, self) {
        case ("null", .null), ("boolean", .bool), ("number", .number), ("string", .string), ("array", .array),
            ("object", .object):
            true
        case ("integer", .number(let value)): value == value.rounded()
        case ("null", _), ("boolean", _), ("number", _), ("string", _), ("array", _), ("object", _), ("integer", _):
            false
        default: throw JSONSchemaValidator.SchemaError.badValue(keyword: "type")
        }
    }
}

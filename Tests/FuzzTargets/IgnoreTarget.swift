import Analysis
import FoundationEssentials
import TestSupport

/// Responses that are compared, and rules for what does not count of them.
enum IgnoreTarget {
    /// A rule, a 0, a recorded body, a 0, and a replayed one.
    static func run(_ bytes: [UInt8]) {
        var input = FuzzBytes(bytes)
        let rule = rule(String(decoding: input.takePart(), as: UTF8.self))
        let (recorded, replayed) = (input.takePart(), input.takeAll())
        requireStructure(recorded)
        requireStructure(replayed)
        var comparer = ResponseComparer()
        requireAlike(comparer, recorded, replayed)
        if let rule {
            comparer.ignored = [rule]
            requireAlike(comparer, recorded, replayed)
        }
        comparer.ignored = []
        for _ in 0..<4 {
            guard case .different(let differences) = compare(comparer, recorded, replayed) else { return }
            for difference in differences {
                require(!difference.field.isEmpty, "a field without a name")
                comparer.ignored.append(requireRule(difference.field))
            }
            // What a rule for each field covers is no difference any more; there may be more than are told apart at once.
            guard case .different(let others) = compare(comparer, recorded, replayed) else { return }
            let known = Set(differences.map(\.field))
            require(others.allSatisfy { !known.contains($0.field) }, "\(others) in spite of rules for \(known)")
        }
    }

    private static func rule(_ text: String) -> IgnoreRule? {
        do throws(IgnoreRuleError) {
            return try IgnoreRule(text)
        } catch {
            require(!error.description.isEmpty, "an error without words")
            return nil
        }
    }

    /// A rule for a field, as a person copies it from what a run said.
    private static func requireRule(_ field: String) -> IgnoreRule {
        do throws(IgnoreRuleError) {
            return try IgnoreRule(field)
        } catch {
            broken("no rule can be made of \(field.debugDescription): \(error)")
        }
    }

    private static func content(_ body: [UInt8]) -> ResponseContent {
        var content = ResponseContent(status: 200)
        content.body = body
        content.size = UInt64(body.count)
        return content
    }

    private static func compare(_ comparer: ResponseComparer, _ one: [UInt8], _ other: [UInt8]) -> ComparedResponse {
        comparer.compare(content(one), content(other), of: "GET /", isBodiless: false).outcome
    }

    /// A body is as itself, and two differ both ways round or not at all.
    private static func requireAlike(_ comparer: ResponseComparer, _ one: [UInt8], _ other: [UInt8]) {
        require(compare(comparer, one, one) == .equal, "it differs from itself")
        let (forth, back) = (compare(comparer, one, other), compare(comparer, other, one))
        switch (forth, back) {
        case (.equal, .equal), (.notComparable, .notComparable): break
        case (.different(let left), .different(let right)):
            // Of very many fields not the same ones may be told.
            guard left.count < 64, right.count < 64 else { return }
            require(Set(left.map(\.field)) == Set(right.map(\.field)), "\(left) and \(right)")
        default: broken("\(forth) and \(back)")
        }
        guard forth == .equal, comparer.ignored.isEmpty else { return }
        require(one == other || isSame(one, other), "they are not equal, and are said to be")
    }

    private static func isSame(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        guard let left = try? JSONValue(data: Data(one)), let right = try? JSONValue(data: Data(other)) else {
            // Another reader sees no JSON, so that it has nothing to say.
            return true
        }
        return left == right
    }

    /// Whether a comma may stand before the end of a list, which Foundation takes and RFC 8259 does not.
    private static func hasCommaAtEnd(_ text: [UInt8]) -> Bool {
        let tokens = text.filter { $0 > 0x20 }
        return zip(tokens, tokens.dropFirst()).contains { $0 == 0x2C && ($1 == 0x5D || $1 == 0x7D) }
    }

    /// Whether a key stands twice in an object: Foundation does not read what is behind one of them, `1e2e3` for example.
    ///
    /// - Parameter value: what it made of the text.
    private static func hasRepeatedKey(_ text: [UInt8], _ value: JSONValue) -> Bool {
        var (colons, isInString, isEscaped) = (0, false, false)
        for byte in text {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\"") {
                isInString.toggle()
            } else if isInString {
                isEscaped = byte == UInt8(ascii: "\\")
            } else if byte == UInt8(ascii: ":") {
                colons += 1
            }
        }
        return colons != members(of: value)
    }

    /// The members of all objects in a value.
    private static func members(of value: JSONValue) -> Int {
        switch value {
        case .object(let members): members.values.reduce(members.count) { $0 + Self.members(of: $1) }
        case .array(let elements): elements.reduce(0) { $0 + members(of: $1) }
        case .null, .bool, .number, .string: 0
        }
    }

    /// What another reader takes for JSON is JSON here, too.
    private static func requireStructure(_ text: [UInt8]) {
        guard !hasCommaAtEnd(text) else { return }
        // Other encodings than UTF-8 are none of JSON's any more (RFC 8259, section 8.1), and nesting has its limit.
        guard !text.starts(with: [0xEF, 0xBB, 0xBF]), !text.contains(0),
            text.count(where: { $0 == 0x5B || $0 == 0x7B }) < 60,
            String(validating: text, as: UTF8.self) != nil, let value = try? JSONValue(data: Data(text)),
            !hasRepeatedKey(text, value)
        else { return }
        require(JSONStructure(text) != nil, "JSON that is said to be none: \(String(decoding: text, as: UTF8.self))")
    }
}

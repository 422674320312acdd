/// A path to a value in JSON, step by step: of `$.items[*].price`, `items`, any element, `price`.
///
/// Elements of an array are not told apart, so that all prices of a list are one field; nor are members whose names are data, as those
/// of `{"ann@example.com": …}`, so that no name is told that ought not to be.
package struct FieldPath: Sendable, Hashable {
    /// A step from a value into it.
    package enum Step: Sendable, Hashable {
        case member(String)
        /// A member whose name is data.
        case anyMember
        case element

        /// The member's name; empty for what has none.
        var name: String { if case .member(let name) = self { name } else { "" } }
    }

    /// The steps from the outermost value on.
    package var steps: [Step] = []

    /// The outermost value.
    package init() {}

    /// The path that a field's name is; without steps for what is no path.
    init(_ field: String) {
        // By scalars: an accent that a name begins with makes one character of itself and of the quotation mark before it.
        var rest = field.unicodeScalars[...]
        guard rest.popFirst() == "$" else { return }
        while let first = rest.first {
            if rest.starts(with: "[*]".unicodeScalars) {
                steps.append(.element)
                rest = rest.dropFirst(3)
            } else if rest.starts(with: "[\"".unicodeScalars) {
                let name = Self.quoted(&rest)
                steps.append(.member(name))
            } else {
                if first == "." { rest = rest.dropFirst() }
                let name = rest.prefix { $0 != "." && $0 != "[" }
                guard !name.isEmpty else { return }
                steps.append(String(name) == "*" ? .anyMember : .member(String(name)))
                rest = rest.dropFirst(name.count)
            }
        }
    }

    /// The name between `["` and `"]`, which is taken off.
    private static func quoted(_ rest: inout Substring.UnicodeScalarView) -> String {
        var name = String.UnicodeScalarView()
        rest = rest.dropFirst(2)
        while let scalar = rest.popFirst(), scalar != "\"" {
            if scalar == "\\", let next = rest.popFirst() { name.append(next) } else { name.append(scalar) }
        }
        if rest.first == "]" { rest = rest.dropFirst() }
        return String(name)
    }

    /// The path as the name of a field.
    package var text: String { steps.reduce(into: "$") { $0 += Self.text(of: $1) } }

    private static func text(of step: Step) -> String {
        let name: String
        switch step {
        case .element: return "[*]"
        case .anyMember: return ".*"
        case .member(let own): name = own
        }
        let isPlain =
            !name.isEmpty
            && name.utf8.allSatisfy { byte in
                byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "_")
                    || byte == UInt8(ascii: "-")
            }
        if isPlain { return ".\(name)" }
        let escaped = name.unicodeScalars.reduce(into: String.UnicodeScalarView()) { text, scalar in
            if scalar == "\\" || scalar == "\"" { text.append("\\") }
            text.append(scalar)
        }
        return "[\"\(String(escaped))\"]"
    }
}

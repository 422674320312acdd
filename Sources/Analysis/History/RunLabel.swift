/// What a person calls a run by: `release=v1.4`.
package struct RunLabel: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// What the value is: `release`.
    package let name: String
    /// The value: `v1.4`.
    package let value: String

    /// The most characters of a name, and of a value: enough for a branch, and a line of a table still shows it.
    package static let mostCharacters = 200

    /// A label of a text such as `release=v1.4`, whose value may hold `=`.
    ///
    /// Nil where it has no name or no value, or one that is too long or holds control characters.
    package init?(_ text: String) {
        guard let equals = text.firstIndex(of: "=") else { return nil }
        self.init(name: String(text[..<equals]), value: String(text[text.index(after: equals)...]))
    }

    /// A label of its parts; nil as above.
    package init?(name: String, value: String) {
        for part in [name, value] {
            guard !part.isEmpty, part.count <= Self.mostCharacters, part.first != " ", part.last != " ",
                part.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
            else { return nil }
        }
        guard !name.contains("=") else { return nil }
        self.name = name
        self.value = value
    }

    /// The text that it was made of.
    package var description: String { "\(name)=\(value)" }

    /// By name, then by value.
    package static func < (left: Self, right: Self) -> Bool {
        (left.name, left.value) < (right.name, right.value)
    }
}

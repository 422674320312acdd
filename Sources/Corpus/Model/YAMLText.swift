package import Yams

/// A text of YAML that people write for this tool.
///
/// An alias (YAML 1.2.2, section 7.1) stands for all that its anchor has, with the aliases in there: some lines of them can stand for
/// more than anybody will ever walk through, and the parser does so for each key. A few are of use in a file of options.
package struct YAMLText {
    /// The most aliases: whatever they stand for, these come to less than a hundred thousand values.
    package static let mostAliases = 30

    private let text: String

    /// A text.
    package init(_ text: String) {
        self.text = text
    }

    /// Its outermost value; nil where it has none.
    ///
    /// - Throws: ``TooManyAliases``, or what the parser has to say; ``YAMLProblem`` has words for both.
    package func root() throws -> Node? {
        guard aliases <= Self.mostAliases else { throw TooManyAliases() }
        return try compose(yaml: text)
    }

    /// It has more aliases than anybody writes.
    struct TooManyAliases: Error {}

    /// What looks like an alias, as something in a text in quotes may, too; none where nothing looks like an anchor.
    private var aliases: Int {
        var counts: [UInt8: Int] = [:]
        var last = UInt8(ascii: " ")
        for byte in text.utf8 {
            if Self.isBeforeNode(last) { counts[byte, default: 0] += 1 }
            last = byte
        }
        return counts[UInt8(ascii: "&")] == nil ? 0 : counts[UInt8(ascii: "*")] ?? 0
    }

    private static func isBeforeNode(_ byte: UInt8) -> Bool {
        byte <= 0x20 || ",[]{}:?-".utf8.contains(byte)
    }
}

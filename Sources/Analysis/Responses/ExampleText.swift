import Corpus

/// The sides of a difference as they are shown: short, and without what a summary must not carry out of the house.
///
/// A summary goes to places where a corpus does not. So what redaction would replace is told by its length: credentials, by the
/// names of their fields and by their form, e-mail addresses and card numbers. All text is where the corpus is redacted: of what
/// the target answers nobody has taken the personal data out.
struct ExampleText: Sendable {
    /// Whether no text is shown.
    var hidesText = false

    /// The most characters that are shown.
    static let mostCharacters = 100

    /// A value of JSON.
    ///
    /// - Parameter field: the path that leads to it.
    func text(_ structure: JSONStructure, _ place: Int, field: String) -> String {
        let node = structure.nodes[place]
        switch node.kind {
        case .null, .boolean: return shown(structure.text[node.range])
        case .object: return "object of \(Self.counted(structure.children(of: place).count, "member"))"
        case .array: return "array of \(Self.counted(structure.children(of: place).count, "element"))"
        case .number:
            let digits = structure.text[node.range]
            return isHidden(field) || SecretText.holdsSecret(digits) ? "a number" : shown(digits)
        case .string:
            let value = JSONString.decoded(structure.text[node.range])
            return isHidden(field) || SecretText.holdsSecret(value) ? hidden(value.count) : "\"\(shown(value))\""
        }
    }

    /// The value of a header field.
    func text(header name: String, _ value: String) -> String {
        let bytes = Array(value.utf8)[...]
        let isHidden = hidesText || SecretNames.isSecret(field: name) || SecretText.holdsSecret(bytes)
        return isHidden ? hidden(bytes.count) : shown(bytes)
    }

    /// A body that has no structure.
    ///
    /// - Parameter place: where it begins to differ; nil where nobody knows.
    func text(bodyOf size: UInt64?, digest: UInt32?, differsAt place: Int?) -> String {
        var text = size.map { Self.counted($0, "byte") } ?? "a body"
        if let digest {
            let digits = String(digest, radix: 16)
            text += ", CRC-32 " + String(repeating: "0", count: max(0, 8 - digits.utf8.count)) + digits
        }
        if let place { text += ", other from byte \(place) on" }
        return text
    }

    /// Text of any kind, cut.
    private func shown(_ bytes: ArraySlice<UInt8>) -> String {
        // A character has a few bytes; so no more of a long value is looked at than may be shown.
        let text = String(decoding: bytes.prefix(Self.mostCharacters * 4), as: UTF8.self)
        guard text.count > Self.mostCharacters || bytes.count > Self.mostCharacters * 4 else { return text }
        return text.prefix(Self.mostCharacters - 1) + "…"
    }

    private func hidden(_ bytes: Int) -> String { "text of \(Self.counted(bytes, "byte")), not shown" }

    /// Whether any name on the path is that of a credential: what is in `$.token.value` is one as well.
    private func isHidden(_ field: String) -> Bool {
        hidesText || FieldPath(field).steps.contains { SecretNames.isSecret(member: $0.name) }
    }

    private static func counted(_ count: some BinaryInteger, _ noun: String) -> String {
        "\(count) \(noun)\(count == 1 ? "" : "s")"
    }
}

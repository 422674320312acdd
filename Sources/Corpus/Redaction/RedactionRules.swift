import Foundation

/// The rules by which values are redacted: those that are built in, less what the user keeps, and the user's own.
package struct RedactionRules: Sendable {
    /// A regular expression of the user's.
    struct Pattern: Sendable {
        var name: String
        /// Over bytes as ISO 8859-1, so that its places are places of bytes; its first group is what is replaced, if there
        /// is one.
        var expression: NSRegularExpression
    }

    /// Header fields beside those that are built in, in lower case.
    var fields: Set<String> = []
    /// Parameters, form fields and members of JSON beside those that are built in, normalized.
    var parameters: Set<String> = []
    /// What is replaced wherever it stands.
    var patterns: [Pattern] = []
    /// Names that are kept, normalized.
    var kept: Set<String> = []
    /// The same names as the user wrote them.
    var keptNames: [String] = []
    /// Whether e-mail addresses are replaced.
    var replacesEmailAddresses = true
    /// Whether card numbers are replaced.
    var replacesCardNumbers = true

    /// Those that are built in.
    package init() {}

    /// Whether a header field's value is a secret.
    func isSecret(field name: [UInt8]) -> Bool {
        let name = String(decoding: name, as: UTF8.self).lowercased()
        if kept.contains(SecretNames.normalized(name.utf8)) { return false }
        return fields.contains(name) || SecretNames.isSecret(field: name)
    }

    /// Whether a parameter's value is a secret.
    ///
    /// - Parameter name: as ``SecretNames/normalized(_:)`` writes it.
    func isSecret(parameter name: String, inQuery: Bool) -> Bool {
        if name.isEmpty || kept.contains(name) { return false }
        return parameters.contains(name) || SecretNames.isSecret(parameter: name, inQuery: inQuery)
    }

    /// Adds a pattern.
    ///
    /// - Throws: What Foundation says of an expression that is none.
    mutating func add(pattern: String, name: String) throws {
        // A character past ASCII is the bytes of its UTF-8, as it is in what is looked through.
        let bytes = pattern.utf8.map { Character(Unicode.Scalar($0)) }
        patterns.append(Pattern(name: name, expression: try NSRegularExpression(pattern: String(bytes))))
    }
}

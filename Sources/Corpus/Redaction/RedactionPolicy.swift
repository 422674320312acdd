import Crypto

/// What is redacted, and under which key.
package struct RedactionPolicy: Sendable {
    /// The rules.
    package var rules: RedactionRules
    /// The key of the pseudonyms.
    let key: SymmetricKey
    /// Whether it is thrown away.
    let hasRandomKey: Bool

    /// Bytes that a key has to have.
    package static let leastKeyBytes = 16

    /// A policy with a key of its own, or the one that is given.
    package init(rules: RedactionRules = .init(), key: [UInt8]? = nil) {
        self.rules = rules
        self.key = key.map { SymmetricKey(data: $0) } ?? SymmetricKey(size: .bits256)
        hasRandomKey = key == nil
    }
}

/// What was redacted in a corpus, by rule.
public struct Redaction: Sendable, Hashable, Codable {
    /// Values that were replaced, by the rule: `Authorization`, `?token=`, `e-mail address`.
    public package(set) var rules: [String: UInt64] = [:]
    /// Exchanges in which a value was replaced.
    public package(set) var exchanges: UInt64 = 0
    /// Bodies that were left out, as they are coded in a way that cannot be looked into, such as `br`.
    public package(set) var droppedBodies: UInt64 = 0
    /// Names that the user's rules keep as they were.
    public package(set) var kept: [String] = []
    /// Whether the key was made for this corpus and thrown away, so that nobody can make the same pseudonyms again.
    public package(set) var hasRandomKey = false

    /// Rules that are told apart; the others are under `(other)`.
    private static let ruleLimit = 1000

    /// Nothing was redacted.
    package init() {}

    /// Counts values.
    mutating func count(_ rule: String, by amount: UInt64 = 1) {
        let isKnown = rules[rule] != nil || rules.count < Self.ruleLimit
        rules[isKnown ? rule : "(other)", default: 0] &+= amount
    }

    /// Adds what was redacted elsewhere.
    package mutating func add(_ other: Redaction) {
        for (rule, number) in other.rules { count(rule, by: number) }
        exchanges &+= other.exchanges
        droppedBodies &+= other.droppedBodies
        for name in other.kept where !kept.contains(name) { kept.append(name) }
        hasRandomKey = hasRandomKey || other.hasRandomKey
    }

    /// Whether a credential of this name, as ``Provenance/credentials`` has it, was kept as it was.
    func keeps(_ credential: String) -> Bool {
        // One of a response has a word before its name, with a blank that no name has.
        let credential = credential.split(separator: " ").last ?? ""
        let name = SecretNames.normalized(credential.utf8.filter { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "=") })
        return kept.contains { SecretNames.normalized($0.utf8) == name }
    }
}

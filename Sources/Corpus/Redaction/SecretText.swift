/// Tells text that must not be shown from text that may be, by what redaction would replace in it.
package enum SecretText {
    /// The most bytes that are looked at; whoever shows more of a text has to look at more of it.
    private static let mostBytes = 16 << 10

    /// Whether text holds a credential by its form or by a parameter's name, an e-mail address or a card number.
    package static func holdsSecret(_ text: ArraySlice<UInt8>) -> Bool {
        let text = text.prefix(mostBytes)
        guard SuspectText.mayHoldSecret(text, .none) else { return false }
        // Whether it changes depends on no key.
        var redactor = Redactor(RedactionPolicy(key: Array(repeating: 0, count: RedactionPolicy.leastKeyBytes)))
        return !redactor.free(text, .none).elementsEqual(text)
    }

    /// Whether the name of a member is no name but a key of data, which another response has another one of: an address, a token,
    /// a number of five digits or more.
    package static func isData(name: ArraySlice<UInt8>) -> Bool {
        DistinctiveValue.isKey(name) || holdsSecret(name)
    }
}

import Crypto

/// The key that corpora are encrypted with: bytes that nobody can guess, as `openssl rand 32` makes them.
package struct CorpusKey: Sendable {
    let bytes: SymmetricKey

    /// The fewest bytes that a key has.
    package static let leastBytes = 32

    /// A key of a file's bytes, all of them; nil for too few.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count >= Self.leastBytes else { return nil }
        self.bytes = SymmetricKey(data: bytes)
    }
}

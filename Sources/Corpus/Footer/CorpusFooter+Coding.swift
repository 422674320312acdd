import Foundation

/// A footer's content is JSON, with its keys in order: the one part of a corpus that `zcat` shows to a person.
extension CorpusFooter {
    /// The content of the footer member.
    func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self))
    }

    /// Reads the content of a footer member.
    init(content: [UInt8]) throws {
        self = try JSONDecoder().decode(CorpusFooter.self, from: Data(content))
    }
}

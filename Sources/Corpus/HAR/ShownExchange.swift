import Foundation

/// An exchange as `show --format json` prints it: its entry of an HTTP archive, and the values that went back as `_links`, which
/// an export leaves out.
package struct ShownExchange: Encodable {
    private let entry: HAREntry
    private let links: [LinkedValue]

    private enum CodingKeys: CodingKey {
        case _links
    }

    /// An exchange, with what ``CorpusReader/linkedValues(of:)`` has of it.
    package init(_ exchange: Exchange, links: [LinkedValue]) {
        entry = HAREntry(exchange)
        self.links = links
    }

    package func encode(to encoder: any Encoder) throws {
        try entry.encode(to: encoder)
        guard !links.isEmpty else { return }
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(links, forKey: ._links)
    }

    /// Its line of JSON, with its members in order.
    package var line: [UInt8] {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return Array(try encoder.encode(self)) + [0x0A]
        }
    }
}

/// Where a message departs from the grammar and was read all the same.
///
/// A recorder keeps what was sent, so each departure that leaves the message's bounds certain is accepted, and noted.
package struct MessageNotes: OptionSet, Sendable, Hashable {
    /// One bit a departure.
    package let rawValue: UInt8

    /// Notes of their bits.
    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// A line was ended by LF alone (RFC 9112, section 2.2).
    package static let bareLineFeed = MessageNotes(rawValue: 1 << 0)
    /// A CR without LF within a line was read as a space (RFC 9112, section 2.2).
    package static let bareCarriageReturn = MessageNotes(rawValue: 1 << 1)
    /// A folded field line was read as one line (RFC 9112, section 5.2).
    package static let foldedLine = MessageNotes(rawValue: 1 << 2)
    /// White space before a field's colon was kept as sent (RFC 9112, section 5.1).
    package static let spaceBeforeColon = MessageNotes(rawValue: 1 << 3)
    /// A field name has bytes that no token has.
    package static let oddFieldName = MessageNotes(rawValue: 1 << 4)
    /// The request line has more spaces than two (RFC 9112, section 3).
    package static let spaceInRequestLine = MessageNotes(rawValue: 1 << 5)
    /// Both `Transfer-Encoding` and `Content-Length` were sent; the first one holds (RFC 9112, section 6.3).
    package static let lengthAndTransferEncoding = MessageNotes(rawValue: 1 << 6)
    /// `Content-Length` came more than once, with equal values (RFC 9112, section 6.3).
    package static let repeatedLength = MessageNotes(rawValue: 1 << 7)

    /// The names of the notes that are set, as the books of a recording count them.
    package var names: [String] {
        Self.named.filter { contains($0.note) }.map(\.name)
    }

    private static let named: [(note: MessageNotes, name: String)] = [
        (.bareLineFeed, "bareLineFeed"),
        (.bareCarriageReturn, "bareCarriageReturn"),
        (.foldedLine, "foldedLine"),
        (.spaceBeforeColon, "spaceBeforeColon"),
        (.oddFieldName, "oddFieldName"),
        (.spaceInRequestLine, "spaceInRequestLine"),
        (.lengthAndTransferEncoding, "lengthAndTransferEncoding"),
        (.repeatedLength, "repeatedLength"),
    ]
}

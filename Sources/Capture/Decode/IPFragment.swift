/// A part of an IP datagram.
struct IPFragment: Sendable, Hashable {
    /// What the parts of one datagram have in common (RFC 791, section 3.2; RFC 8200, section 4.5).
    struct Key: Sendable, Hashable {
        var source: IPAddress
        var destination: IPAddress
        var identification: UInt32
        /// What the datagram carries; in IPv6, the header after the fragment header.
        var transport: UInt8
    }

    var key: Key
    /// Where its payload belongs in the datagram's.
    var offset: Int
    /// Whether no part follows it.
    var isLast: Bool
    /// Where its payload lies in the packet.
    var payload: Range<Int>
    /// Whether the capture has all of the payload.
    var isWhole: Bool
}

/// What the next header of a packet is.
enum Layer: Sendable, Hashable {
    /// Ethernet (IEEE 802.3).
    case ethernet
    /// What an EtherType says (IEEE 802 numbers).
    case network(UInt16)
    /// IPv4 or IPv6, by its version.
    case ip
    /// A packet of the Point-to-Point Protocol, from its protocol number on (RFC 1661, section 2).
    case ppp
}

/// What one header led to.
enum DecodingStep: Sendable, Hashable {
    /// Another header, at an offset.
    case next(Layer, at: Int)
    /// A header within a tunnel, at an offset.
    case tunnel(Layer, at: Int)
    /// The end of the way.
    case done(DecodedPacket)
}

/// What a packet is.
enum DecodedPacket: Sendable, Hashable {
    /// A TCP segment.
    case tcp(TCPSegment)
    /// A part of an IP datagram.
    case fragment(IPFragment)
    /// IP, but not TCP.
    case otherTransport
    /// Not IP.
    case notIP
    /// A header that contradicts itself, or is cut short.
    case malformed
}

import HTTPWire

/// A TCP segment (RFC 9293, section 3.1): what of its header matters here, and where its payload lies.
struct TCPSegment: Sendable, Hashable {
    /// Who sent it.
    var source: FlowEndpoint
    /// For whom it is.
    var destination: FlowEndpoint
    /// The sequence number of its first byte, or of its SYN.
    var sequence: UInt32
    /// The next byte that its sender expects; of use only with the ACK flag.
    var acknowledgment: UInt32
    /// SYN, ACK, FIN, RST and the others.
    var flags: Flags
    /// Where the payload that was captured lies in the packet, or in the datagram that was put together.
    var payload: Range<Int>
    /// Bytes of payload that the segment had on the wire; more than `payload` holds where the capture cut it.
    var wireLength: Int
    /// Whether it came within a tunnel.
    var isTunnelled = false

    /// The control bits.
    struct Flags: OptionSet, Sendable, Hashable {
        let rawValue: UInt8

        static let fin = Flags(rawValue: 1)
        static let syn = Flags(rawValue: 2)
        static let rst = Flags(rawValue: 4)
        static let ack = Flags(rawValue: 16)
    }

    /// Whether the capture has not all of the payload.
    var isCut: Bool { payload.count < wireLength }

    /// Reads a segment; nil where its header is cut short or contradicts itself.
    ///
    /// - Parameters:
    ///   - bytes: what the segment lies in.
    ///   - start: the offset of its header.
    ///   - length: its bytes on the wire, header and payload, as IP says.
    init?(_ bytes: RawSpan, from start: Int, length: Int, source: IPAddress, destination: IPAddress) {
        let captured = Swift.min(bytes.byteCount &- start, length)
        guard captured >= 20 else { return nil }
        let headerLength = Int(bytes.byte(start &+ 12) >> 4) &* 4
        guard headerLength >= 20, headerLength <= length else { return nil }
        self.source = FlowEndpoint(address: source, port: bytes.uint16(at: start))
        self.destination = FlowEndpoint(address: destination, port: bytes.uint16(at: start &+ 2))
        sequence = bytes.uint32(at: start &+ 4)
        acknowledgment = bytes.uint32(at: start &+ 8)
        flags = Flags(rawValue: bytes.byte(start &+ 13))
        let payloadStart = start &+ Swift.min(headerLength, captured)
        payload = payloadStart..<(start &+ captured)
        wireLength = length &- headerLength
    }
}

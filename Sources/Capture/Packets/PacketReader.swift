import Corpus

/// Shows the packets of one capture, one after the other.
protocol PacketReader: AnyObject {
    /// Takes a packet: when it was captured, its bytes, its link layer (nil for one that cannot be read), and whether the
    /// filter leaves it out.
    typealias Body = (Timestamp, RawSpan, LinkType?, Bool) throws -> Void

    /// What it reads; a packet's bytes lie in its memory.
    var window: InputWindow { get }

    /// Takes what the capture says beside its packets, between those where it says it; only a pcapng may.
    var onLore: ((CaptureLore.Entry) -> Void)? { get set }

    /// What was wrong with the capture, in sentences.
    var warnings: [String] { get }

    /// Packets that the capture says were dropped before they were in it.
    var dropped: UInt64 { get }

    /// Packets whose link layer cannot be read.
    var unknownLinks: UInt64 { get }

    /// Blocks with secrets, such as TLS keys.
    var secretBlocks: UInt64 { get }

    /// Calls a closure with each packet, until the capture ends or cannot be read any further.
    ///
    /// - Parameters:
    ///   - isStopped: whether to end before the next packet.
    ///   - body: takes the packet.
    func forEachPacket(unless isStopped: () -> Bool, _ body: Body) throws
}

/// What libpcap's own format has no words for.
extension PacketReader {
    var dropped: UInt64 { 0 }
    var unknownLinks: UInt64 { 0 }
    var secretBlocks: UInt64 { 0 }
}

/// How much reassembly holds, and how long it waits for bytes that are missing.
package struct ReassemblyLimits: Sendable, Hashable {
    /// Bytes of a direction that are held behind a hole; past it, the hole is given up.
    package var heldBytes = 4 << 20

    /// Segments of a direction that are held behind a hole; past it, the hole is given up.
    package var heldSegments = 1024

    /// Bytes of memory that all directions hold together; past it, holes that were waited for longer than ``patience`` are
    /// given up, and then that of the connection that would hold more (`heldByteLimit`).
    package var allHeldBytes = 64 << 20

    /// How far ahead of the next byte a segment may be to belong to its stream.
    ///
    /// Windows of more than this are announced nowhere but in forged packets.
    package var window: Int32 = 1 << 26

    /// Packets of the connection that are waited for after the receiver has acknowledged bytes that are missing: they are
    /// not sent again, but a capture of several queues may bring them late.
    package var patiencePackets = 16

    /// Nanoseconds of the capture that are waited for a hole's bytes, acknowledged or not.
    package var patience: UInt64 = 10_000_000_000

    /// Connections without payload so far that are followed at once; past it, the oldest is given up (`silentFlowLimit`).
    package var silentFlows = 65_536

    /// Connections with payload that are followed at once; past it, the oldest is given up (`talkingFlowLimit`).
    package var talkingFlows = 100_000

    /// Connections that are remembered after their end; past it, the oldest is forgotten.
    package var closedFlows = 16_384

    /// Nanoseconds without a packet after which a segment that does not fit its connection begins another one.
    package var reuseAfter: UInt64 = 60_000_000_000

    /// The limits above.
    package static let `default` = ReassemblyLimits()

    /// The default limits, to change.
    package init() {}

    /// The limits of one lane, which has its share of what all connections may hold together.
    func share(of lane: Lane) -> ReassemblyLimits {
        var share = self
        func divide(_ limit: inout Int) { limit = (limit + lane.count - 1) / lane.count }
        divide(&share.allHeldBytes)
        divide(&share.silentFlows)
        divide(&share.talkingFlows)
        divide(&share.closedFlows)
        return share
    }
}

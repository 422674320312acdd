/// A hole in a stream of TCP: bytes that its sequence numbers name and no packet of the capture brought.
public struct LostBytes: Sendable, Hashable, Codable {
    /// The connection's number, as its exchanges have it.
    public var connection: UInt64
    /// The address and port that sent them.
    public var from: String
    /// The address and port that they were for.
    public var to: String
    /// Bytes of that direction before the hole.
    public var offset: UInt64
    /// Bytes that are missing.
    public var count: UInt64
    /// When it was given up, which is after they were sent.
    public var time: Timestamp

    /// A hole of what is known of it.
    public init(connection: UInt64, from: String, to: String, offset: UInt64, count: UInt64, time: Timestamp) {
        self.connection = connection
        self.from = from
        self.to = to
        self.offset = offset
        self.count = count
        self.time = time
    }
}

extension RecordingAccount {
    /// Holes that are kept; all are in the counts.
    private static let lostLimit = 50

    /// Whether a hole of so many bytes is among the largest that were seen.
    package func isWorthNaming(lost count: UInt64) -> Bool {
        guard let lost, lost.count >= Self.lostLimit else { return true }
        return lost.contains { $0.count < count }
    }

    /// Keeps a hole, if it is among the largest.
    public mutating func note(_ hole: LostBytes) {
        var lost = lost ?? []
        if lost.count >= Self.lostLimit {
            guard let least = lost.indices.min(by: { lost[$0].count < lost[$1].count }), lost[least].count < hole.count
            else { return }
            lost.remove(at: least)
        }
        lost.append(hole)
        self.lost = lost
    }
}

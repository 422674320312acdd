/// Blocks that were passed over because they are damaged.
public struct SkippedBlocks: Sendable, Hashable, Codable {
    /// How many blocks.
    public private(set) var blocks: UInt64 = 0
    /// Exchanges that they held, as far as it is known.
    public private(set) var exchanges: UInt64 = 0
    /// Blocks of which nobody knows how many exchanges they held.
    public private(set) var uncounted: UInt64 = 0

    /// None.
    public init() {}

    /// Adds a block.
    ///
    /// - Parameter exchanges: how many it held; nil where nothing tells.
    mutating func add(exchanges: Int?) {
        blocks &+= 1
        if let exchanges { self.exchanges &+= UInt64(max(0, exchanges)) } else { uncounted &+= 1 }
    }

    /// Adds those of another reader.
    package mutating func add(_ other: SkippedBlocks) {
        blocks &+= other.blocks
        exchanges &+= other.exchanges
        uncounted &+= other.uncounted
    }

    /// What was lost, in words; nil for nothing.
    public var words: String? {
        guard blocks > 0 else { return nil }
        let what = blocks == 1 ? "1 damaged block was passed over" : "\(blocks) damaged blocks were passed over"
        let lost = exchanges == 1 ? "1 exchange" : "\(exchanges) exchanges"
        if uncounted == blocks { return "\(what); how many exchanges that lost, nothing tells" }
        return "\(what), with \(lost)" + (uncounted > 0 ? " and those of \(uncounted) that cannot be counted" : "")
    }
}

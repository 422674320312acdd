import DequeModule

/// Pools of one connection each that nobody uses, the one that was used longest ago in front.
///
/// A pool that is used again is not taken out, which would be a search for each request: what was noted of it is known to be
/// over by its ``OriginPool/turn``, and goes when there is more of that than of what is true.
struct IdlePools {
    private var entries = Deque<(pool: OriginPool, turn: UInt64)>()
    /// So many entries, and those that are over are looked for.
    private var limit = Self.leastLimit

    /// So few entries are not worth looking through.
    private static let leastLimit = 64

    /// Entries, of which some are over.
    var count: Int { entries.count }

    /// A pool's only connection has nothing to do.
    mutating func note(_ pool: OriginPool) {
        guard pool.notedTurn != pool.turn else { return }
        pool.notedTurn = pool.turn
        if entries.count >= limit {
            entries.removeAll { !Self.isTrue($0) }
            limit = max(Self.leastLimit, 2 * entries.count)
        }
        entries.append((pool, pool.turn))
    }

    /// Takes out the first pool but one, to an origin or to any; nil where there is none.
    mutating func takeFirst(besides pool: OriginPool, to origin: Origin?) -> OriginPool? {
        while let first = entries.first, !Self.isTrue(first) { entries.removeFirst() }
        let index = entries.firstIndex {
            $0.pool !== pool && Self.isTrue($0) && (origin == nil || $0.pool.origin == origin)
        }
        return index.map { entries.remove(at: $0).pool }
    }

    private static func isTrue(_ entry: (pool: OriginPool, turn: UInt64)) -> Bool {
        entry.pool.turn == entry.turn && entry.pool.hasIdle
    }
}

/// A recorded status code and the one that was replayed; 0 for none.
package struct StatusPair: Sendable, Hashable {
    /// The recorded code; 0 where nothing is recorded, or no response was.
    package var recorded: UInt16
    /// The code that came back; 0 where no response did.
    package var replayed: UInt16

    /// A pair of codes.
    package init(recorded: UInt16, replayed: UInt16) {
        self.recorded = recorded
        self.replayed = replayed
    }
}

/// How often each pair of recorded and replayed status came.
///
/// An array that is searched from the front, with the frequent pairs moved there: almost every search ends at the first
/// entry.
package struct StatusTally: Sendable {
    /// A pair and its count.
    package struct Row: Sendable, Hashable {
        /// The pair.
        package var pair: StatusPair
        /// How often it came.
        package var count: UInt64
    }

    /// The pairs, in no order.
    package private(set) var rows: [Row] = []

    /// Counts of pairs that passed the limit.
    package private(set) var unlisted: UInt64 = 0

    private let limit: Int

    /// A tally of nothing, that tells so many pairs apart.
    package init(limit: Int) {
        self.limit = limit
    }

    /// Counts a pair.
    package mutating func count(_ pair: StatusPair, by amount: UInt64 = 1) {
        for index in rows.indices where rows[index].pair == pair {
            rows[index].count &+= amount
            if index > 0, rows[index].count > rows[index - 1].count { rows.swapAt(index, index - 1) }
            return
        }
        if rows.count < limit {
            rows.append(Row(pair: pair, count: amount))
        } else {
            unlisted &+= amount
        }
    }

    /// Adds another tally's counts.
    package mutating func merge(_ other: StatusTally) {
        for row in other.rows { count(row.pair, by: row.count) }
        unlisted &+= other.unlisted
    }
}

import Analysis

/// A part of a replay that is shared out among processes: the third of eight.
package struct Shard: Sendable, Hashable {
    /// Which one it is, from 1.
    package let index: Int
    /// How many there are.
    package let count: Int

    /// The most parts: each of them has to come by some requests.
    package static let most = ShardSet.mostParts

    /// A part; nil for one that there cannot be.
    package init?(index: Int, count: Int) {
        guard (1...Self.most).contains(count), (1...count).contains(index) else { return nil }
        self.index = index
        self.count = count
    }

    /// A part as it is written: `3/8`.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let index = Int(parts[0]), let count = Int(parts[1]) else { return nil }
        self.init(index: index, count: count)
    }

    /// This part's share of a limit; what cannot be divided goes to the first parts, and each has 1 at least.
    package func share(of limit: Int) -> Int {
        max(1, limit / count + (index <= limit % count ? 1 : 0))
    }

    /// The name of this part's summary: `run-03-of-12.json`, so that a folder lists them in their order.
    package var fileName: String {
        let digits = String(index)
        let padding = String(repeating: "0", count: max(0, String(count).count - digits.count))
        return "run-\(padding)\(digits)-of-\(count).json"
    }
}

extension Shard: CustomStringConvertible {
    package var description: String { "\(index)/\(count)" }
}

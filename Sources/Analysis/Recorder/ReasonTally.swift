/// How often each failure reason came, by its text.
///
/// Bounded in the number of texts and in their length; see ``RecorderLimits``.
package struct ReasonTally: Sendable {
    /// The texts and their counts, ``RecorderLimits/otherReason`` among them where the limit was reached.
    package private(set) var counts: [String: UInt64] = [:]

    /// A tally of nothing.
    package init() {}

    /// Counts a reason.
    package mutating func count(_ reason: String, by amount: UInt64 = 1) {
        let key = reason.utf8.count <= RecorderLimits.reasonLength ? reason : Self.shortened(reason)
        // One search for a reason that is known, which is the common case.
        if let index = counts.index(forKey: key) {
            counts.values[index] &+= amount
        } else if counts.count < RecorderLimits.reasons {
            counts[key] = amount
        } else {
            counts[RecorderLimits.otherReason, default: 0] &+= amount
        }
    }

    /// Adds another tally's counts, the frequent reasons first, so that those are the ones that keep their names.
    package mutating func merge(_ other: ReasonTally) {
        for (reason, amount) in other.sorted { count(reason, by: amount) }
    }

    /// The reasons, frequent ones first, equal ones by their text.
    package var sorted: [(reason: String, count: UInt64)] {
        counts.map { (reason: $0.key, count: $0.value) }
            .sorted { $0.count == $1.count ? $0.reason < $1.reason : $0.count > $1.count }
    }

    /// The reason cut at a whole character, so that what is kept is still text.
    private static func shortened(_ reason: String) -> String {
        let ellipsis = "..."
        var room = RecorderLimits.reasonLength - ellipsis.utf8.count
        let kept = reason.unicodeScalars.prefix { scalar in
            room -= UTF8.width(scalar)
            return room >= 0
        }
        return String(kept) + ellipsis
    }
}

/// Where every arrival of a run went.
///
/// Two sums hold for every run: `scheduled = sent + dropped + cancelled`, and `sent = passed + failed + unfinished`.
package struct Books: Sendable, Hashable, Codable {
    /// Arrivals that the pacer made.
    package var scheduled: UInt64 = 0
    /// Arrivals that were given to the target: written, or tried and refused.
    package var sent: UInt64 = 0
    /// Arrivals that were not sent because a limit of the generator was reached.
    package var dropped: UInt64 = 0
    /// Arrivals that were not sent because the run was stopped.
    package var cancelled: UInt64 = 0
    /// Of `sent`: ended as expected.
    package var passed: UInt64 = 0
    /// Of `sent`: ended otherwise.
    package var failed: UInt64 = 0
    /// Of `sent`: in flight when the run stopped waiting.
    package var unfinished: UInt64 = 0

    /// Books with nothing in them.
    package init() {}

    /// The sums that do not hold, each in a sentence with both figures; empty for every run that is sound.
    package var imbalances: [String] {
        let sums: [(name: String, whole: UInt64, parts: UInt64)] = [
            ("scheduled", scheduled, sent &+ dropped &+ cancelled),
            ("sent", sent, passed &+ failed &+ unfinished),
        ]
        return sums.filter { $0.whole != $0.parts }.map { "\($0.name): \($0.whole) in all, \($0.parts) in the parts" }
    }

    /// Arrivals that were given to the target and have not ended, as of a run under way.
    package var inFlight: UInt64 {
        let over = sent &+ dropped &+ cancelled
        return scheduled > over ? scheduled &- over : 0
    }

    /// The same without what is in flight, which is no part of any sum yet.
    package var settled: Books {
        var settled = self
        settled.scheduled = scheduled &- inFlight
        return settled
    }

    /// Adds another run's books to these.
    package mutating func add(_ other: Books) {
        scheduled &+= other.scheduled
        sent &+= other.sent
        dropped &+= other.dropped
        cancelled &+= other.cancelled
        passed &+= other.passed
        failed &+= other.failed
        unfinished &+= other.unfinished
    }
}

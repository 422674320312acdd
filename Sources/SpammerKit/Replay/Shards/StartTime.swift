package import Corpus

/// When a run starts, by the wall clock.
package enum StartTime: Sendable, Hashable {
    /// As soon as it is ready.
    case ready
    /// At an instant; at once where it is over.
    case at(Timestamp)
    /// At the next whole minute that leaves some seconds to get ready: what several processes come to without a word to each
    /// other, if they are ready in the same minute.
    case nextRound

    /// Nanoseconds from one round to the next.
    static let round: Int64 = 60_000_000_000
    /// Nanoseconds before a round in which nobody joins it any more, so that processes which are ready at about the same time
    /// do not choose two.
    static let margin: Int64 = 10_000_000_000

    /// The instant that was meant; nil for none.
    ///
    /// - Parameter now: the instant at which the process is ready.
    func instant(now: Timestamp) -> Timestamp? {
        switch self {
        case .ready: return nil
        case .at(let instant): return instant
        case .nextRound:
            let earliest = now.nanoseconds + Self.margin
            let rounds = (earliest + Self.round - 1) / Self.round
            return Timestamp(nanoseconds: rounds * Self.round)
        }
    }
}

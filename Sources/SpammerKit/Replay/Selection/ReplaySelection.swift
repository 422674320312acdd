package import Corpus

/// Which part of a recording is replayed, and how many times over.
package struct ReplaySelection: Sendable, Hashable {
    /// A place in a recording.
    package enum Place: Sendable, Hashable {
        /// So many nanoseconds after its first request.
        case offset(UInt64)
        /// An instant of the recording's clock.
        case instant(Timestamp)

        /// The instant, in a recording that begins at another one.
        package func instant(from first: Timestamp) -> Timestamp {
            switch self {
            case .offset(let nanoseconds): first.advanced(by: nanoseconds)
            case .instant(let instant): instant
            }
        }
    }

    /// Where it begins; nil for the recording's begin.
    package var from: Place?
    /// Where it ends; what begins then, or later, is not sent.
    ///
    /// Nil for the recording's end.
    package var to: Place?
    /// The share of the connections whose requests are sent, whole connections each; above 0, at most 1.
    package var sample = 1.0
    /// How many times each connection is sent, the copies shifted against each other; 2.5 is twice, and half of them once more.
    package var amplify = 1.0
    /// Decides which connections are in a sample.
    package var seed: UInt64 = 1

    /// Everything, once.
    package init() {}

    /// Whether it is everything, once.
    package var isWhole: Bool { from == nil && to == nil && sample == 1 && amplify == 1 }

    /// The selection in words; nil for everything, once.
    var summary: String? {
        var parts: [String] = []
        if sample < 1 { parts.append("\((sample * 100).shortest)% of the connections") }
        if amplify != 1 { parts.append("each connection \(amplify.shortest) times") }
        if let from { parts.append("from \(from.words)") }
        if let to { parts.append("to \(to.words)") }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    /// The share of one copy's connections that is sent; 0 for a copy that there is none of.
    func share(ofCopy copy: Int) -> Double {
        min(1, max(0, amplify - Double(copy)))
    }

    /// How many copies there are, the last one perhaps of some connections only.
    var copies: Int { max(1, Int(amplify.rounded(.up))) }

    /// Nanoseconds of the recording by which a copy is later than the first: evenly shared out over a second, so that what
    /// came at once comes at different times.
    func shift(ofCopy copy: Int) -> UInt64 {
        UInt64(copy) &* 1_000_000_000 / UInt64(copies)
    }

    /// Whether a connection's requests are sent, in one of the copies.
    package func takes(connection: UInt64, copy: Int) -> Bool {
        if sample < 1 {
            let word = SplitMix64.mixed(connection &+ SplitMix64.mixed(seed))
            if SplitMix64.fraction(of: word) >= sample { return false }
        }
        let share = share(ofCopy: copy)
        guard share < 1 else { return true }
        let word = SplitMix64.mixed(connection &+ SplitMix64.mixed(seed &+ UInt64(copy) &+ 1))
        return SplitMix64.fraction(of: word) < share
    }
}

extension ReplaySelection.Place {
    fileprivate var words: String {
        switch self {
        case .offset(let nanoseconds): "\((Double(nanoseconds) / 1e9).shortest) s"
        case .instant(let instant): instant.description
        }
    }
}

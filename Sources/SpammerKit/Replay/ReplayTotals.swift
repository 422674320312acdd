import Corpus

/// What is known of a corpus before it is replayed: how many requests, over how long.
struct ReplayTotals {
    /// Exchanges in the corpus.
    var exchanges: UInt64
    /// Nanoseconds from its first request to its last.
    var span: UInt64

    /// Nanoseconds from the start of the run to its last arrival; nil where only the run itself will tell.
    func length(_ options: ReplayOptions) -> UInt64? {
        let whole: UInt64? =
            switch options.pace {
            case .recorded(let speed): UInt64(exactly: (Double(span) / speed).rounded())
            case .rate(let perSecond): UInt64(exactly: (Double(exchanges) / perSecond * 1e9).rounded())
            case .closed: nil
            }
        if options.loops { return options.duration }
        guard let whole else { return options.duration }
        return options.duration.map { min($0, whole) } ?? whole
    }

    /// Arrivals a second on the average; nil where nobody knows.
    func rate(_ options: ReplayOptions) -> Double? {
        switch options.pace {
        case .recorded(let speed): span > 0 ? Double(exchanges) / (Double(span) / 1e9) * speed : nil
        case .rate(let perSecond): perSecond
        case .closed: nil
        }
    }

    /// The pace in words: `recorded spacing at 2x`.
    func pacing(_ options: ReplayOptions) -> String {
        switch options.pace {
        case .recorded(let speed): "recorded spacing at \(speed.shortest)x"
        case .rate(let perSecond): "\(perSecond.shortest) a second"
        case .closed: "as fast as the connections allow"
        }
    }
}

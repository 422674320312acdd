import Corpus

/// What is known of a corpus before it is replayed: how many requests, over how long.
struct ReplayTotals {
    /// Exchanges in the corpus.
    var exchanges: UInt64
    /// Nanoseconds from its first request to its last.
    var span: UInt64

    /// When the first request began; nil for an empty corpus.
    var first: Timestamp?

    /// About how many requests are sent in one pass.
    private func requests(_ options: ReplayOptions) -> Double {
        let share = span > 0 ? Double(span(options)) / Double(span) : 1
        return Double(exchanges) * options.selection.sample * options.selection.amplify * share
    }

    /// Nanoseconds of the recording from the first request that is sent to the last.
    private func span(_ options: ReplayOptions) -> UInt64 {
        guard let first else { return span }
        let from = options.selection.from?.instant(from: first) ?? first
        let end = first.advanced(by: span)
        let to = min(options.selection.to?.instant(from: first) ?? end, end)
        return to.nanoseconds(since: max(from, first))
    }

    /// Nanoseconds from the start of the run to its last arrival; nil where only the run itself will tell.
    func length(_ options: ReplayOptions) -> UInt64? {
        let whole: UInt64? =
            switch options.pace {
            // What is cut short is known only when it has been read.
            case .recorded(let speed):
                options.idleCap == nil ? UInt64(exactly: (Double(span(options)) / speed).rounded()) : nil
            case .rate(let pacing):
                (pacing.profile.seconds(until: requests(options)) ?? pacing.profile.seconds)
                    .flatMap { UInt64(exactly: ($0 * 1e9).rounded()) }
            case .closed: nil
            }
        if options.loops { return options.duration }
        guard let whole else { return options.duration }
        return options.duration.map { min($0, whole) } ?? whole
    }

    /// Arrivals a second on the average; nil where nobody knows.
    func rate(_ options: ReplayOptions) -> Double? {
        switch options.pace {
        case .recorded(let speed):
            // Of a part of the recording nobody knows the rate before it has been read.
            if span == 0 || options.idleCap != nil || options.selection.from != nil || options.selection.to != nil {
                nil
            } else {
                requests(options) / (Double(span) / 1e9) * speed
            }
        case .rate(let pacing): pacing.profile.pieces.count == 1 ? pacing.profile.mean : nil
        case .closed: nil
        }
    }

    /// The pace in words: `recorded spacing at 2x`.
    func pacing(_ options: ReplayOptions) -> String {
        switch options.pace {
        case .recorded(let speed): "recorded spacing at \(speed.shortest)x"
        case .rate(let pacing): pacing.summary
        case .closed: "as fast as the connections allow"
        }
    }
}

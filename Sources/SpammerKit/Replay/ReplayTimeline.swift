import Corpus

/// Turns recorded instants into offsets from the run's start.
///
/// Every offset is computed from the recording's first instant, so that a replay of hours does not drift.
struct ReplayTimeline {
    private let pace: ReplayOptions.Pace
    private var ordinal: UInt64 = 0
    private var first: Timestamp?
    private var last = Timestamp(nanoseconds: 0)
    private var countInPass: UInt64 = 0
    private var passStart: UInt64 = 0

    init(pace: ReplayOptions.Pace) {
        self.pace = pace
    }

    /// The number and the offset, in nanoseconds, of the next request of the corpus.
    mutating func arrival(at start: Timestamp) -> (ordinal: UInt64, offset: UInt64) {
        let base = first ?? start
        if first == nil { first = start }
        last = max(last, start)
        countInPass &+= 1
        defer { ordinal &+= 1 }
        switch pace {
        case .recorded(let speed):
            let (recorded, overflow) = passStart.addingReportingOverflow(start.nanoseconds(since: base))
            return (ordinal, Self.scaled(overflow ? .max : recorded, by: 1 / speed))
        case .rate(let perSecond):
            return (ordinal, Self.scaled(ordinal, by: 1e9 / perSecond))
        case .closed:
            return (ordinal, 0)
        }
    }

    /// The corpus begins again: its first request follows the last one after the recording's mean spacing.
    mutating func beginNextPass() {
        guard let first, countInPass > 0 else { return }
        let span = last.nanoseconds(since: first)
        let spacing = countInPass > 1 ? span / (countInPass - 1) : 1_000_000_000
        passStart = passStart &+ span &+ max(1, spacing)
        countInPass = 0
    }

    private static func scaled(_ value: UInt64, by factor: Double) -> UInt64 {
        let product = (Double(value) * factor).rounded()
        return product < 9e18 ? UInt64(max(0, product)) : .max
    }
}

import Corpus

/// Turns recorded instants into offsets from the run's start.
///
/// Every offset is computed from the recording's first instant, so that a replay of hours does not drift.
struct ReplayTimeline {
    private enum Pace {
        case recorded(speed: Double)
        case rate(ArrivalTimes)
        case closed
    }

    private var pace: Pace
    /// The longest silence, in nanoseconds of the recording, that is not cut short.
    private let idleCap: UInt64?
    private var ordinal: UInt64 = 0
    private var first: Timestamp?
    private var last = Timestamp(nanoseconds: 0)
    private var countInPass: UInt64 = 0
    private var passStart: UInt64 = 0
    /// Nanoseconds of silence that were cut out of this pass.
    private var cutInPass: UInt64 = 0

    init(pace: ReplayOptions.Pace, idleCap: UInt64? = nil) {
        self.pace =
            switch pace {
            case .recorded(let speed): .recorded(speed: speed)
            case .rate(let pacing): .rate(ArrivalTimes(pacing))
            case .closed: .closed
            }
        self.idleCap = idleCap
    }

    /// The number and the offset, in nanoseconds, of the next request of the corpus; nil where the pace has ended.
    mutating func arrival(at start: Timestamp) -> (ordinal: UInt64, offset: UInt64)? {
        let base = first ?? start
        if first == nil { first = start }
        if let idleCap, countInPass > 0 {
            let silence = start.nanoseconds(since: last)
            if silence > idleCap { cutInPass &+= silence &- idleCap }
        }
        last = countInPass == 0 ? start : max(last, start)
        countInPass &+= 1
        defer { ordinal &+= 1 }
        switch pace {
        case .recorded(let speed):
            let sinceBase = start.nanoseconds(since: base)
            let (recorded, overflow) = passStart.addingReportingOverflow(sinceBase &- min(cutInPass, sinceBase))
            return (ordinal, Self.scaled(overflow ? .max : recorded, by: 1 / speed))
        case .rate(var times):
            guard let offset = times.next() else { return nil }
            pace = .rate(times)
            return (ordinal, offset)
        case .closed:
            return (ordinal, 0)
        }
    }

    /// The corpus begins again: its first request follows the last one after the recording's mean spacing.
    mutating func beginNextPass() {
        guard let first, countInPass > 0 else { return }
        let whole = last.nanoseconds(since: first)
        let span = whole &- min(cutInPass, whole)
        let spacing = countInPass > 1 ? span / (countInPass - 1) : 1_000_000_000
        passStart = passStart &+ span &+ max(1, spacing)
        countInPass = 0
        cutInPass = 0
    }

    private static func scaled(_ value: UInt64, by factor: Double) -> UInt64 {
        let product = (Double(value) * factor).rounded()
        return product < 9e18 ? UInt64(max(0, product)) : .max
    }
}

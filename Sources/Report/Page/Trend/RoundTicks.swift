import Foundation

/// An axis from a round number to a round number, with a few round ones between.
struct RoundTicks {
    /// Where the axis begins and ends.
    let range: ClosedRange<Double>
    /// The numbers that it names, in rising order.
    let ticks: [Double]

    /// The least part of the largest value that the axis covers: noise of a percent is not to look like a cliff.
    private static let leastShare = 0.25
    /// The share of the largest value below which the axis might as well begin at 0.
    private static let zeroBelow = 0.5

    /// An axis that shows all of some values, none of which is below 0.
    ///
    /// - Parameters:
    ///   - values: what it shows.
    ///   - otherwise: how far it reaches where all of them are 0.
    init(_ values: [Double], otherwise: Double) {
        let shown = values.filter { $0.isFinite && $0 >= 0 }
        let (least, most) = (shown.min() ?? 0, shown.max() ?? 0)
        guard most > 0 else {
            range = 0...otherwise
            ticks = [0, otherwise]
            return
        }
        let span = max(most - least, most * Self.leastShare)
        let room = (span - (most - least)) / 2 + span * 0.1
        let low = least - room < most * Self.zeroBelow ? 0 : least - room
        let step = Self.step((most + room - low) / 4)
        let first = (low / step).rounded(.down)
        let last = ((most + room) / step).rounded(.up)
        range = first * step...last * step
        ticks = stride(from: first, through: last, by: 1).map { $0 * step }
    }

    /// Where a value lies on the axis, from 0 to 1.
    func place(_ value: Double) -> Double {
        let length = range.upperBound - range.lowerBound
        return length > 0 ? min(1, max(0, (value - range.lowerBound) / length)) : 0
    }

    /// 1, 2 or 5 times a power of ten, at least as large as a number above 0.
    private static func step(_ least: Double) -> Double {
        let power = pow(10, log10(least).rounded(.down))
        return ([1, 2, 5].first { $0 * power >= least } ?? 10) * power
    }
}

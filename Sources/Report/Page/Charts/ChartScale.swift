import Foundation

/// Where values lie along an axis, and which of them the axis names.
package struct ChartScale: Sendable {
    /// A value that the axis names.
    package struct Tick: Sendable, Hashable {
        /// The value.
        package let value: Double
        /// Its name.
        package let label: String
    }

    /// The value at the axis's beginning.
    package let low: Double
    /// The value at its end; more than `low`.
    package let high: Double
    /// Whether equal ratios are equally far, and not equal differences.
    package let isLogarithmic: Bool
    /// What it names, smallest first; all of it lies on the axis.
    package let ticks: [Tick]

    /// How many ticks an axis has at most.
    package static let mostTicks = 6

    init(_ low: Double, _ high: Double, isLogarithmic: Bool, ticks: [Tick]) {
        self.low = low
        self.high = high
        self.isLogarithmic = isLogarithmic
        self.ticks = ticks
    }

    /// Where a value lies: 0 at the axis's beginning, 1 at its end; what is past one of them lies there.
    package func place(_ value: Double) -> Double {
        guard value.isFinite else { return value > 0 ? 1 : 0 }
        let share =
            isLogarithmic ? value > 0 ? log(value / low) / log(high / low) : 0 : (value - low) / (high - low)
        return min(1, max(0, share))
    }

    /// From 0 to some values' largest or a little more.
    ///
    /// - Parameters:
    ///   - values: what has to be shown.
    ///   - isWhole: whether only whole numbers are named.
    ///   - label: how a value is named.
    package static func fromZero(_ values: [Double], isWhole: Bool = false, label: (Double) -> String) -> ChartScale {
        // Numbers at both ends of what there is have no round parts; a summary that was edited may have them.
        let most = min(values.filter(\.isFinite).max() ?? 0, 1e300)
        guard most > 1e-300 else {
            return ChartScale(0, 1, isLogarithmic: false, ticks: [0, 1].map { Tick(value: $0, label: label($0)) })
        }
        let step = max(isWhole ? 1 : 0, Self.step(most / 4))
        let count = max(1, (most / step - 1e-9).rounded(.up))
        let ticks = (0...Int(count)).map { Tick(value: Double($0) * step, label: label(Double($0) * step)) }
        return ChartScale(0, count * step, isLogarithmic: false, ticks: ticks)
    }

    /// The least part of the largest value that an axis about values covers: noise of a percent is not to look like a cliff.
    private static let leastShare = 0.25
    /// The share of the largest value below which such an axis might as well begin at 0.
    private static let zeroBelow = 0.5

    /// From a round number below some values, or from 0, to one above them.
    ///
    /// - Parameters:
    ///   - values: what has to be shown; what is below 0 or no number is not, and past 10³⁰⁰ there is nothing.
    ///   - otherwise: how far it reaches where all of them are 0.
    ///   - label: how a value is named.
    package static func around(_ values: [Double], otherwise: Double, label: (Double) -> String) -> ChartScale {
        let shown = values.filter { $0.isFinite && $0 >= 0 }.map { min($0, 1e300) }
        let (least, most) = (shown.min() ?? 0, shown.max() ?? 0)
        guard most > 1e-300 else {
            let ticks = [0, otherwise].map { Tick(value: $0, label: label($0)) }
            return ChartScale(0, otherwise, isLogarithmic: false, ticks: ticks)
        }
        let span = max(most - least, most * leastShare)
        let room = (span - (most - least)) / 2 + span * 0.1
        let low = least - room < most * zeroBelow ? 0 : least - room
        let step = Self.step((most + room - low) / 4)
        let first = (low / step).rounded(.down)
        let last = ((most + room) / step).rounded(.up)
        let ticks = stride(from: first, through: last, by: 1).map { Tick(value: $0 * step, label: label($0 * step)) }
        return ChartScale(first * step, last * step, isLogarithmic: false, ticks: ticks)
    }

    /// Milliseconds, equal ratios equally far, from a round number below the least of them to one above the largest.
    package static func times(_ milliseconds: [Double]) -> ChartScale {
        let shown = milliseconds.filter { $0.isFinite && $0 > 0 }.map { min(max($0, 0.001), 1e9) }
        let low = round(shown.min() ?? 1, .down)
        let high = max(round(shown.max() ?? 1, .up), next(low))
        let all = names(from: low, through: high)
        // Where all would be too many: 1 and 3, as equally far as round numbers are, or powers of ten.
        let decades = all.filter { leading($0) == 1 }
        let ticks = all.count <= mostTicks ? all : decades.count >= 3 ? decades : all.filter { leading($0) != 2 }
        return ChartScale(
            low,
            high,
            isLogarithmic: true,
            ticks: ticks.map { Tick(value: $0, label: time($0)) }
        )
    }

    /// Seconds since a run's start, which are named as a clock shows them.
    package static func clock(seconds: Double) -> ChartScale {
        let seconds = max(1, seconds.isFinite ? seconds : 1)
        let steps: [Double] = [
            1, 2, 3, 5, 10, 15, 20, 30, 60, 120, 180, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 14_400, 21_600,
            43_200,
            86_400,
        ]
        // Names of hours are wide, and a page may be narrow.
        let step = steps.first { seconds / $0 <= 5 } ?? Self.step(seconds / 4)
        let ticks = stride(from: 0, through: seconds, by: step).map {
            Tick(value: $0, label: NumberText.clock(seconds: $0))
        }
        return ChartScale(0, seconds, isLogarithmic: false, ticks: ticks)
    }

    /// Shares of requests, from the fastest to the slowest, so that each nine more is equally far: 90%, 99%, 99.9%.
    ///
    /// - Parameter count: the most requests that a line on the chart is of; the axis ends where the slowest of them lies.
    package static func shares(count: UInt64) -> ChartScale {
        let nines = min(6, max(1, log10(Double(max(count, 1)))))
        let names: [(Double, String)] = [
            (0, "0"), (tail(0.5), "50"), (1, "90"), (2, "99"), (3, "99.9"), (4, "99.99"), (5, "99.999"),
        ]
        let ticks = names.filter { $0.0 <= nines }.map { Tick(value: $0.0, label: $0.1) }
        return ChartScale(0, nines, isLogarithmic: false, ticks: ticks)
    }

    /// Where a share, between 0 and 1, lies on ``shares(count:)``: 1 for 0.9, 2 for 0.99.
    package static func tail(_ share: Double) -> Double {
        -log10(max(1e-9, 1 - share))
    }

    /// Names that stand in a row, equally far: releases, days.
    ///
    /// Of many, some are left out, and neither the first one nor the last.
    package static func names(_ names: [String], atMost most: Int = mostTicks) -> ChartScale {
        let count = min(max(2, most), names.count)
        let shown = count > 1 ? (0..<count).map { $0 * (names.count - 1) / (count - 1) } : Array(names.indices)
        let ticks = shown.map { Tick(value: Double($0), label: names[$0]) }
        return ChartScale(-0.5, max(0.5, Double(names.count) - 0.5), isLogarithmic: false, ticks: ticks)
    }
}

extension ChartScale {
    /// The least of 1, 2 and 5 times a power of ten that is at least a number.
    private static func step(_ least: Double) -> Double {
        let power = pow(10, log10(least).rounded(.down))
        return [1, 2, 5, 10].map { $0 * power }.first { $0 >= least * 0.999_999 } ?? least
    }

    private static let leadings: [Double] = [1, 2, 5]

    /// The nearest of 1, 2 and 5 times a power of ten, below or above.
    private static func round(_ value: Double, _ rule: FloatingPointRoundingRule) -> Double {
        if rule == .up { return step(value) }
        let power = pow(10, log10(value).rounded(.down))
        return leadings.map { $0 * power }.last { $0 <= value * 1.000_001 } ?? power
    }

    private static func next(_ value: Double) -> Double { step(value * 1.5) }

    private static func leading(_ value: Double) -> Int {
        Int((value / pow(10, (log10(value) + 1e-9).rounded(.down))).rounded())
    }

    private static func names(from low: Double, through high: Double) -> [Double] {
        let exponents =
            Int(
                log10(low).rounded(.down)
            )...max(
                Int(log10(low).rounded(.down)),
                Int(log10(high).rounded(.up))
            )
        return exponents.flatMap { exponent in leadings.map { $0 * pow(10, Double(exponent)) } }
            .filter { $0 >= low * 0.999 && $0 <= high * 1.001 }
    }

    /// A round number of milliseconds: `0.2 ms`, `50 ms`, `1.5 s`.
    static func time(_ milliseconds: Double) -> String {
        func short(_ value: Double) -> String {
            value > 0 && value < 0.0095 ? NumberText.fixed(value, decimals: 3) : Coordinate.text(value)
        }
        return milliseconds < 999.5 ? "\(short(milliseconds)) ms" : "\(short(milliseconds / 1000)) s"
    }
}

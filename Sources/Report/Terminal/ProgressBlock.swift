package import Analysis
import Corpus

/// A run under way, as a few lines that are drawn again and again in one place on a terminal.
///
/// Every line keeps its place from one second to the next, and none is wider than the terminal: where there is less room,
/// cells go below each other, and what matters least goes.
package struct ProgressBlock: Sendable {
    private let progress: RunProgress

    /// The block of a run as it is now.
    package init(_ progress: RunProgress) {
        self.progress = progress
    }

    /// The lines, without line breaks.
    ///
    /// - Parameters:
    ///   - columns: the most that a line may take.
    ///   - style: whether they are coloured.
    package func lines(columns: Int, _ style: TextStyle = .plain) -> [String] {
        let columns = max(1, columns)
        return [top(columns, style), rate(columns, style)] + grid(columns, style)
    }

    // MARK: - How far it is

    /// Columns of the bar: at least so many, or none; and no more than that.
    private static let barColumns = 6...60
    /// Columns of a cell's name.
    private static let labelColumns = 9

    private func top(_ columns: Int, _ style: TextStyle) -> String {
        let clock = NumberText.clock(seconds: progress.elapsed)
        var tail: [(String, TextStyle.Emphasis?)] = []
        if progress.phase == .draining {
            let waiting = NumberText.count(UInt64(max(0, progress.inFlight)), "request")
            tail = [("draining \(waiting)", .strong)]
        } else if let share = progress.share, let runtime = progress.runtime {
            let left = NumberText.clock(seconds: max(0, runtime - progress.elapsed).rounded(.up))
            tail = [(Self.padded("\(Int(share * 100))%", to: 4), nil), ("\(left) left", .faint)]
        }
        guard let share = progress.share, let runtime = progress.runtime else {
            var line = FittedLine(clock, .strong)
            for (text, emphasis) in tail { line.add(text, emphasis) }
            return line.text(columns: columns, style)
        }
        let times = "\(clock) of \(NumberText.clock(seconds: runtime.rounded(.up)))"
        func line(bar: String) -> FittedLine {
            var line = FittedLine(times, .strong)
            line.add(bar, .good)
            for (text, emphasis) in tail { line.add(text, emphasis) }
            return line
        }
        let room = columns - line(bar: " ").width + 1
        let bar =
            room < Self.barColumns.lowerBound
            ? "" : BarText.gauge(share, columns: min(room, Self.barColumns.upperBound))
        return line(bar: bar).text(columns: columns, style)
    }

    private func rate(_ columns: Int, _ style: TextStyle) -> String {
        var line = label("rate", Self.padded(NumberText.rate(progress.rate), to: 9))
        if let asked = progress.askedRate { line.add("of \(NumberText.rate(asked))", .faint) }
        let room = columns - line.width - 2
        if room >= Self.barColumns.lowerBound {
            let rates = Array(progress.rates.suffix(room))
            line.add(RateChart.lines(rates, columns: room, height: 1).first ?? "")
        }
        return line.text(columns: columns, style)
    }

    // MARK: - The figures

    /// Columns from which cells stand beside each other, and the most that one takes.
    private static let twoCells = 76
    private static let threeCells = 132
    private static let widestCell = 52

    private func grid(_ columns: Int, _ style: TextStyle) -> [String] {
        let rows: [[FittedLine]] =
            if columns >= Self.threeCells {
                [[sent, inFlight, failed], [time("p50", .p50), time("p99", .p99), lateness]]
            } else if columns >= Self.twoCells {
                [[sent, time("p50", .p50)], [inFlight, time("p99", .p99)], [failed, lateness]]
            } else {
                [[sent], [inFlight], [failed], [time("p50", .p50)], [time("p99", .p99)], [lateness]]
            }
        return rows.map { row in
            let cell = row.count == 1 ? columns : min(Self.widestCell, (columns - 2 * (row.count - 1)) / row.count)
            return row.enumerated().map { index, line in
                line.text(columns: cell, style, padded: index < row.count - 1)
            }
            .joined(separator: "  ")
        }
    }

    private var sent: FittedLine {
        var line = label("sent", Self.padded(NumberText.count(progress.sent), to: 9))
        let dropped = progress.books.dropped
        line.add("dropped \(NumberText.count(dropped))", dropped > 0 ? .bad : .faint)
        return line
    }

    private var inFlight: FittedLine {
        label("in flight", Self.padded(NumberText.count(UInt64(max(0, progress.inFlight))), to: 9))
    }

    private var failed: FittedLine {
        let count = progress.books.failed
        var line = label("failed", Self.padded(NumberText.count(count), to: 9), count > 0 ? .bad : nil)
        if let worst = progress.worstFailure {
            line.add(NumberText.share(count, of: progress.books.sent), .bad)
            line.add("\(worst.kind.rawValue) \(NumberText.count(worst.count))")
        }
        return line
    }

    private func time(_ name: String, _ quantile: Quantile) -> FittedLine {
        var line = label(name, Self.padded(Self.time(progress.interval.responseTime, quantile), to: 9))
        line.add("run \(Self.padded(Self.time(progress.responseTime, quantile), to: 8))", .faint)
        return line
    }

    /// The 99th percentile of lateness, of the last second and of the run, which is what the verdict is about.
    private var lateness: FittedLine {
        let isLate = [progress.interval.lateness, progress.lateness].contains {
            $0.quantile(Quantile.p99.fraction) > progress.latenessLimit
        }
        let now = Self.padded(Self.time(progress.interval.lateness, .p99), to: 9)
        var line = label("late p99", now, isLate ? .warning : nil)
        let limit = NumberText.time(milliseconds: Milliseconds.of(progress.latenessLimit))
        // In words as well as in colour, and before what there may be no room for.
        if isLate { line.add("over \(limit)", .warning) }
        line.add("run \(Self.padded(Self.time(progress.lateness, .p99), to: 8))", .faint)
        if !isLate { line.add("limit \(limit)", .faint) }
        return line
    }

    private func label(_ name: String, _ value: String, _ emphasis: TextStyle.Emphasis? = nil) -> FittedLine {
        var line = FittedLine(name + String(repeating: " ", count: max(0, Self.labelColumns - name.count)))
        line.add(value, emphasis)
        return line
    }

    private static func time(_ histogram: LatencyHistogram, _ quantile: Quantile) -> String {
        guard histogram.count > 0 else { return NumberText.none }
        return NumberText.time(milliseconds: Milliseconds.of(histogram.quantile(quantile.fraction)))
    }

    private static func padded(_ text: String, to width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}

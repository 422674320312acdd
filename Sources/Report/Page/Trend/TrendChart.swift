import Analysis

/// A figure over releases as a drawing: a dot a release, the levels between changes, and a mark where one begins.
///
/// Places to the right are shares of the width, so that text keeps its size on a narrow page.
struct TrendChart {
    private let trend: ReleaseTrend
    private let words: TrendFigureText
    private let axis: RoundTicks

    /// Pixels from the top of the drawing to that of its axis, where the changes' names stand.
    private static let top = 52.0
    /// Pixels from the top of the drawing to the axis of the releases.
    private static let bottom = 290.0
    private static let height = 318.0
    /// Lines that the names of changes may stand in, and how close two of one line may be, in percent of the width.
    private static let nameLines = 3
    private static let nameRoom = 30.0
    /// Pixels of such a line.
    private static let lineHeight = 16.0

    /// The drawing of a trend.
    init(_ trend: ReleaseTrend) {
        self.trend = trend
        words = TrendFigureText(trend.question)
        axis = RoundTicks(
            trend.points.flatMap { [$0.spread.lowerBound, $0.spread.upperBound] },
            otherwise: trend.question.figure == .failures ? 0.01 : 1
        )
    }

    /// The drawing, with what it shows in words for those who do not see it.
    var svg: HTML {
        """
        <svg class="trend" role="img" aria-label="\(label)" height="\(Self.height)">
        \(grid)\(marks)\(path)\(levels)\(spreads)\(dots)\(names)</svg>

        """
    }

    private var label: String {
        "\(words.subject) by \(words.unit): \(words.count(trend.points.count)), "
            + "\(NumberText.count(UInt64(trend.changes.count), "change")) for good. The table below has the numbers."
    }

    // MARK: - Places

    /// Where a release lies, in percent of the width; what is between two of them is a change's.
    private func x(_ index: Double) -> Double {
        let count = Double(trend.points.count)
        return count > 1 ? 1 + 98 * index / (count - 1) : 50
    }

    private func x(_ index: Int) -> Double { x(Double(index)) }

    private func y(_ value: Double) -> Double {
        Self.bottom - axis.place(value) * (Self.bottom - Self.top)
    }

    // MARK: - Parts

    private var grid: HTML {
        axis.ticks.reduce(into: HTML.none) { grid, tick in
            grid += """
                <line class="grid" x1="0" x2="100%" y1="\(y(tick))" y2="\(y(tick))"/>\
                <text x="-8" y="\(y(tick) + 4)" text-anchor="end">\(words.value(tick))</text>

                """
        }
    }

    private var path: HTML {
        trend.points.indices.dropFirst().reduce(into: HTML.none) { path, index in
            path += """
                <line class="path" x1="\(x(index - 1))%" x2="\(x(index))%" y1="\(y(trend.points[index - 1].value))" \
                y2="\(y(trend.points[index].value))"/>

                """
        }
    }

    private var levels: HTML {
        trend.levels.enumerated().reduce(into: HTML.none) { levels, level in
            let style: HTML = level.offset > 0 ? tone(trend.changes[level.offset - 1]) : .none
            let points = level.element.points
            levels += """
                <line class="level \(style)" x1="\(x(points.lowerBound))%" x2="\(x(points.upperBound - 1))%" \
                y1="\(y(level.element.value))" y2="\(y(level.element.value))"/>

                """
        }
    }

    private var spreads: HTML {
        trend.points.enumerated().reduce(into: HTML.none) { spreads, point in
            guard point.element.runs.count > 1 else { return }
            spreads += """
                <line class="spread" x1="\(x(point.offset))%" x2="\(x(point.offset))%" \
                y1="\(y(point.element.spread.lowerBound))" y2="\(y(point.element.spread.upperBound))"/>

                """
        }
    }

    private var dots: HTML {
        trend.points.enumerated().reduce(into: HTML.none) { dots, point in
            let judged: HTML = point.element.isJudged ? .none : " unsure"
            dots += """
                <circle class="dot\(judged)" cx="\(x(point.offset))%" cy="\(y(point.element.value))" r="3.5">\
                <title>\(point.element.name): \(words.value(point.element.value))</title></circle>

                """
        }
    }

    /// The changes, each with a line down to the releases and its name above, in a line of its own where names are close.
    private var marks: HTML {
        var ends = Array(repeating: -Double.infinity, count: Self.nameLines)
        return trend.changes.reduce(into: HTML.none) { marks, change in
            let place = x(Double(change.index) - 0.5)
            let line = ends.firstIndex { place - $0 >= Self.nameRoom }
            marks += """
                <line class="mark \(tone(change))" x1="\(place)%" x2="\(place)%" \
                y1="\(Double(line ?? 0) * Self.lineHeight + 4)" y2="\(Self.bottom)"/>

                """
            guard let line else { return }
            ends[line] = place
            let isRight = place > 60
            let anchor: HTML = isRight ? "end" : "start"
            let name = DisplayText.shortened(words.name(change.name), to: 14)
            marks += """
                <text class="mark \(tone(change))" x="\(place)%" dx="\(isRight ? -5.0 : 5.0)" \
                y="\(Double(line) * Self.lineHeight + 14)" text-anchor="\(anchor)">\(name) \
                \(words.change(change.before.value, change.after.value))</text>

                """
        }
    }

    /// As many names of releases below the axis as have room, even on a narrow page.
    private var names: HTML {
        let last = trend.points.count - 1
        guard last >= 0 else { return .none }
        let longest = trend.points.map { DisplayText.width(of: $0.name) }.max() ?? 0
        let most = longest <= 6 ? 5 : 3
        let count = min(most, trend.points.count)
        let shown = count > 1 ? (0..<count).map { $0 * last / (count - 1) } : [0]
        return shown.reduce(into: HTML.none) { names, index in
            let anchor: HTML = last == 0 ? "middle" : index == 0 ? "start" : index == last ? "end" : "middle"
            let name = DisplayText.shortened(trend.points[index].name, to: 12)
            names += """
                <text x="\(x(index))%" y="\(Self.bottom + 20)" text-anchor="\(anchor)">\(name)</text>

                """
        }
    }

    private func tone(_ change: ReleaseTrend.Change) -> HTML {
        (trend.isWorse(change) ? Tone.bad : .good).style
    }
}

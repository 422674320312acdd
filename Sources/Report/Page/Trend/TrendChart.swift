import Analysis

/// A figure over releases as a drawing: a dot a release, the levels between changes, and a mark where one begins.
///
/// Places to the right are shares of the width, so that text keeps its size on a narrow page.
struct TrendChart {
    private let trend: ReleaseTrend
    private let words: TrendFigureText
    /// The axis upwards, of values.
    private let upwards: ChartScale
    /// The axis along, of releases.
    private let along: ChartScale

    /// Pixels from the top of the drawing to that of its axis, where the changes' names stand.
    private static let top = 52.0
    /// Pixels from the top of the drawing to the axis of the releases.
    private static let bottom = 290.0
    private static let height = 318.0
    /// Lines that the names of changes may stand in.
    private static let nameLines = 3
    /// Pixels of such a line.
    private static let lineHeight = 16.0
    /// Percent of the width that a character of such a name takes on the narrowest page, and what is free between two names.
    private static let nameRoom = (character: 2.4, between: 3.0)

    /// The drawing of a trend.
    init(_ trend: ReleaseTrend) {
        self.trend = trend
        words = TrendFigureText(trend.question)
        upwards = ChartScale.around(
            trend.points.flatMap { [$0.spread.lowerBound, $0.spread.upperBound] },
            otherwise: trend.question.figure == .failures ? 0.01 : 1,
            label: words.value
        )
        let longest = trend.points.map { DisplayText.width(of: $0.name) }.max() ?? 0
        // Even on a narrow page they have room.
        along = ChartScale.names(trend.points.map(\.name), atMost: longest <= Self.shortName ? 5 : 3)
    }

    /// Characters of a name that may stand below the middle of its release, however near that is to the side.
    private static let shortName = 6

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
    private func x(_ index: Double) -> Double { along.place(index) * 100 }

    private func x(_ index: Int) -> Double { x(Double(index)) }

    private func y(_ value: Double) -> Double {
        Self.bottom - upwards.place(value) * (Self.bottom - Self.top)
    }

    // MARK: - Parts

    private var grid: HTML {
        upwards.ticks.reduce(into: HTML.none) { grid, tick in
            grid += """
                <line class="grid" x1="0" x2="100%" y1="\(y(tick.value))" y2="\(y(tick.value))"/>\
                <text x="-8" y="\(y(tick.value) + 4)" text-anchor="end">\(tick.label)</text>

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
        var taken: [[ClosedRange<Double>]] = Array(repeating: [], count: Self.nameLines)
        return trend.changes.reduce(into: HTML.none) { marks, change in
            let place = x(Double(change.index) - 0.5)
            let text =
                DisplayText.shortened(words.name(change.name), to: 14)
                + " \(words.change(change.before.value, change.after.value))"
            let length = Double(DisplayText.width(of: text)) * Self.nameRoom.character + Self.nameRoom.between
            let isLeft = place + length > 100
            let room = isLeft ? place - length...place : place...place + length
            let line = taken.firstIndex { others in !others.contains { $0.overlaps(room) } }
            marks += """
                <line class="mark \(tone(change))" x1="\(place)%" x2="\(place)%" \
                y1="\(Double(line ?? 0) * Self.lineHeight + 4)" y2="\(Self.bottom)"/>

                """
            guard let line else { return }
            taken[line].append(room)
            let anchor: HTML = isLeft ? "end" : "start"
            marks += """
                <text class="mark \(tone(change))" x="\(place)%" dx="\(isLeft ? -5.0 : 5.0)" \
                y="\(Double(line) * Self.lineHeight + 14)" text-anchor="\(anchor)">\(text)</text>

                """
        }
    }

    /// Some names of releases below the axis.
    private var names: HTML {
        let last = Double(trend.points.count - 1)
        return along.ticks.reduce(into: HTML.none) { names, tick in
            let isShort = last == 0 || DisplayText.width(of: tick.label) <= Self.shortName
            let anchor: HTML = isShort ? "middle" : tick.value == 0 ? "start" : tick.value == last ? "end" : "middle"
            names += """
                <text x="\(along.place(tick.value) * 100)%" y="\(Self.bottom + 20)" text-anchor="\(anchor)">\
                \(DisplayText.shortened(tick.label, to: 12))</text>

                """
        }
    }

    private func tone(_ change: ReleaseTrend.Change) -> HTML {
        (trend.isWorse(change) ? Tone.bad : .good).style
    }
}

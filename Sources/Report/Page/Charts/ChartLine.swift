/// A line of a chart, as a path in a square of 1000 by 1000 that is stretched to the chart's field.
package struct ChartLine: Sendable {
    /// A point, in the units of the axes.
    package struct Point: Sendable, Hashable {
        /// Along.
        package var x: Double
        /// Up.
        package var y: Double

        /// A point.
        package init(_ x: Double, _ y: Double) {
            self.x = x
            self.y = y
        }
    }

    /// How it is drawn, beside its colour.
    package enum Stroke: Sendable, Hashable {
        /// As the main line.
        case solid
        /// As one that goes with it.
        case thin
        /// As another figure of the same.
        case dashed
        /// As what says less.
        case dotted

        var style: HTML {
            switch self {
            case .solid: "solid"
            case .thin: "thin"
            case .dashed: "dashed"
            case .dotted: "dotted"
            }
        }
    }

    /// Its points in order; nil where the line has a gap.
    package var points: [Point?]
    /// The class of its colour.
    package var color: HTML
    /// How it is drawn.
    package var stroke: Stroke

    /// A line.
    package init(_ points: [Point?], _ color: HTML, _ stroke: Stroke = .solid) {
        self.points = points
        self.color = color
        self.stroke = stroke
    }

    /// The sides of the square.
    static let side = 1000.0

    /// The path; nothing for a line without points.
    package func html(_ x: ChartScale, _ y: ChartScale) -> HTML {
        var path = ""
        var isOpen = false
        for (index, point) in points.enumerated() {
            guard let point else {
                isOpen = false
                continue
            }
            let (across, down) = (x.place(point.x) * Self.side, (1 - y.place(point.y)) * Self.side)
            path += "\(isOpen ? "L" : "M")\(Coordinate.text(across)) \(Coordinate.text(down))"
            let isAlone = !isOpen && (index + 1 == points.count || points[index + 1] == nil)
            // A line of no length has round ends: a dot.
            if isAlone { path += "h0" }
            isOpen = true
        }
        return path.isEmpty ? .none : "<path class=\"line \(stroke.style) \(color)\" d=\"\(path)\"/>"
    }

    /// The area below the line, to be filled lightly.
    package func area(_ x: ChartScale, _ y: ChartScale) -> HTML {
        let shown = points.compactMap(\.self)
        guard let first = shown.first, let last = shown.last, shown.count > 1 else { return .none }
        var path = "M\(Coordinate.text(x.place(first.x) * Self.side)) \(Coordinate.text(Self.side))"
        for point in shown {
            path += "L\(Coordinate.text(x.place(point.x) * Self.side)) "
            path += Coordinate.text((1 - y.place(point.y)) * Self.side)
        }
        path += "L\(Coordinate.text(x.place(last.x) * Self.side)) \(Coordinate.text(Self.side))z"
        return "<path class=\"area \(color)\" d=\"\(path)\"/>"
    }
}

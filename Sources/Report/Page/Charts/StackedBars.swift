/// Bars over time, each of several parts one upon the other.
struct StackedBars {
    /// A part, in every bar.
    struct Part {
        /// Its name.
        let name: String
        /// Its size in each bar.
        let values: [Double]
    }

    /// Where the bars stand, along.
    let places: [ClosedRange<Double>]
    /// The parts, the lowest first.
    let parts: [Part]

    /// The classes of the parts' colours, in order; there are no more parts than these.
    static let colors: [HTML] = ["kind1", "kind2", "kind3", "kind4", "kind5"]

    /// The bars, as paths in a square of 1000 by 1000.
    func html(_ x: ChartScale, _ y: ChartScale) -> HTML {
        var below = Array(repeating: 0.0, count: places.count)
        var html = HTML.none
        for (part, color) in zip(parts, Self.colors) {
            var path = ""
            for (index, value) in part.values.prefix(places.count).enumerated() where value > 0 {
                let (start, end) = (x.place(places[index].lowerBound), x.place(places[index].upperBound))
                let (low, high) = (y.place(below[index]), y.place(below[index] + value))
                below[index] += value
                // A little air between the bars, which takes no more than a tenth of them.
                let air = (end - start) * 0.05
                path +=
                    "M\(Coordinate.text((start + air) * ChartLine.side)) \(Coordinate.text((1 - low) * ChartLine.side))"
                path += "V\(Coordinate.text((1 - high) * ChartLine.side))"
                path += "H\(Coordinate.text((end - air) * ChartLine.side))"
                path += "V\(Coordinate.text((1 - low) * ChartLine.side))z"
            }
            if !path.isEmpty { html += "<path class=\"bar \(color)\" d=\"\(path)\"/>" }
        }
        return html
    }

    /// The parts' keys.
    var keys: [ChartKey] {
        zip(parts, Self.colors).map { ChartKey.area($1, $0.name) }
    }
}

/// A small chart of a quantity over time, of block characters: an eighth of a line is its smallest step.
package enum RateChart {
    private static let eighths: [Character] = [
        " ", "\u{2581}", "\u{2582}", "\u{2583}", "\u{2584}", "\u{2585}", "\u{2586}", "\u{2587}", "\u{2588}",
    ]

    /// The lines of a chart, top first, without blanks at their ends.
    ///
    /// - Parameters:
    ///   - values: the quantity, by equal steps of time.
    ///   - columns: the most columns; neighbours are averaged to fit.
    ///   - height: how many lines high.
    package static func lines(_ values: [Double], columns: Int, height: Int) -> [String] {
        let points = averaged(values.map { $0.isFinite ? max(0, $0) : 0 }, columns: max(1, columns))
        guard let peak = points.max(), peak > 0, height > 0 else { return [] }
        let levels = points.map { point in
            // What is not nothing shows, however small.
            let level = Int((point / peak * Double(height * 8)).rounded())
            return point > 0 ? max(1, level) : 0
        }
        return (0..<height).reversed().map { line in
            let characters = levels.map { eighths[min(8, max(0, $0 - line * 8))] }
            return String(characters.reversed().drop { $0 == " " }.reversed())
        }
    }

    /// The values, in no more than so many equal groups, each the mean of its own.
    package static func averaged(_ values: [Double], columns: Int) -> [Double] {
        guard values.count > columns else { return values }
        return (0..<columns).map { column in
            let start = column * values.count / columns
            let end = max(start + 1, (column + 1) * values.count / columns)
            return values[start..<end].reduce(0, +) / Double(end - start)
        }
    }
}

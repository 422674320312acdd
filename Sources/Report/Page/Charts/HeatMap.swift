package import Analysis
import Foundation

/// How many requests took how long, over time: a cell's shade is the number of requests that began in its stretch of time and
/// took so long.
///
/// At most ``mostColumns`` by ``mostRows`` cells, whatever the run.
package struct HeatMap: Sendable {
    /// What two maps side by side share, so that the same shade in the same place means the same.
    package struct Frame: Sendable {
        /// The first time cell that is shown.
        let firstCell: Int
        /// Time cells that make a row.
        let cellsPerRow: Int
        /// The rows.
        package let rows: Int
        /// Seconds that a column covers.
        package let columnSeconds: UInt64
        /// The most requests in one of the cells.
        package let most: UInt64
    }

    /// The most columns.
    package static let mostColumns = 64
    /// The most rows.
    package static let mostRows = 24

    /// The fewest, so that the axis always has something to name.
    private static let fewestRows = 12

    private let frame: Frame
    private let counts: [[UInt64]]

    /// The frame that shows all of some runs' service times; nil where they have none.
    package static func frame(_ runs: [SecondSeries]) -> Frame? {
        var width = runs.map(\.bucketSeconds).max() ?? 1
        while runs.contains(where: { columns($0, of: width) > mostColumns }) { width &*= 2 }
        let wide = runs.map { $0.widened(to: width) }
        let totals = (0..<TimeCells.count).map { cell in
            wide.contains { run in
                (0..<run.bucketCount).contains { bucket in
                    let times = run.times(.serviceTime, bucket: bucket)
                    return times[times.startIndex + cell] > 0
                }
            }
        }
        guard let first = totals.firstIndex(of: true), let last = totals.lastIndex(of: true) else { return nil }
        // The finest cells are 3% wide: a run whose times are all alike would fill the chart with their noise.
        let perRow = max(4, (last - first + mostRows) / mostRows)
        let filled = (last - first + perRow) / perRow
        let rows = max(fewestRows, filled)
        let start = max(0, first - (rows - filled) / 2 * perRow)
        let bare = Frame(firstCell: start, cellsPerRow: perRow, rows: rows, columnSeconds: width, most: 0)
        let most = wide.flatMap { counts($0, bare) }.flatMap(\.self).max() ?? 0
        return Frame(firstCell: start, cellsPerRow: perRow, rows: rows, columnSeconds: width, most: most)
    }

    /// The map of a run.
    package init(_ run: SecondSeries, _ frame: Frame) {
        self.frame = frame
        counts = Self.counts(run.widened(to: frame.columnSeconds), frame)
    }

    /// Columns of the map.
    package var columns: Int { counts.count }

    /// Requests that it shows.
    package var requests: UInt64 { counts.flatMap(\.self).reduce(0, &+) }

    /// The axis upwards: milliseconds, from the lowest row's start to the highest one's end.
    package static func scale(_ frame: Frame) -> ChartScale {
        // All times below the first cell's end are in the first cell: it is drawn as an octave.
        let low = max(TimeCells.start(of: frame.firstCell), TimeCells.start(of: 1) / 2) / 1e6
        let high = TimeCells.start(of: frame.firstCell + frame.rows * frame.cellsPerRow) / 1e6
        let ticks = ChartScale.times([low, high]).ticks.filter { $0.value >= low && $0.value <= high }
        return ChartScale(low, high, isLogarithmic: true, ticks: ticks)
    }

    /// The cells that hold something, a path for each shade, in a square of 1000 by 1000.
    package func html(_ x: ChartScale, _ y: ChartScale) -> HTML {
        var paths = Array(repeating: "", count: PagePalette.heat.count)
        for (column, rows) in counts.enumerated() {
            let start = Double(UInt64(column) &* frame.columnSeconds)
            let left = x.place(start) * ChartLine.side
            let width = x.place(start + Double(frame.columnSeconds)) * ChartLine.side - left
            for (row, count) in rows.enumerated() where count > 0 {
                let top = (1 - y.place(time(row + 1))) * ChartLine.side
                let height = (1 - y.place(time(row))) * ChartLine.side - top
                let (across, down) = (Coordinate.text(width), Coordinate.text(height))
                paths[shade(count)] += "M\(Coordinate.text(left)) \(Coordinate.text(top))h\(across)v\(down)h-\(across)z"
            }
        }
        return paths.enumerated().filter { !$0.element.isEmpty }.reduce(HTML.none) { html, path in
            html + "<path class=\"heat\(path.offset + 1)\" d=\"\(path.element)\"/>"
        }
    }

    /// Where a row begins, in milliseconds.
    private func time(_ row: Int) -> Double {
        TimeCells.start(of: frame.firstCell + row * frame.cellsPerRow) / 1e6
    }

    /// The shade of a count: equal ratios are equally far, since a hundred slow requests beside ten thousand fast ones matter.
    private func shade(_ count: UInt64) -> Int {
        let shades = PagePalette.heat.count
        guard frame.most > 1 else { return shades - 1 }
        let share = log(Double(count)) / log(Double(frame.most))
        return min(shades - 1, max(0, Int(share * Double(shades))))
    }

    private static func columns(_ run: SecondSeries, of seconds: UInt64) -> Int {
        (run.bucketCount * Int(run.bucketSeconds) + Int(seconds) - 1) / max(1, Int(seconds))
    }

    private static func counts(_ run: SecondSeries, _ frame: Frame) -> [[UInt64]] {
        (0..<run.bucketCount).map { bucket in
            let times = run.times(.serviceTime, bucket: bucket)
            return (0..<frame.rows).map { row in
                let start = times.startIndex + frame.firstCell + row * frame.cellsPerRow
                let end = min(start + frame.cellsPerRow, times.endIndex)
                return times[min(start, end)..<end]
                    .reduce(0) { $0 + UInt64($1) }
            }
        }
    }
}

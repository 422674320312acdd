import Analysis
import Corpus
import Foundation

/// A run's times by the share of requests that took at most so long: the whole distribution as one line.
struct LatencyCurve {
    /// A quantile and the interval that its run leaves open.
    struct Interval {
        /// Which one.
        let quantile: Quantile
        /// Milliseconds.
        let milliseconds: ClosedRange<Double>
    }

    /// What part it plays.
    let role: PageRun.Role
    /// Its name.
    let name: String
    /// The times.
    let latency: LatencySummary
    /// Quantiles with their intervals; none where the run's seconds are not known, or too few.
    let intervals: [Interval]

    /// Steps of the line between one nine and the next.
    private static let steps = 24.0
    /// How often a run is resampled: its intervals are looked at here, and judged elsewhere.
    private static let draws = 500
    /// Quantiles that get an interval.
    private static let marked: [Quantile] = [.p50, .p90, .p99, .p999]

    /// A curve; nil for no times.
    init?(_ role: PageRun.Role, _ name: String, _ latency: LatencySummary?, seconds: SecondSeries? = nil) {
        guard let latency, latency.count > 0 else { return nil }
        self.role = role
        self.name = name
        self.latency = latency
        var bootstrap = BlockBootstrap()
        bootstrap.draws = Self.draws
        let quantiles = seconds.map { bootstrap.quantiles(Self.marked, of: $0, clock: .serviceTime) } ?? []
        intervals = quantiles.map { found in
            // About the value of the histogram, whose cells are finer than those of the seconds.
            let scale = latency[found.quantile] / found.value
            let (low, high) = (found.interval.lowerBound * scale, found.interval.upperBound * scale)
            return Interval(quantile: found.quantile, milliseconds: low...max(low, high))
        }
    }

    /// How its line is drawn.
    var stroke: ChartLine.Stroke { role == .candidate ? .solid : .thin }

    /// The nines up to which more than a handful of requests are slower; past it the line says little.
    private var certain: Double {
        let count = Double(latency.count)
        return max(0, log10(max(1, count / Double(Quantile.samplesBeyond))))
    }

    /// The line, and its end that says little.
    var lines: [ChartLine] {
        let last = log10(Double(max(latency.count, 1)))
        let places = Array(stride(from: 0, to: last, by: 1 / Self.steps)) + [last]
        let points = places.map { place -> ChartLine.Point? in
            let share = 1 - pow(10, -place)
            let value = place == last ? latency.max : Milliseconds.of(latency.histogram.quantile(share))
            return ChartLine.Point(place, value)
        }
        let split = places.firstIndex { $0 >= certain } ?? places.count - 1
        let color = role.style
        // One request is a dot.
        if points.count == 1 { return [ChartLine(points, color, .solid)] }
        return [
            ChartLine(Array(points[...split]), color, stroke),
            ChartLine(Array(points[split...]), color, .dotted),
        ].filter { $0.points.count > 1 }
    }

    /// The intervals, as marks that are not stretched.
    ///
    /// - Parameters:
    ///   - shift: percent of the width by which they are moved, so that those of two runs lie beside each other.
    ///   - down: where milliseconds lie, in pixels.
    func whiskers(_ x: ChartScale, shift: Double, down: (Double) -> Double) -> HTML {
        let style = role.style
        return intervals.reduce(HTML.none) { html, interval in
            let across = x.place(ChartScale.tail(interval.quantile.fraction)) * 100 + shift
            let (low, high) = (down(interval.milliseconds.lowerBound), down(interval.milliseconds.upperBound))
            let middle = down(latency[interval.quantile])
            return html
                + """
                <line class="whisker \(style)" x1="\(across)%" x2="\(across)%" y1="\(low)" y2="\(high)"/>\
                <circle class="\(style)" cx="\(across)%" cy="\(middle)" r="3.5"/>
                """
        }
    }
}

import Foundation

/// Ratios with their intervals, one to a row of a table, on one logarithmic axis: the dot, its interval, and 1 in the middle.
///
/// A drawing has nothing that its row does not say in numbers, so those who listen to the page are not read it.
struct IntervalPlot {
    private let low: Double
    private let high: Double

    /// The height of a row's drawing, in pixels.
    private static let height = 22.0
    /// Ratios that the axis may name, those that are worth most first: of an axis to 1000×, 10× says more than 1.1×.
    private static let names: [Double] = [
        1, 1000, 0.001, 100, 0.01, 10, 0.1, 0.2, 0.5, 0.8, 0.9, 1.1, 1.25, 1.5, 2, 3, 5, 20, 50,
    ]
    /// The ratio that the axis reaches to at least, on both sides of 1.
    private static let least = 1.25
    private static let most = 1000.0

    /// A plot that shows all of some ratios.
    init(_ ratios: [Double]) {
        let shown = ratios.filter { $0.isFinite && $0 > 0 }
        low = max(1 / Self.most, min(1 / Self.least, (shown.min() ?? 1) / 1.05))
        high = min(Self.most, max(Self.least, (shown.max() ?? 1) * 1.05))
    }

    /// Where a ratio lies, in percent of the width.
    func place(_ ratio: Double) -> Double {
        guard ratio > 0 else { return 0 }
        return min(1, max(0, log(ratio / low) / log(high / low))) * 100
    }

    /// The axis, to stand above the rows.
    var axis: HTML {
        let labels = ticks.map { tick -> HTML in
            "<text x=\"\(place(tick))%\" y=\"14\" text-anchor=\"middle\">\(Self.text(tick))</text>"
        }
        return "<svg class=\"interval axis\" aria-hidden=\"true\" height=\"\(Self.height)\">\(labels)</svg>"
    }

    /// A row.
    ///
    /// - Parameters:
    ///   - ratio: where the dot is.
    ///   - interval: what the line covers.
    ///   - noise: the share about 1 that does not count.
    func row(_ ratio: Double, _ interval: ClosedRange<Double>, noise: Double?, _ tone: Tone?) -> HTML {
        let middle = Self.height / 2
        let lines = ticks.map { tick -> HTML in
            let one: HTML = tick == 1 ? " class=\"one\"" : .none
            return "<line\(one) x1=\"\(place(tick))%\" x2=\"\(place(tick))%\" y1=\"0\" y2=\"\(Self.height)\"/>"
        }
        let band = noise.map { noise -> HTML in
            let (start, end) = (place(1 / (1 + noise)), place(1 + noise))
            return "<rect x=\"\(start)%\" width=\"\(end - start)%\" y=\"0\" height=\"\(Self.height)\"/>"
        }
        let (start, end) = (place(interval.lowerBound), place(interval.upperBound))
        return """
            <svg class="interval \(tone?.style ?? .none)" aria-hidden="true" height="\(Self.height)">\(band ?? .none)\(lines)\
            <line class="whisker" x1="\(start)%" x2="\(end)%" y1="\(middle)" y2="\(middle)"/>\
            <circle cx="\(place(ratio))%" cy="\(middle)" r="4"/></svg>
            """
    }

    /// As many names as have room beside each other, 1 among them.
    private var ticks: [Double] {
        Self.names.filter { place($0) > 2 && place($0) < 98 }.reduce(into: []) { ticks, name in
            if ticks.allSatisfy({ abs(place($0) - place(name)) >= 18 }) { ticks.append(name) }
        }
        .sorted()
    }

    private static func text(_ ratio: Double) -> String {
        "\(Coordinate.text(ratio))×"
    }
}

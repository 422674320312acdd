import Analysis

extension TimeCharts {
    /// Median and p99 of each stretch of time, and a heat map of each run; none where no seconds are known.
    var latency: [Chart] {
        let known = runs.compactMap { run, _ in run.summary.overallSeconds.map { (run: run, seconds: $0) } }
        guard let frame = HeatMap.frame(known.map(\.seconds)) else { return [] }
        let wide = known.map { (run: $0.run, seconds: $0.seconds.widened(to: frame.columnSeconds)) }
        guard wide.contains(where: { $0.seconds.bucketCount >= RunOverTime.fewest }) else { return [] }
        return [percentiles(wide)] + wide.map { heatMap($0.run, $0.seconds, frame) }
    }

    private typealias Known = (run: PageRun, seconds: SecondSeries)

    /// The percentiles that are followed over time.
    private static let followed: [Quantile] = [.p50, .p99]

    private static func stroke(_ quantile: Quantile) -> ChartLine.Stroke {
        quantile == .p50 ? .solid : .dashed
    }

    private func percentiles(_ known: [Known]) -> Chart {
        let curves = known.flatMap { run, seconds in
            Self.followed.map { quantile in (run: run, quantile: quantile, values: Self.values(quantile, seconds)) }
        }
        let y = ChartScale.times(curves.flatMap { $0.values.compactMap(\.self) })
        let lines = curves.map { curve in
            let width = Double(known.first { $0.run.role == curve.run.role }?.seconds.bucketSeconds ?? 1)
            let points = curve.values.enumerated().map { index, value in
                value.map { ChartLine.Point((Double(index) + 0.5) * width, $0) }
            }
            return ChartLine(points, curve.run.role.style, Self.stroke(curve.quantile))
        }
        let own = candidate.run.summary.latency.serviceTime
        let worst = known.first { $0.run.role == .candidate }.flatMap { Self.worst($0.seconds) }
        var note =
            own.count > 0
            ? "p50 \(NumberText.time(milliseconds: own.p50)), p99 \(NumberText.time(milliseconds: own.p99)) over the whole run."
            : "No request of \(candidate.run.label) has a service time."
        if let worst {
            note += " The highest p99 of a stretch is \(NumberText.time(milliseconds: worst.value)), "
            note += "from \(NumberText.clock(seconds: worst.start)) on."
        }
        note += Self.missing(candidate.run)
        var chart = Chart(
            "Service time over time",
            note: note,
            keys: curves.map { curve in
                let figure = curve.quantile.rawValue
                return .line(
                    curve.run.role.style,
                    runs.count == 1 ? figure : "\(figure), \(curve.run.label)",
                    Self.stroke(curve.quantile)
                )
            },
            upwards: "Service time, logarithmic",
            along: Self.along,
            x: x,
            y: y,
            shapes: lines.reduce(HTML.none) { $0 + $1.html(x, y) }
        )
        chart.table = table(chart.title, known)
        return chart
    }

    private func heatMap(_ run: PageRun, _ seconds: SecondSeries, _ frame: HeatMap.Frame) -> Chart {
        let map = HeatMap(seconds, frame)
        let y = HeatMap.scale(frame)
        var chart = Chart(
            runs.count == 1 ? "Service times, each request" : "Service times, each request: \(run.label)",
            note: "How many requests took so long, in each \(Self.span(Double(frame.columnSeconds)))."
                + (runs.count == 1 ? "" : " Both maps have the same axes and shades.") + Self.missing(run),
            keys: [.shades("1 request", "\(NumberText.count(frame.most)) in a cell")],
            upwards: "Service time, logarithmic",
            along: Self.along,
            x: x,
            y: y,
            shapes: map.html(x, y)
        )
        chart.isWide = runs.count == 1
        chart.table = table(chart.title, [(run, seconds)])
        return chart
    }

    /// That a run has endpoints whose times over time are not kept.
    private static func missing(_ run: PageRun) -> String {
        let count = run.summary.endpoints.count { $0.seconds == nil }
        return count == 0
            ? "" : " \(NumberText.count(UInt64(count), "endpoint")) of which no times by second are kept are not in it."
    }

    private func table(_ caption: String, _ known: [Known]) -> PageTable {
        let shown = Self.followed + (known.count == 1 ? [.p90] : [])
        var columns: [PageTable.Column] = [.words("From")]
        for (run, _) in known {
            let suffix = known.count == 1 ? "" : ", \(run.label)"
            columns.append(.numbers("Requests\(suffix)"))
            columns += Quantile.allCases.filter { shown.contains($0) }.map { .numbers("\($0.rawValue)\(suffix)") }
        }
        var table = PageTable(caption, columns)
        for bucket in 0..<(known.map(\.seconds.bucketCount).max() ?? 0) {
            let width = Double(known.map(\.seconds.bucketSeconds).max() ?? 1)
            let start = Double(bucket) * width
            var cells = [PageTable.Cell(NumberText.clock(seconds: start), sortedBy: x.place(start + width / 2))]
            for (_, seconds) in known {
                let isThere = bucket < seconds.bucketCount
                let count = isThere ? seconds.times(.serviceTime, bucket: bucket).reduce(0) { $0 + UInt64($1) } : 0
                cells.append(PageTable.Cell(NumberText.count(count)))
                for quantile in Quantile.allCases where shown.contains(quantile) {
                    let time = isThere ? seconds.quantile(quantile.fraction, .serviceTime, bucket: bucket) : nil
                    cells.append(PageTable.Cell(NumberText.time(milliseconds: time.map { $0 / 1e6 })))
                }
            }
            table.add(cells)
        }
        return table
    }

    /// A quantile of each stretch, in milliseconds; nil where nothing was measured in it.
    private static func values(_ quantile: Quantile, _ seconds: SecondSeries) -> [Double?] {
        (0..<seconds.bucketCount).map { bucket in
            seconds.quantile(quantile.fraction, .serviceTime, bucket: bucket).map { $0 / 1e6 }
        }
    }

    private static func worst(_ seconds: SecondSeries) -> (start: Double, value: Double)? {
        values(.p99, seconds).enumerated().compactMap { index, value in
            value.map { (start: Double(UInt64(index) &* seconds.bucketSeconds), value: $0) }
        }.max { $0.value < $1.value }
    }
}

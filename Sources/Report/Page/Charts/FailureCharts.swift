import Analysis

/// Failures over time by kind, a chart for each run, with the same axes.
struct FailureCharts {
    private let time: TimeCharts
    /// The kinds that have a colour of their own, frequent ones first.
    private let named: [FailureKind]
    private let hasOthers: Bool

    /// The charts of some runs.
    init(_ runs: [PageRun]) {
        time = TimeCharts(runs)
        var counts: [FailureKind: UInt64] = [:]
        for stretch in time.runs.flatMap(\.time.stretches) {
            counts.merge(stretch.bucket.failuresByKind) { $0 &+ $1 }
        }
        let kinds = counts.sorted { ($0.value, $1.key.rawValue) > ($1.value, $0.key.rawValue) }.map(\.key)
        let most = StackedBars.colors.count
        hasOthers = kinds.count > most || time.runs.contains { $0.time.stretches.contains { $0.bucket.unfinished > 0 } }
        named = Array(kinds.prefix(hasOthers ? most - 1 : most))
    }

    /// A chart for each run that has failures, the baseline's first.
    var all: [Chart] {
        let known = time.runs.filter { $0.time.isDetailed && $0.time.tells }
        let totals = known.flatMap { $0.time.stretches.map { Double(Self.failed($0)) } }
        guard totals.contains(where: { $0 > 0 }) else { return [] }
        let y = ChartScale.fromZero(totals, isWhole: true, label: TimeCharts.number)
        return known.filter { $0.time.stretches.contains { Self.failed($0) > 0 } }
            .map { chart($0.run, $0.time, y) }
    }

    private static func failed(_ stretch: RunOverTime.Stretch) -> UInt64 {
        stretch.bucket.failed &+ stretch.bucket.unfinished
    }

    private func chart(_ run: PageRun, _ time: RunOverTime, _ y: ChartScale) -> Chart {
        var parts = named.map { kind in
            StackedBars.Part(
                name: kind.rawValue,
                values: time.stretches.map { Double($0.bucket.failuresByKind[kind] ?? 0) }
            )
        }
        if hasOthers {
            let others = time.stretches.enumerated().map { index, stretch in
                max(0, Double(Self.failed(stretch)) - parts.reduce(0) { $0 + $1.values[index] })
            }
            parts.append(StackedBars.Part(name: "others, unfinished", values: others))
        }
        let x = self.time.x
        let bars = StackedBars(places: time.stretches.map { $0.start...$0.start + $0.length }, parts: parts)
        let worst = time.stretches.max { Self.failed($0) < Self.failed($1) }
        let note = worst.map {
            "Most from \(NumberText.clock(seconds: $0.start)) on: \(NumberText.count(Self.failed($0))) of "
                + "\(NumberText.count($0.bucket.sent, "request")) in \(TimeCharts.span($0.length)), by the time of sending."
        }
        var chart = Chart(
            self.time.runs.count == 1 ? "Failures over time, by kind" : "Failures over time, by kind: \(run.label)",
            note: note ?? "",
            keys: bars.keys,
            upwards: "Failed requests in each \(TimeCharts.span(time.stretches.first?.length ?? 1))",
            along: TimeCharts.along,
            x: x,
            y: y,
            shapes: bars.html(x, y)
        )
        chart.height = 160
        var table = PageTable(chart.title, [.words("From")] + parts.map { .numbers($0.name) } + [.numbers("Sent")])
        for (index, stretch) in time.stretches.enumerated() {
            table.add(
                [PageTable.Cell(NumberText.clock(seconds: stretch.start), sortedBy: x.place(stretch.middle))]
                    + parts.map { PageTable.Cell(NumberText.fixed($0.values[index], decimals: 0)) }
                    + [PageTable.Cell(NumberText.count(stretch.bucket.sent))]
            )
        }
        chart.table = table
        return chart
    }
}

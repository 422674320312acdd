import Analysis

/// The charts of some runs over time, all with the same axis along.
struct TimeCharts {
    /// The runs in the order in which they are drawn: the candidate last, upon the baseline.
    let runs: [(run: PageRun, time: RunOverTime)]
    /// The axis along.
    let x: ChartScale

    /// What stands below each chart.
    static let along = "Time since the start of the run"

    /// The charts of some runs.
    init(_ runs: [PageRun]) {
        let bucketSeconds = RunOverTime.bucketSeconds(runs.map(\.summary))
        self.runs = runs.map { ($0, RunOverTime($0.summary, bucketSeconds: bucketSeconds)) }
        x = ChartScale.clock(seconds: self.runs.map(\.time.seconds).max() ?? 1)
    }

    /// All charts that there is something to show in.
    var all: [Chart] {
        guard runs.contains(where: \.time.tells) else { return [] }
        return [rate] + latency + [inFlight, lateness].compactMap(\.self)
    }

    /// The candidate, and its baseline's name where there is one.
    var candidate: (run: PageRun, time: RunOverTime) { runs[runs.count - 1] }

    /// Keys of the runs; none where there is one only.
    var keys: [ChartKey] {
        runs.count == 1
            ? []
            : runs.map { ChartKey.line($0.run.role.style, $0.run.label, $0.run.role == .candidate ? .solid : .thin) }
    }

    /// The rate that was asked for, and the rates that were reached.
    private var rate: Chart {
        let asked = candidate.time.stretches
        let y = ChartScale.fromZero(
            runs.flatMap { $0.time.stretches.flatMap { [$0.asked, $0.reached] } },
            label: Self.number
        )
        let target = ChartLine(Self.steps(asked) { $0.asked }, "asked", .dotted)
        let lines =
            [target]
            + runs.map { run, time in
                ChartLine(
                    time.stretches.map { ChartLine.Point($0.middle, $0.reached) },
                    run.role.style,
                    run.role == .candidate ? .solid : .thin
                )
            }
        let area = lines.last?.area(x, y) ?? .none
        let pacing = candidate.run.summary.pacing
        let worst = asked.filter { $0.asked > 0 }.min { $0.reached / $0.asked < $1.reached / $1.asked }
        var note =
            "Asked \(NumberText.rate(pacing.askedRate)) on average, reached \(NumberText.rate(pacing.reachedRate))."
        if let worst, worst.reached < 0.95 * worst.asked {
            note += " Furthest behind at \(NumberText.clock(seconds: worst.start)): "
            note += "\(NumberText.rate(worst.reached)) of \(NumberText.rate(worst.asked))."
        }
        let reached = runs.count == 1 ? [ChartKey.line("candidate", "reached")] : keys
        var chart = Chart(
            "Rate asked and reached",
            note: note,
            keys: [.line("asked", "asked", .dotted)] + reached,
            upwards: "Requests a second",
            along: Self.along,
            x: x,
            y: y,
            shapes: area + lines.reduce(HTML.none) { $0 + $1.html(x, y) }
        )
        var columns = [Column(name: "Asked", time: candidate.time) { NumberText.rate($0.asked) }]
        for (run, time) in runs {
            columns.append(Column(name: name("Reached", run), time: time) { NumberText.rate($0.reached) })
        }
        chart.table = table(chart.title, columns)
        return chart
    }

    /// How many requests were in flight; nil where an older Spammer did not tell.
    private var inFlight: Chart? {
        let known = runs.filter(\.time.isDetailed)
        guard !known.isEmpty else { return nil }
        let y = ChartScale.fromZero(known.flatMap { $0.time.stretches.map(\.inFlight) }, label: Self.number)
        let most = candidate.time.isDetailed ? candidate.time.stretches.max { $0.inFlight < $1.inFlight } : nil
        let note = most.map {
            "At most \(Self.number($0.inFlight)) at a time, on average over "
                + "\(Self.span($0.length)) from \(NumberText.clock(seconds: $0.start)) on."
        }
        return line(
            "Requests in flight",
            note: note ?? "",
            upwards: "Requests at a time",
            y,
            known,
            { $0.inFlight },
            { Self.number($0.inFlight) }
        )
    }

    /// How late the generator was; nil where an older Spammer did not tell.
    private var lateness: Chart? {
        let known = runs.filter(\.time.isDetailed)
        let values = known.flatMap { $0.time.stretches.map(\.latenessMax) }
        guard values.contains(where: { $0 > 0 }) else { return nil }
        let y = ChartScale.fromZero(values, label: ChartScale.time)
        let summary = candidate.run.summary.lateness
        let figures =
            summary.count == 0
            ? ""
            : "p99 \(NumberText.time(milliseconds: summary.p99)), at most \(NumberText.time(milliseconds: summary.max)). "
        let note =
            "Of the generator, not of the target. \(figures)The line is the latest request of each stretch."
        return line(
            "Lateness",
            note: note,
            upwards: "Lateness of the latest request",
            y,
            known,
            { $0.latenessMax },
            { stretch in
                "\(NumberText.time(milliseconds: stretch.latenessMax)), "
                    + "mean \(NumberText.time(milliseconds: stretch.latenessMean))"
            }
        )
    }

    private typealias Value = (RunOverTime.Stretch) -> Double
    private typealias Text = (RunOverTime.Stretch) -> String

    /// A column of a chart's numbers.
    private struct Column {
        let name: String
        let time: RunOverTime
        let text: Text
    }

    /// A chart of one line for each run.
    private func line(
        _ title: String,
        note: String,
        upwards: String,
        _ y: ChartScale,
        _ known: [(run: PageRun, time: RunOverTime)],
        _ value: @escaping Value,
        _ text: @escaping Text
    ) -> Chart {
        let lines = known.map { run, time in
            ChartLine(
                time.stretches.map { ChartLine.Point($0.middle, value($0)) },
                run.role.style,
                run.role == .candidate ? .solid : .thin
            )
        }
        let area = lines.last?.area(x, y) ?? .none
        var chart = Chart(
            title,
            note: note,
            keys: keys,
            upwards: upwards,
            along: Self.along,
            x: x,
            y: y,
            shapes: area + lines.reduce(HTML.none) { $0 + $1.html(x, y) }
        )
        chart.table = table(title, known.map { run, time in Column(name: name(title, run), time: time, text: text) })
        return chart
    }

    /// The numbers of a chart, a row for each stretch.
    private func table(_ caption: String, _ columns: [Column]) -> PageTable {
        var table = PageTable(caption, [.words("From")] + columns.map { .numbers($0.name) })
        let longest = columns.map(\.time).max { $0.stretches.count < $1.stretches.count }
        for (index, stretch) in (longest?.stretches ?? []).enumerated() {
            let start = PageTable.Cell(NumberText.clock(seconds: stretch.start), sortedBy: x.place(stretch.middle))
            table.add(
                [start]
                    + columns.map { column in
                        let stretches = column.time.stretches
                        return PageTable.Cell(index < stretches.count ? column.text(stretches[index]) : NumberText.none)
                    }
            )
        }
        return table
    }

    private func name(_ title: String, _ run: PageRun) -> String {
        runs.count == 1 ? title : "\(title), \(run.label)"
    }

    /// Steps, each as wide as its stretch.
    private static func steps(_ stretches: [RunOverTime.Stretch], _ value: Value) -> [ChartLine.Point?] {
        stretches.flatMap { stretch in
            [stretch.start, stretch.start + stretch.length].map { ChartLine.Point($0, value(stretch)) }
        }
    }

    /// The length of a stretch of time: `1 s`, `8 s`, `4 min 16 s`.
    static func span(_ seconds: Double) -> String {
        seconds < 99.5 && seconds == seconds.rounded() ? "\(number(seconds)) s" : NumberText.seconds(seconds)
    }

    /// A number with as many decimals as help: `0.25`, `12.5`, `1,200`.
    static func number(_ value: Double) -> String {
        let rounded = NumberText.fixed(value, decimals: value < 9.95 ? 2 : value < 99.5 ? 1 : 0)
        guard rounded.contains(".") else { return rounded }
        let trimmed = rounded.reversed().drop { $0 == "0" }
        return String(trimmed.first == "." ? String(trimmed.dropFirst().reversed()) : String(trimmed.reversed()))
    }
}

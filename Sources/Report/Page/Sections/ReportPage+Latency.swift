import Analysis
import Corpus
import Foundation

extension ReportPage {
    /// How long requests took, by the share of them that took at most so long; nil where none has a time.
    var latencySection: PageSection? {
        guard let chart = percentileChart else { return nil }
        return PageSection("latency", "Latency", chart.html)
    }

    /// The service times of all that is known, overlaid, with their intervals.
    var percentileChart: Chart? {
        let curves = self.curves
        guard !curves.isEmpty else { return nil }
        let x = ChartScale.shares(count: curves.map(\.latency.count).max() ?? 1)
        let lines = curves.map(\.lines)
        // Single fast requests may be far below all others: where the slowest of ten begins is enough of them.
        let y = ChartScale.times(
            curves.flatMap { curve in
                [Milliseconds.of(curve.latency.histogram.quantile(0.1)), curve.latency.max]
                    + curve.intervals.flatMap { [$0.milliseconds.lowerBound, $0.milliseconds.upperBound] }
            }
        )
        var chart = Chart(
            "Service time, by percentile",
            note: percentileNote(curves),
            keys: curves.count == 1 ? [] : curves.map { ChartKey.line($0.role.style, $0.name, $0.stroke) },
            upwards: "Service time, logarithmic",
            along: "Percent of requests that took at most so long",
            x: x,
            y: y,
            shapes: lines.flatMap(\.self).reduce(HTML.none) { $0 + $1.html(x, y) }
        )
        // Marks are placed by it.
        chart.height = 280
        if let marked = curves.last(where: { !$0.intervals.isEmpty }) {
            chart.keys.append(.interval(marked.role.style, "95% interval"))
        }
        if lines.contains(where: { $0.contains { $0.stroke == .dotted } }) {
            chart.keys.append(.line(curves[curves.count - 1].role.style, "fewer than ten requests beyond", .dotted))
        }
        let marked = curves.filter { !$0.intervals.isEmpty }
        for (index, curve) in marked.enumerated() {
            let shift = marked.count == 1 ? 0 : index == 0 ? -0.5 : 0.5
            chart.marks += curve.whiskers(x, shift: shift, down: chart.down)
        }
        chart.table = percentileTable(curves, x)
        chart.showsTable = true
        return chart
    }

    /// What is drawn: the recording or the baseline, and the candidate last, upon them.
    private var curves: [LatencyCurve] {
        let latency = candidate.summary.latency
        let recorded = latency.recordedServiceTime
        var curves = [LatencyCurve(.recording, "recording", recorded)]
        for run in runs {
            curves.append(
                LatencyCurve(
                    run.role,
                    run.label,
                    run.summary.latency.serviceTime,
                    seconds: run.summary.overallSeconds
                )
            )
        }
        return curves.compactMap(\.self)
    }

    private func percentileNote(_ curves: [LatencyCurve]) -> String {
        let isAlone = curves.count == 1 && curves[0].role == .candidate
        var count: UInt64?
        let parts = curves.reversed().map { curve in
            let latency = curve.latency
            // Of how many requests is said once, unless the next curve is of more or fewer.
            let requests =
                count == nil ? NumberText.count(latency.count, "request") : NumberText.count(latency.count)
            let of = latency.count == count ? "" : "of \(requests), "
            count = latency.count
            let times =
                "\(of)half within \(NumberText.time(milliseconds: latency.p50)), "
                + "99% within \(NumberText.time(milliseconds: latency.p99)), "
                + "the slowest \(NumberText.time(milliseconds: latency.max))"
            return isAlone ? times : "\(times) (\(curve.name))"
        }
        let all = parts.joined(separator: "; ") + "."
        let sentence = all.prefix(1).uppercased() + all.dropFirst()
        let name = runs.count == 1 ? "the \(candidate.label)" : candidate.label
        return curves.contains { $0.role == .candidate }
            ? sentence : "No request of \(name) has a service time. \(sentence)"
    }

    /// The quantiles in numbers: service times of all curves, and the candidate's response time.
    private func percentileTable(_ curves: [LatencyCurve], _ x: ChartScale) -> PageTable {
        let response = candidate.summary.latency.responseTime
        let last = curves[curves.count - 1]
        let others = curves.filter { $0.role != .candidate }
        // A ratio is the candidate's.
        let before = others.count < curves.count ? others.last { $0.role == .baseline } ?? others.last : nil
        var columns: [PageTable.Column] = [.words("Percentile")]
        for curve in curves {
            columns.append(.numbers(curve.name))
            if !curve.intervals.isEmpty { columns.append(.numbers("95% interval")) }
        }
        if before != nil { columns.append(.numbers("Ratio")) }
        if response.count > 0 { columns.append(.numbers("Response time, \(candidate.label)")) }
        var table = PageTable("Service times by percentile", columns)
        func ratio(_ candidate: Double, _ baseline: Double?) -> PageTable.Cell {
            guard let baseline, baseline > 0 else { return PageTable.Cell(NumberText.none, .faint) }
            return PageTable.Cell(NumberText.ratio(candidate / baseline))
        }
        for quantile in Quantile.allCases {
            let place = x.place(ChartScale.tail(quantile.fraction))
            var cells = [PageTable.Cell(quantile.rawValue, sortedBy: place)]
            for curve in curves {
                let isJudged = quantile.isJudged(count: curve.latency.count)
                cells.append(
                    PageTable.Cell(NumberText.time(milliseconds: curve.latency[quantile]), isJudged ? nil : .faint)
                )
                guard !curve.intervals.isEmpty else { continue }
                let interval = curve.intervals.first { $0.quantile == quantile }?.milliseconds
                let text = interval.map {
                    "\(NumberText.time(milliseconds: $0.lowerBound)) to \(NumberText.time(milliseconds: $0.upperBound))"
                }
                cells.append(PageTable.Cell(text ?? "", .faint))
            }
            if let before { cells.append(ratio(last.latency[quantile], before.latency[quantile])) }
            if response.count > 0 { cells.append(PageTable.Cell(NumberText.time(milliseconds: response[quantile]))) }
            table.add(cells)
        }
        var cells = [PageTable.Cell("slowest", sortedBy: 1)]
        for curve in curves {
            cells.append(PageTable.Cell(NumberText.time(milliseconds: curve.latency.max)))
            if !curve.intervals.isEmpty { cells.append("") }
        }
        if let before { cells.append(ratio(last.latency.max, before.latency.max)) }
        if response.count > 0 { cells.append(PageTable.Cell(NumberText.time(milliseconds: response.max))) }
        table.add(cells)
        return table
    }
}

package import Analysis
import Corpus

/// Makes runs of a history, and their figures, for tests of trends.
package struct KeptRunBuilder: Sendable {
    /// The runs so far, oldest first.
    package private(set) var runs: [KeptRun] = []
    /// Their figures, by their numbers.
    package private(set) var figures: [Int64: KeptFigures] = [:]

    /// No runs.
    package init() {}

    /// Adds a run a day after the one before, whose p99 is a number of milliseconds and the other quantiles half of it.
    package mutating func add(
        p99: Double,
        release: String? = nil,
        sent: UInt64 = 5000,
        failures: UInt64 = 0,
        change: (inout KeptRun) -> Void = { _ in }
    ) {
        let id = Int64(runs.count + 1)
        var run = KeptRun(
            id: id,
            startedAt: Timestamp(nanoseconds: (1_790_000_000 + id * 86_400) * 1_000_000_000),
            kind: .replay,
            verdict: .pass,
            toolVersion: "1.0.0",
            sent: sent,
            failures: failures,
            origin: RunOrigin(labels: release.flatMap { RunLabel(name: "release", value: $0) }.map { [$0] } ?? [])
        )
        run.corpus = "shop.corpus"
        run.corpusDigest = "d1"
        run.target = "http://staging:8080"
        run.pace = KeptPace(mode: .recorded, speed: 2, askedRate: 80.7)
        run.reachedRate = 80.5
        change(&run)
        var times = Dictionary(uniqueKeysWithValues: KeptFigures.quantiles.map { ($0, p99 / 2) })
        times[.p99] = p99
        runs.append(run)
        figures[id] = KeptFigures(
            endpoint: nil,
            sent: sent,
            failures: failures,
            times: sent - failures,
            serviceTime: times,
            responseTime: times.mapValues { $0 + 1 }
        )
    }

    /// Takes the figures of a run away.
    package mutating func removeFigures(of id: Int64) { figures[id] = nil }

    /// The trend of a figure over them.
    package func trend(
        _ figure: TrendFigure = .quantile(.p99, .serviceTime),
        _ ask: (inout TrendQuestion) -> Void = { _ in }
    ) -> ReleaseTrend {
        var question = TrendQuestion(figure)
        ask(&question)
        return ReleaseTrend(question, runs: runs, figures: figures)
    }

    /// Releases of some values: `v1.0`, `v1.1`, …, each of one run.
    package static func releases(_ values: [Double]) -> KeptRunBuilder {
        var builder = KeptRunBuilder()
        for (number, value) in values.enumerated() { builder.add(p99: value, release: "v1.\(number)") }
        return builder
    }

    /// Eight releases of about 40 ms, then six of about 45.
    package static let stepped = releases([
        40, 40.4, 39.8, 40.1, 39.9, 40.2, 40, 39.7, 45.1, 44.8, 45, 45.3, 44.9, 45.2,
    ])
}

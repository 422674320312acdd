import Foundation

/// Intervals for quantiles of runs, by resampling blocks of seconds.
///
/// Requests of the same second are slow together, so a bootstrap over requests would call every difference significant. Blocks
/// keep what seconds near each other share (Künsch, "The jackknife and the bootstrap for general stationary observations",
/// 1989). Intervals are percentile intervals (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13), made
/// wider as there are few blocks.
package struct BlockBootstrap: Sendable {
    /// How often runs are resampled.
    package var draws = 2000
    /// Seconds of a block.
    package var blockSeconds: UInt64 = 5
    /// What the random choices begin with.
    package var seed: UInt64 = 1

    /// The fewest whole blocks that a run may have: of fewer, nobody can tell how much they differ by themselves.
    static let fewestBlocks = 4

    /// The most draws, which bounds memory and time.
    private static let mostDraws = 100_000

    /// A bootstrap with the default number of draws and length of blocks.
    package init(seed: UInt64 = 1) {
        self.seed = seed
    }

    /// The shifts of those quantiles that have enough times beyond them on both sides.
    package func shifts(
        of quantiles: [Quantile],
        clock: SecondSeries.Clock,
        baseline: SecondSeries,
        candidate: SecondSeries
    ) -> [QuantileShift] {
        let before = BlockTable(baseline, clock, blockSeconds: blockSeconds)
        let after = BlockTable(candidate, clock, blockSeconds: blockSeconds)
        let judged = quantiles.filter { $0.isJudged(count: min(before.total, after.total)) }
        guard !judged.isEmpty, let widening = Self.widening([before, after]) else { return [] }
        var random = BlockRandom(seed: seed)
        let resampledBefore = resampled(before, judged, &random)
        let resampledAfter = resampled(after, judged, &random)
        return judged.enumerated().compactMap { index, quantile in
            let pairs = zip(resampledBefore[index], resampledAfter[index])
            guard let left = before.quantile(quantile.fraction), let right = after.quantile(quantile.fraction),
                left > 0, right > 0,
                let ratio = Spread(pairs.map { log($1 / $0) }, about: log(right / left), widening),
                let difference = Spread(pairs.map { $1 - $0 }, about: right - left, widening)
            else { return nil }
            return QuantileShift(
                quantile: quantile,
                ratio: right / left,
                ratioInterval: exp(ratio.interval.lowerBound)...exp(ratio.interval.upperBound),
                difference: right - left,
                differenceInterval: difference.interval,
                probability: Judgement.probability(of: log(right / left), error: ratio.error)
            )
        }
    }

    /// Those quantiles of one run that have enough times beyond them, each with what one run tells of its error.
    package func quantiles(_ quantiles: [Quantile], of series: SecondSeries, clock: SecondSeries.Clock) -> [RunQuantile]
    {
        let table = BlockTable(series, clock, blockSeconds: blockSeconds)
        let judged = quantiles.filter { $0.isJudged(count: table.total) }
        guard !judged.isEmpty, let widening = Self.widening([table]) else { return [] }
        var random = BlockRandom(seed: seed)
        let resampled = resampled(table, judged, &random)
        return judged.enumerated().compactMap { index, quantile in
            guard let value = table.quantile(quantile.fraction), value > 0,
                let spread = Spread(resampled[index].map { log($0) }, about: log(value), widening)
            else { return nil }
            return RunQuantile(
                quantile: quantile,
                value: value,
                interval: exp(spread.interval.lowerBound)...exp(spread.interval.upperBound),
                logError: spread.error
            )
        }
    }

    /// The factor by which draws from some runs lie too near each other; nil where one of the runs has too few blocks.
    ///
    /// A resampled run is made of whole blocks, so it is a little longer than the run, and a figure of it varies less by the square
    /// root of that.
    private static func widening(_ tables: [BlockTable]) -> Double? {
        guard let blocks = tables.map(\.wholeBlocks).min(), blocks >= fewestBlocks else { return nil }
        let excess = tables.map(\.excess).max() ?? 1
        return SmallSample.widening(parts: blocks) * excess.squareRoot()
    }

    /// Each quantile of each resampled run, in nanoseconds; those of runs that hold no time are left out.
    private func resampled(_ table: BlockTable, _ quantiles: [Quantile], _ random: inout BlockRandom) -> [[Double]] {
        var values = Array(repeating: [Double](), count: quantiles.count)
        var blocks = [Int](repeating: 0, count: table.blocksPerRun)
        for _ in 0..<min(max(2, draws), Self.mostDraws) {
            for index in blocks.indices { blocks[index] = random.next(below: UInt32(table.starts)) }
            for (index, quantile) in quantiles.enumerated() {
                if let value = table.quantile(quantile.fraction, blocks: blocks), value > 0 {
                    values[index].append(value)
                }
            }
        }
        return values
    }

    /// What draws say of one figure.
    private struct Spread {
        let interval: ClosedRange<Double>
        let error: Double

        /// Nil for fewer than two draws.
        ///
        /// - Parameters:
        ///   - estimate: the figure itself.
        ///   - widening: by how much the draws lie too near it.
        init?(_ draws: [Double], about estimate: Double, _ widening: Double) {
            guard draws.count >= 2 else { return nil }
            let sorted = draws.sorted()
            let tail = Int(0.025 * Double(sorted.count))
            let below = widening * max(0, estimate - sorted[tail])
            let above = widening * max(0, sorted[sorted.count - 1 - tail] - estimate)
            interval = estimate - below...estimate + above
            let mean = draws.reduce(0, +) / Double(draws.count)
            let squares = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            error = widening * (squares / Double(draws.count - 1)).squareRoot()
        }
    }
}

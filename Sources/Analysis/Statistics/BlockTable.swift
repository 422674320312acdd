/// The times of one run, summed up so that a resampled run's quantile is a binary search, whatever the number of requests.
///
/// A block is so many buckets of time in a row, beginning at any of them; the run is taken as a circle, so that its first and
/// last seconds weigh as much as the others (Politis and Romano, "A circular block-resampling procedure for stationary
/// data", 1992).
struct BlockTable {
    /// Buckets of time, each of which a block can begin at.
    let starts: Int
    /// Blocks that a resampled run is made of: so many that it is no shorter than the run.
    let blocksPerRun: Int
    /// Blocks that lie whole beside each other in the run: what it has of independent parts.
    let wholeBlocks: Int
    /// How many times as long as the run a resampled run is, 1 or more.
    let excess: Double
    /// Times of the whole run.
    let total: UInt64

    /// By cell, then by start: the times of the block that lie in this cell or below.
    private let sums: [UInt32]
    /// The cells that are told apart: from the first that holds a time, to the last.
    private let cells: Range<Int>

    /// A table of a series.
    ///
    /// - Parameters:
    ///   - series: the seconds of one endpoint.
    ///   - clock: which times.
    ///   - blockSeconds: the length of a block, which is rounded to whole buckets.
    init(_ series: SecondSeries, _ clock: SecondSeries.Clock, blockSeconds: UInt64) {
        let starts = series.bucketCount
        self.starts = starts
        let length = min(max(1, starts), max(1, Int((blockSeconds + series.bucketSeconds / 2) / series.bucketSeconds)))
        blocksPerRun = (starts + length - 1) / length
        wholeBlocks = starts / length
        excess = starts > 0 ? Double(blocksPerRun * length) / Double(starts) : 1
        var first = TimeCells.count
        var last = 0
        let buckets = (0..<starts).map { Array(series.times(clock, bucket: $0)) }
        for times in buckets {
            if let index = times.firstIndex(where: { $0 > 0 }) { first = min(first, index) }
            if let index = times.lastIndex(where: { $0 > 0 }) { last = max(last, index) }
        }
        let cells = first..<max(first, last + 1)
        self.cells = cells
        total = buckets.reduce(0) { $0 + $1.reduce(0) { $0 + UInt64($1) } }
        var sums = [UInt32](repeating: 0, count: cells.count * starts)
        var below = [UInt32](repeating: 0, count: starts)
        for (row, cell) in cells.enumerated() {
            for bucket in 0..<starts { below[bucket] &+= buckets[bucket][cell] }
            var window = (0..<length).reduce(UInt32(0)) { $0 &+ below[$1 % starts] }
            for start in 0..<starts {
                sums[row * starts + start] = window
                window = window &- below[start] &+ below[(start + length) % starts]
            }
        }
        self.sums = sums
    }

    /// A quantile of the run itself, in nanoseconds.
    func quantile(_ fraction: Double) -> Double? {
        // Every bucket lies in as many blocks as a block has buckets: all blocks together are the run, so many times over.
        quantile(fraction, blocks: Array(0..<starts))
    }

    /// A quantile, in nanoseconds, of the run that some blocks make; nil where they hold no time.
    ///
    /// Within its cell, the quantile is interpolated.
    func quantile(_ fraction: Double, blocks: [Int]) -> Double? {
        guard !cells.isEmpty else { return nil }
        let total = sum(of: blocks, row: cells.count - 1)
        guard total > 0 else { return nil }
        let wanted = fraction * Double(total)
        var low = 0
        var high = cells.count - 1
        while low < high {
            let middle = (low + high) / 2
            if Double(sum(of: blocks, row: middle)) >= wanted { high = middle } else { low = middle + 1 }
        }
        let before = low == 0 ? 0 : Double(sum(of: blocks, row: low - 1))
        let within = Double(sum(of: blocks, row: low)) - before
        let (start, end) = (
            TimeCells.start(of: cells.lowerBound + low), TimeCells.start(of: cells.lowerBound + low + 1)
        )
        return start + (end - start) * (within > 0 ? (wanted - before) / within : 1)
    }

    private func sum(of blocks: [Int], row: Int) -> UInt64 {
        let base = row * starts
        var sum: UInt64 = 0
        for block in blocks { sum &+= UInt64(sums[base + block]) }
        return sum
    }
}

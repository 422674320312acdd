/// What one endpoint did in each second of a run: how requests ended, and their times, counted by ``TimeCells``.
///
/// It is what a comparison draws its samples from: seconds next to each other are alike, so a release is judged by blocks
/// of seconds and not by single requests. The buckets double in width as the run outgrows them, as those of
/// ``ArrivalSeries`` do. Recording is an increment in a flat array, which grows once a bucket.
package struct SecondSeries: Sendable, Hashable {
    /// How the requests of a bucket ended.
    package enum Outcome: Int, Sendable, CaseIterable {
        /// As expected.
        case passed
        /// Otherwise.
        case failed
        /// In flight when the run stopped waiting.
        case unfinished
    }

    /// Which times are counted.
    package enum Clock: Int, Sendable, CaseIterable {
        /// From the first byte written to the last byte back.
        case serviceTime
        /// From the intended instant to the last byte.
        case responseTime
    }

    /// The buckets of time that have been reached.
    package var bucketCount: Int { cells.count / Self.stride }

    /// Bytes that the counts take.
    var bytes: Int { cells.count * MemoryLayout<UInt32>.size }

    /// Seconds that one bucket covers, a power of two.
    package var bucketSeconds: UInt64 { 1 << doublings }

    /// How often the width was doubled.
    private(set) var doublings: UInt64 = 0

    private var cells: [UInt32] = []
    private let limit: Int

    static let stride = Outcome.allCases.count + Clock.allCases.count * TimeCells.count
    private static let nanosecondsPerSecond: UInt64 = 1_000_000_000

    /// A series of nothing.
    ///
    /// - Parameter limit: the most buckets, at least 2.
    package init(limit: Int = RecorderLimits.secondBuckets) {
        self.limit = max(2, limit)
    }

    /// A series that was written, with buckets that hold nothing yet.
    init(doublings: UInt64, bucketCount: Int) {
        self.init()
        self.doublings = doublings
        cells = Array(repeating: 0, count: bucketCount * Self.stride)
    }

    /// Counts a request.
    ///
    /// - Parameters:
    ///   - elapsed: nanoseconds from the start of the run to the request.
    ///   - measurement: how it ended.
    mutating func record(_ measurement: Measurement, elapsed: UInt64) {
        let second = elapsed / Self.nanosecondsPerSecond
        while second >> doublings >= UInt64(limit) { fold() }
        let bucket = Int(second >> doublings)
        let base = bucket * Self.stride
        if cells.count <= base { cells += repeatElement(0, count: base + Self.stride - cells.count) }
        let outcome: Outcome =
            switch measurement.result {
            case .passed: .passed
            case .failed: .failed
            case .unfinished: .unfinished
            }
        add(1, at: base + outcome.rawValue)
        guard measurement.measuresLatency else { return }
        add(1, at: base + Self.offset(of: .responseTime) + TimeCells.index(of: measurement.responseTime))
        if let time = measurement.serviceTime {
            add(1, at: base + Self.offset(of: .serviceTime) + TimeCells.index(of: time))
        }
    }

    /// Adds a series of the same run, made by another event loop.
    package mutating func merge(_ other: SecondSeries) {
        var other = other
        while other.doublings < doublings { other.fold() }
        while doublings < other.doublings { fold() }
        if cells.count < other.cells.count { cells += repeatElement(0, count: other.cells.count - cells.count) }
        for (index, count) in other.cells.enumerated() where count > 0 { add(count, at: index) }
    }

    /// How many requests of a bucket ended so.
    package func count(_ outcome: Outcome, bucket: Int) -> UInt32 {
        cells[bucket * Self.stride + outcome.rawValue]
    }

    /// How many requests ended so.
    package func count(_ outcome: Outcome) -> UInt64 {
        (0..<bucketCount).reduce(0) { $0 + UInt64(count(outcome, bucket: $1)) }
    }

    /// The counts of a bucket, a time cell each.
    package func times(_ clock: Clock, bucket: Int) -> ArraySlice<UInt32> {
        let start = bucket * Self.stride + Self.offset(of: clock)
        return cells[start..<start + TimeCells.count]
    }

    /// All that a bucket holds, as it is written.
    func contents(bucket: Int) -> ArraySlice<UInt32> {
        cells[bucket * Self.stride..<(bucket + 1) * Self.stride]
    }

    /// Sets a count that was read; the index is within the bucket.
    mutating func set(_ count: UInt32, bucket: Int, index: Int) {
        cells[bucket * Self.stride + index] = count
    }

    /// The same counts in buckets at least so wide.
    package func widened(to seconds: UInt64) -> SecondSeries {
        var series = self
        while series.bucketSeconds < seconds, series.bucketCount > 1 { series.fold() }
        return series
    }

    private static func offset(of clock: Clock) -> Int {
        Outcome.allCases.count + clock.rawValue * TimeCells.count
    }

    /// Adds to a count, which stays at the largest rather than begin anew.
    private mutating func add(_ amount: UInt32, at index: Int) {
        let (sum, overflow) = cells[index].addingReportingOverflow(amount)
        cells[index] = overflow ? .max : sum
    }

    /// Makes each two neighbours one, twice as wide.
    private mutating func fold() {
        doublings += 1
        let kept = (bucketCount + 1) / 2
        for bucket in 1..<max(1, bucketCount) {
            let (from, to) = (bucket * Self.stride, bucket / 2 * Self.stride)
            for index in 0..<Self.stride {
                let count = cells[from + index]
                if bucket.isMultiple(of: 2) { cells[to + index] = count } else { add(count, at: to + index) }
            }
        }
        cells.removeLast(cells.count - kept * Self.stride)
    }
}

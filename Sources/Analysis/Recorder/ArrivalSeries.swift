/// Counts of arrivals over the time of a run, in buckets of equal width.
///
/// The width starts at one second and doubles whenever the run outgrows the number of buckets, each two neighbours
/// becoming one. Memory is bounded, and no run is too long.
package struct ArrivalSeries: Sendable, Hashable {
    /// What happened within one bucket of time.
    package struct Bucket: Sendable, Hashable {
        /// Arrivals whose intended instant lies in it.
        package var scheduled: UInt64 = 0
        /// Arrivals that were sent in it, or tried.
        package var sent: UInt64 = 0
        /// Of `sent`: passed, at whatever time.
        package var passed: UInt64 = 0
        /// Of `sent`: failed.
        package var failed: UInt64 = 0
        /// Of `sent`: unfinished.
        package var unfinished: UInt64 = 0
        /// Arrivals, intended for it, that were dropped.
        package var dropped: UInt64 = 0

        /// A bucket in which nothing happened.
        package init() {}

        mutating func add(_ other: Bucket) {
            scheduled &+= other.scheduled
            sent &+= other.sent
            passed &+= other.passed
            failed &+= other.failed
            unfinished &+= other.unfinished
            dropped &+= other.dropped
        }
    }

    /// The buckets, from the run's start on; those after the last event are not there.
    package private(set) var buckets: [Bucket] = []

    /// Seconds that one bucket covers, a power of two.
    package var bucketSeconds: UInt64 { 1 << doublings }

    /// The instant at which the first bucket begins.
    package let origin: UInt64

    private var doublings: UInt64 = 0
    private let limit: Int

    private static let nanosecondsPerSecond: UInt64 = 1_000_000_000

    /// A series that begins at an instant of the run's clock.
    ///
    /// - Parameters:
    ///   - origin: the start of the run, in nanoseconds.
    ///   - limit: the most buckets, at least 2.
    package init(origin: UInt64, limit: Int = RecorderLimits.seriesBuckets) {
        self.origin = origin
        self.limit = max(2, limit)
    }

    /// The series that a summary has in columns, from an origin of 0.
    ///
    /// Columns that are shorter than others are taken to go on with nothing.
    package init(_ summary: SeriesSummary) {
        self.init(origin: 0)
        doublings = UInt64(max(1, summary.bucketSeconds).trailingZeroBitCount)
        let columns = [
            summary.scheduled, summary.sent, summary.passed, summary.failed, summary.unfinished, summary.dropped,
        ]
        buckets = (0..<min(limit, columns.map(\.count).max() ?? 0)).map { index in
            func value(_ column: Int) -> UInt64 { index < columns[column].count ? columns[column][index] : 0 }
            var bucket = Bucket()
            bucket.scheduled = value(0)
            bucket.sent = value(1)
            bucket.passed = value(2)
            bucket.failed = value(3)
            bucket.unfinished = value(4)
            bucket.dropped = value(5)
            return bucket
        }
    }

    /// Changes the bucket of an instant; an instant before the origin belongs to the first.
    package mutating func update(at instant: UInt64, _ change: (inout Bucket) -> Void) {
        let second = (instant > origin ? instant - origin : 0) / Self.nanosecondsPerSecond
        while second >> doublings >= UInt64(limit) { fold() }
        let index = Int(second >> doublings)
        while buckets.count <= index { buckets.append(Bucket()) }
        change(&buckets[index])
    }

    /// Adds a series of the same run, made by another event loop.
    package mutating func merge(_ other: ArrivalSeries) {
        var other = other
        while other.doublings < doublings { other.fold() }
        while doublings < other.doublings { fold() }
        for (index, bucket) in other.buckets.enumerated() {
            if index < buckets.count {
                buckets[index].add(bucket)
            } else {
                buckets.append(bucket)
            }
        }
    }

    /// Makes each two neighbours one, twice as wide.
    private mutating func fold() {
        doublings += 1
        for index in 0..<((buckets.count + 1) / 2) {
            var bucket = buckets[2 * index]
            if 2 * index + 1 < buckets.count { bucket.add(buckets[2 * index + 1]) }
            buckets[index] = bucket
        }
        buckets.removeLast(buckets.count / 2)
    }
}

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
        /// Of `failed`: how many of each kind; takes memory with the first failure only.
        package var failuresByKind: [FailureKind: UInt64] = [:]
        /// Nanoseconds of lateness of those sent in it, added up.
        package var latenessTotal: UInt64 = 0
        /// Nanoseconds of lateness of the latest that was sent in it.
        package var latenessMax: UInt64 = 0
        /// Nanoseconds, within it, that requests were in flight for, added up: over its width, how many were at a time.
        package internal(set) var inFlightTime: UInt64 = 0

        /// A bucket in which nothing happened.
        package init() {}

        /// Adds what happened in another bucket.
        package mutating func add(_ other: Bucket) {
            scheduled &+= other.scheduled
            sent &+= other.sent
            passed &+= other.passed
            failed &+= other.failed
            unfinished &+= other.unfinished
            dropped &+= other.dropped
            if !other.failuresByKind.isEmpty { failuresByKind.merge(other.failuresByKind) { $0 &+ $1 } }
            latenessTotal &+= other.latenessTotal
            latenessMax = max(latenessMax, other.latenessMax)
            inFlightTime &+= other.inFlightTime
        }
    }

    /// The buckets, from the run's start on; those after the last event are not there.
    package private(set) var buckets: [Bucket] = []

    /// Seconds that one bucket covers, a power of two.
    package var bucketSeconds: UInt64 { 1 << doublings }

    /// The instant at which the first bucket begins.
    package let origin: UInt64

    /// Whether it knows kinds of failures, lateness and requests in flight; a series of an older summary does not.
    package private(set) var isDetailed = true

    private var doublings: UInt64 = 0
    private let limit: Int

    static let nanosecondsPerSecond: UInt64 = 1_000_000_000

    /// A series that begins at an instant of the run's clock.
    ///
    /// - Parameters:
    ///   - origin: the start of the run, in nanoseconds.
    ///   - limit: the most buckets, at least 2.
    package init(origin: UInt64, limit: Int = RecorderLimits.seriesBuckets) {
        self.origin = origin
        self.limit = max(2, limit)
    }

    /// A series of buckets that a summary has.
    init(bucketSeconds: UInt64, buckets: [Bucket], isDetailed: Bool) {
        self.init(origin: 0)
        // A file may claim any width; the clock of a run ends before its buckets are wider than this.
        doublings = min(32, UInt64(max(1, bucketSeconds).trailingZeroBitCount))
        self.buckets = Array(buckets.prefix(limit))
        self.isDetailed = isDetailed
    }

    /// Changes the bucket of an instant; an instant before the origin belongs to the first.
    package mutating func update(at instant: UInt64, _ change: (inout Bucket) -> Void) {
        let index = reach(instant)
        change(&buckets[index])
    }

    /// Notes that a request was in flight between two instants; before the origin nothing counts.
    ///
    /// Its time is shared out to the buckets that it lies in. Time adds up, over event loops, shards and buckets that become
    /// one; the most that were in flight at once does not. Nearly all requests lie in one bucket or two.
    package mutating func occupy(from start: UInt64, to end: UInt64) {
        let start = max(start, origin)
        guard end > start else { return }
        let last = reach(end - 1)
        let width = bucketSeconds &* Self.nanosecondsPerSecond
        let second = (start - origin) / Self.nanosecondsPerSecond
        var from = start
        for index in Int(second >> doublings)...last {
            let border = index == last ? end : origin &+ UInt64(index + 1) &* width
            buckets[index].inFlightTime &+= border &- from
            from = border
        }
    }

    /// The bucket of an instant, which is there afterwards.
    private mutating func reach(_ instant: UInt64) -> Int {
        let second = (instant > origin ? instant - origin : 0) / Self.nanosecondsPerSecond
        while second >> doublings >= UInt64(limit) { fold() }
        let index = Int(second >> doublings)
        while buckets.count <= index { buckets.append(Bucket()) }
        return index
    }

    /// The same counts in buckets at least so wide.
    package func widened(to seconds: UInt64) -> ArrivalSeries {
        var series = self
        while series.bucketSeconds < seconds, series.buckets.count > 1 { series.fold() }
        return series
    }

    /// Adds a series of the same run, made by another event loop.
    package mutating func merge(_ other: ArrivalSeries) {
        var other = other
        isDetailed = isDetailed && other.isDetailed
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

/// Counts over the time of a run, a column each, so that a chart takes them as they are.
package struct SeriesSummary: Sendable, Hashable, Codable {
    /// Seconds that one entry of each column covers.
    package var bucketSeconds: UInt64
    /// Arrivals by their intended instant.
    package var scheduled: [UInt64]
    /// Arrivals by the instant at which they were sent.
    package var sent: [UInt64]
    /// Of `sent`: passed, at whatever time.
    package var passed: [UInt64]
    /// Of `sent`: failed.
    package var failed: [UInt64]
    /// Of `sent`: unfinished.
    package var unfinished: [UInt64]
    /// Arrivals, by their intended instant, that were dropped.
    package var dropped: [UInt64]

    /// The columns of a series.
    package init(_ series: ArrivalSeries) {
        bucketSeconds = series.bucketSeconds
        scheduled = series.buckets.map(\.scheduled)
        sent = series.buckets.map(\.sent)
        passed = series.buckets.map(\.passed)
        failed = series.buckets.map(\.failed)
        unfinished = series.buckets.map(\.unfinished)
        dropped = series.buckets.map(\.dropped)
    }
}

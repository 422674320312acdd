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
    /// Of `failed`: those of each ``FailureKind`` that there was; nil in an older summary.
    package var failuresByKind: [String: [UInt64]]?
    /// Requests in flight, from the first byte written to the last byte back, at a time: on average over the entry's seconds.
    ///
    /// The average adds up over event loops and shards, which the most at once does not. Nil in an older summary.
    package var inFlight: [Double]?
    /// Milliseconds of lateness of those `sent`, added up; nil in an older summary.
    package var latenessTotal: [Double]?
    /// Milliseconds of lateness of the latest of those `sent`; nil in an older summary.
    package var latenessMax: [Double]?

    /// The columns of a series.
    package init(_ series: ArrivalSeries) {
        bucketSeconds = series.bucketSeconds
        scheduled = series.buckets.map(\.scheduled)
        sent = series.buckets.map(\.sent)
        passed = series.buckets.map(\.passed)
        failed = series.buckets.map(\.failed)
        unfinished = series.buckets.map(\.unfinished)
        dropped = series.buckets.map(\.dropped)
        guard series.isDetailed else { return }
        let kinds = FailureKind.allCases.filter { kind in series.buckets.contains { $0.failuresByKind[kind] != nil } }
        failuresByKind = kinds.reduce(into: [:]) { columns, kind in
            columns[kind.rawValue] = series.buckets.map { $0.failuresByKind[kind] ?? 0 }
        }
        let width = Double(series.bucketSeconds) * Double(ArrivalSeries.nanosecondsPerSecond)
        inFlight = series.buckets.map { Double($0.inFlightTime) / width }
        latenessTotal = series.buckets.map { Milliseconds.of($0.latenessTotal) }
        latenessMax = series.buckets.map { Milliseconds.of($0.latenessMax) }
    }
}

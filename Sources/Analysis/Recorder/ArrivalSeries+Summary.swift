extension ArrivalSeries {
    /// The series that a summary has in columns, from an origin of 0.
    ///
    /// Columns that are shorter than others are taken to go on with nothing; those that an older summary does not have, too.
    package init(_ summary: SeriesSummary) {
        let counts = [
            summary.scheduled, summary.sent, summary.passed, summary.failed, summary.unfinished, summary.dropped,
        ]
        let length = min(RecorderLimits.seriesBuckets, counts.map(\.count).max() ?? 0)
        let width = Double(max(1, summary.bucketSeconds)) * Double(Self.nanosecondsPerSecond)
        func value<Value>(_ column: [Value]?, _ index: Int, _ none: Value) -> Value {
            guard let column, index < column.count else { return none }
            return column[index]
        }
        let kinds = (summary.failuresByKind ?? [:]).compactMap { name, column in
            FailureKind(rawValue: name).map { (kind: $0, column: column) }
        }
        let buckets = (0..<length).map { index in
            var bucket = Bucket()
            bucket.scheduled = value(summary.scheduled, index, 0)
            bucket.sent = value(summary.sent, index, 0)
            bucket.passed = value(summary.passed, index, 0)
            bucket.failed = value(summary.failed, index, 0)
            bucket.unfinished = value(summary.unfinished, index, 0)
            bucket.dropped = value(summary.dropped, index, 0)
            for (kind, column) in kinds {
                let count = value(column, index, 0)
                if count > 0 { bucket.failuresByKind[kind] = count }
            }
            bucket.latenessTotal = Self.whole(value(summary.latenessTotal, index, 0) * 1_000_000)
            bucket.latenessMax = Self.whole(value(summary.latenessMax, index, 0) * 1_000_000)
            bucket.inFlightTime = Self.whole(value(summary.inFlight, index, 0) * width)
            return bucket
        }
        self.init(bucketSeconds: summary.bucketSeconds, buckets: buckets, isDetailed: summary.inFlight != nil)
    }

    /// Nanoseconds that were written as another unit: whole again, and of a damaged file at most thirty years.
    private static func whole(_ nanoseconds: Double) -> UInt64 {
        nanoseconds > 0 ? UInt64(min(nanoseconds.rounded(), 1e18)) : 0
    }
}

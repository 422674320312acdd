package import Analysis

/// A run's counts over time as charts show them: in as few buckets as one can tell apart, the last one no wider than the run.
package struct RunOverTime: Sendable {
    /// What happened in a stretch of the run.
    package struct Stretch: Sendable {
        /// Seconds from the run's start.
        package var start: Double
        /// Seconds that it covers.
        package var length: Double
        /// What happened.
        package var bucket: ArrivalSeries.Bucket

        /// The middle of it, in seconds.
        package var middle: Double { start + length / 2 }
        /// Requests a second that were meant to be sent.
        package var asked: Double { Double(bucket.scheduled) / length }
        /// Requests a second that were sent.
        package var reached: Double { Double(bucket.sent) / length }
        /// Requests in flight at a time.
        package var inFlight: Double { Double(bucket.inFlightTime) / 1e9 / length }
        /// The latest request's lateness, in milliseconds.
        package var latenessMax: Double { Double(bucket.latenessMax) / 1e6 }
        /// The mean lateness, in milliseconds; nil where nothing was sent.
        package var latenessMean: Double? {
            bucket.sent > 0 ? Double(bucket.latenessTotal) / 1e6 / Double(bucket.sent) : nil
        }
    }

    /// The stretches in order.
    package let stretches: [Stretch]
    /// Whether kinds of failures, lateness and requests in flight are known.
    package let isDetailed: Bool

    /// Stretches that a chart shows at most.
    package static let most = 120
    /// The fewest that tell how something went on.
    package static let fewest = 4

    /// A run in stretches.
    ///
    /// - Parameter bucketSeconds: the least that a stretch covers, so that two runs are cut alike.
    package init(_ summary: RunSummary, bucketSeconds: UInt64 = 1) {
        let series = Self.series(summary).widened(to: bucketSeconds)
        let width = Double(series.bucketSeconds)
        // What was sent was sent by then; afterwards the last responses are waited for. Requests that could not be sent count at
        // the end of the attempt, which may be long after that.
        let end = max(summary.pacing.seconds, 0.001)
        let last = series.buckets.lastIndex { $0.sent > 0 || $0.scheduled > 0 } ?? -1
        var stretches = series.buckets.enumerated().compactMap { index, bucket -> Stretch? in
            let start = Double(index) * width
            if start >= end, index > last { return nil }
            let isCut = start < end && index >= last
            return Stretch(
                start: start,
                length: isCut ? min(width, max(end - start, width / 100)) : width,
                bucket: bucket
            )
        }
        // A last moment is too short for a rate: it belongs to what was before.
        if stretches.count > 1, let last = stretches.last, last.length < width / 4 {
            stretches.removeLast()
            stretches[stretches.count - 1].length += last.length
            stretches[stretches.count - 1].bucket.add(last.bucket)
        }
        self.stretches = stretches
        isDetailed = series.isDetailed
    }

    /// Seconds that a stretch covers where all of some runs are to be cut alike.
    package static func bucketSeconds(_ summaries: [RunSummary]) -> UInt64 {
        summaries.map { series($0).bucketSeconds }.max() ?? 1
    }

    /// Whether there is enough of it for a chart.
    package var tells: Bool { stretches.count >= Self.fewest }

    /// Seconds to the end of the last stretch.
    package var seconds: Double { stretches.last.map { $0.start + $0.length } ?? 0 }

    private static func series(_ summary: RunSummary) -> ArrivalSeries {
        var series = ArrivalSeries(summary.series)
        while series.buckets.count > most { series = series.widened(to: series.bucketSeconds &* 2) }
        return series
    }
}

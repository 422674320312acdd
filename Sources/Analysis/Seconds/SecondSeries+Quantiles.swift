extension SecondSeries {
    /// The time, in nanoseconds, that a share of a bucket's times is at most, interpolated within its cell; nil without times.
    package func quantile(_ fraction: Double, _ clock: Clock, bucket: Int) -> Double? {
        let times = times(clock, bucket: bucket)
        let total = times.reduce(0.0) { $0 + Double($1) }
        guard total > 0 else { return nil }
        let wanted = min(1, max(0, fraction)) * total
        var below = 0.0
        for (cell, count) in times.enumerated() where count > 0 {
            if below + Double(count) >= wanted {
                let (start, end) = (TimeCells.start(of: cell), TimeCells.start(of: cell + 1))
                return start + (end - start) * (wanted - below) / Double(count)
            }
            below += Double(count)
        }
        return nil
    }
}

extension RunSummary {
    /// The seconds of all endpoints as one; nil where none has any.
    ///
    /// Endpoints past ``RecorderLimits/endpointsWithSeconds`` have none and are not in it.
    package var overallSeconds: SecondSeries? {
        var sum: SecondSeries?
        for seconds in endpoints.compactMap(\.seconds) {
            if sum == nil { sum = seconds } else { sum?.merge(seconds) }
        }
        return sum
    }
}

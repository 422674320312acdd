package import Corpus

/// The histograms of an endpoint's times, in nanoseconds.
package struct LatencyRecorder: Sendable {
    /// From the intended instant to the last byte.
    package private(set) var responseTime = LatencyHistogram()
    /// From the first byte written to the last byte back.
    package private(set) var serviceTime = LatencyHistogram()
    /// From the first byte written to the first byte back.
    package private(set) var timeToFirstByte = LatencyHistogram()
    /// The recorded durations of the same requests.
    package private(set) var recordedServiceTime = LatencyHistogram()
    /// The recorded times to the first byte of the same requests.
    package private(set) var recordedTimeToFirstByte = LatencyHistogram()

    /// Replayed over recorded durations, request by request.
    package private(set) var pairedRatio = RatioHistogram()

    /// Histograms of nothing.
    package init() {}

    /// The histograms that a summary was made of.
    package init(_ summary: LatencySet) {
        responseTime = summary.responseTime.histogram
        serviceTime = summary.serviceTime.histogram
        timeToFirstByte = summary.timeToFirstByte.histogram
        if let recorded = summary.recordedServiceTime { recordedServiceTime = recorded.histogram }
        if let recorded = summary.recordedTimeToFirstByte { recordedTimeToFirstByte = recorded.histogram }
        if let ratios = summary.paired?.histogram { pairedRatio = ratios }
    }

    /// Records the times that an arrival has.
    ///
    /// The recorded ones enter however the replayed request ended: they are the recording's side of what was sent.
    mutating func record(_ measurement: Measurement) {
        if measurement.measuresLatency {
            responseTime.record(measurement.responseTime)
            if let time = measurement.serviceTime {
                serviceTime.record(time)
                if let recorded = measurement.recordedDuration {
                    pairedRatio.record(recorded: recorded, replayed: time)
                }
            }
            if let time = measurement.timeToFirstByte { timeToFirstByte.record(time) }
        }
        if let time = measurement.recordedDuration { recordedServiceTime.record(time) }
        if let time = measurement.recordedTimeToFirstByte { recordedTimeToFirstByte.record(time) }
    }

    /// Adds another recorder's histograms.
    package mutating func merge(_ other: LatencyRecorder) {
        responseTime.merge(other.responseTime)
        serviceTime.merge(other.serviceTime)
        timeToFirstByte.merge(other.timeToFirstByte)
        recordedServiceTime.merge(other.recordedServiceTime)
        recordedTimeToFirstByte.merge(other.recordedTimeToFirstByte)
        pairedRatio.merge(other.pairedRatio)
    }
}

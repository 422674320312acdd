import Corpus

/// The clocks of a run or of an endpoint, and the recording's beside them.
package struct LatencySet: Sendable, Equatable, Codable {
    /// From the intended instant to the last byte: what a user would have felt.
    package var responseTime: LatencySummary
    /// From the first byte written to the last byte back.
    package var serviceTime: LatencySummary
    /// From the first byte written to the first byte back.
    package var timeToFirstByte: LatencySummary
    /// The recorded durations of the same requests; nil where none is recorded.
    package var recordedServiceTime: LatencySummary?
    /// The recorded times to the first byte of the same requests; nil where none is recorded.
    package var recordedTimeToFirstByte: LatencySummary?
    /// Service times over recorded durations, request by request; nil where none has both.
    package var paired: PairedSummary?

    /// The summary of a record.
    package init(_ recorder: LatencyRecorder) {
        responseTime = LatencySummary(recorder.responseTime)
        serviceTime = LatencySummary(recorder.serviceTime)
        timeToFirstByte = LatencySummary(recorder.timeToFirstByte)
        recordedServiceTime = Self.summary(recorder.recordedServiceTime)
        recordedTimeToFirstByte = Self.summary(recorder.recordedTimeToFirstByte)
        paired = PairedSummary(recorder.pairedRatio)
    }

    private static func summary(_ histogram: LatencyHistogram) -> LatencySummary? {
        histogram.count == 0 ? nil : LatencySummary(histogram)
    }
}

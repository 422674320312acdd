package import Analysis
import Corpus

/// Makes measurements and runs for tests, a request a line.
///
/// Times are given in milliseconds from the run's start, which is at ``origin`` on the run's clock.
package struct RunBuilder: Sendable {
    /// The run's start on its monotonic clock, in nanoseconds: not 0, as in a real run.
    package static let origin: UInt64 = 1_000_000_000_000

    /// The record so far.
    package var recorder: RunRecorder

    /// The names of the endpoints.
    package var endpoints: [String]

    /// A run of these endpoints.
    package init(endpoints: [String] = ["GET /"]) {
        self.endpoints = endpoints
        recorder = RunRecorder(endpoints: endpoints.count, origin: Self.origin)
    }

    /// The instant so many milliseconds after the run's start.
    package static func instant(_ milliseconds: Double) -> UInt64 {
        origin &+ nanoseconds(milliseconds)
    }

    /// Milliseconds in nanoseconds.
    package static func nanoseconds(_ milliseconds: Double) -> UInt64 {
        UInt64(milliseconds * 1_000_000)
    }

    /// A measurement whose request was sent when it should be, unless it was late, and took so many milliseconds.
    package static func measurement(
        endpoint: Int = 0,
        at intended: Double = 0,
        late: Double = 0,
        connecting: Double = 0,
        took: Double,
        firstByteAfter: Double? = nil,
        result: Measurement.Result = .passed,
        status: UInt16 = 200,
        bytes: UInt64 = 0,
        recorded: UInt16 = 0,
        recordedDuration: Double? = nil
    ) -> Measurement {
        let sent = instant(intended + late + connecting)
        return Measurement(
            endpoint: endpoint,
            intended: instant(intended),
            sent: sent,
            firstByte: firstByteAfter.map { sent + nanoseconds($0) } ?? (status == 0 ? 0 : sent + nanoseconds(took)),
            lastByte: sent + nanoseconds(took),
            connectTime: nanoseconds(connecting),
            result: result,
            status: status,
            responseBytes: bytes,
            recordedStatus: recorded,
            recordedDuration: recordedDuration.map(nanoseconds),
            recordedTimeToFirstByte: recordedDuration.map(nanoseconds)
        )
    }

    /// Schedules and records an arrival.
    package mutating func add(_ measurement: Measurement, reason: String? = nil) {
        recorder.schedule(at: measurement.intended)
        recorder.record(measurement, reason: reason)
    }

    /// A context in which the run was a replay of its corpus.
    package func context(
        kind: RunSummary.Kind = .replay,
        rate: Double = 100,
        runtime: Double = 1,
        speed: Double? = nil
    ) -> RunContext {
        var context = RunContext(
            kind: kind,
            toolVersion: "1.0.0",
            startedAt: Timestamp(nanoseconds: 1_790_000_000_123_000_000),
            rate: rate,
            runtime: runtime,
            endpointNames: endpoints
        )
        context.speed = speed
        return context
    }

    /// The run's summary.
    package func summary(_ change: (inout RunContext) -> Void = { _ in }) -> RunSummary {
        var context = context()
        change(&context)
        return RunSummary(recorder, context)
    }
}

/// What a run found of one endpoint.
package struct EndpointSummary: Sendable, Equatable, Codable {
    /// Method and path template: `GET /users/{id}`.
    package var name: String
    /// Arrivals sent, or tried.
    package var sent: UInt64
    /// Of those: passed.
    package var passed: UInt64
    /// Of those: failed.
    package var failed: UInt64
    /// Of those: unfinished.
    package var unfinished: UInt64
    /// Arrivals that were dropped.
    package var dropped: UInt64
    /// Bytes of the responses' bodies.
    package var responseBytes: UInt64
    /// Failures by ``FailureKind``.
    package var failuresByKind: [String: UInt64]
    /// Requests by the status that came back.
    package var statuses: [String: UInt64]
    /// Requests by recorded and replayed status.
    package var statusMatrix: [StatusRow]
    /// The times.
    package var latency: LatencySet
    /// Outcomes and times by second; nil in an older summary, and where the run had too many endpoints.
    package var seconds: SecondSeries?

    /// The summary of an endpoint's record.
    package init(name: String, _ recorder: EndpointRecorder) {
        self.name = name
        sent = recorder.books.sent
        passed = recorder.books.passed
        failed = recorder.books.failed
        unfinished = recorder.books.unfinished
        dropped = recorder.books.dropped
        responseBytes = recorder.responseBytes
        failuresByKind = recorder.failures.reduce(into: [:]) { $0[$1.key.rawValue] = $1.value }
        statuses = StatusRow.statuses(of: recorder.statuses)
        statusMatrix = StatusRow.rows(of: recorder.statuses)
        latency = LatencySet(recorder.latency)
        seconds = recorder.seconds
    }
}

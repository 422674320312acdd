/// What a run records of one endpoint.
package struct EndpointRecorder: Sendable {
    /// Arrivals sent, and how they ended.
    package private(set) var books = Books()
    /// Failures by kind.
    package private(set) var failures: [FailureKind: UInt64] = [:]
    /// All statuses that came back, beside the recorded ones.
    package private(set) var statuses: StatusTally
    /// Of those, the ones that made the request fail, where no other reason was given.
    package private(set) var failedStatuses: StatusTally
    /// Histograms of the times.
    package private(set) var latency = LatencyRecorder()
    /// Bytes of the responses' bodies.
    package private(set) var responseBytes: UInt64 = 0

    /// The same over time; nil where the limit of such records is reached.
    package private(set) var seconds: SecondSeries?

    /// A record of nothing.
    ///
    /// - Parameters:
    ///   - statusLimit: pairs of statuses that are told apart.
    ///   - hasSeconds: whether it is kept over time as well.
    package init(statusLimit: Int = RecorderLimits.statusPairsPerEndpoint, hasSeconds: Bool = false) {
        seconds = hasSeconds ? SecondSeries() : nil
        statuses = StatusTally(limit: statusLimit)
        failedStatuses = StatusTally(limit: statusLimit)
    }

    /// Records an arrival that was sent, or tried.
    ///
    /// - Parameters:
    ///   - measurement: what was measured.
    ///   - elapsed: nanoseconds from the run's start to the sending.
    ///   - isExplained: whether a failure came with a reason of its own.
    mutating func record(_ measurement: Measurement, elapsed: UInt64, isExplained: Bool) {
        seconds?.record(measurement, elapsed: elapsed)
        books.sent &+= 1
        let pair = StatusPair(recorded: measurement.recordedStatus, replayed: measurement.status)
        switch measurement.result {
        case .passed:
            books.passed &+= 1
        case .failed(let kind):
            books.failed &+= 1
            failures[kind, default: 0] &+= 1
            if kind == .status, !isExplained { failedStatuses.count(pair) }
        case .unfinished:
            books.unfinished &+= 1
        }
        statuses.count(pair)
        responseBytes &+= measurement.responseBytes
        latency.record(measurement)
    }

    /// Counts an arrival that was not sent.
    mutating func drop() {
        books.dropped &+= 1
    }

    /// Leaves out the record over time.
    mutating func forgetSeconds() {
        seconds = nil
    }

    /// Adds another loop's record of the same endpoint.
    package mutating func merge(_ other: EndpointRecorder) {
        books.add(other.books)
        failures.merge(other.failures) { $0 &+ $1 }
        statuses.merge(other.statuses)
        failedStatuses.merge(other.failedStatuses)
        responseBytes &+= other.responseBytes
        latency.merge(other.latency)
        if let added = other.seconds { seconds?.merge(added) }
    }
}

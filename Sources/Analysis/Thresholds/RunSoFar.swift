package import Corpus

/// What one event loop has measured so far, of what some thresholds are about.
///
/// It is asked for once a second, and only where a condition may end the run. The histograms are those of the loop itself, shared
/// until one side changes them: a copy is made of what the loop records to while this is held, and of nothing else.
package struct RunSoFar: Sendable {
    /// One endpoint's part.
    package struct Endpoint: Sendable {
        /// How its arrivals ended.
        package var books = Books()
        /// Service times in nanoseconds; empty where nobody asks.
        package var serviceTime = LatencyHistogram()
        /// Response times in nanoseconds; empty where nobody asks.
        package var responseTime = LatencyHistogram()
        /// Recorded durations in nanoseconds; empty where nobody asks.
        package var recorded = LatencyHistogram()

        mutating func merge(_ other: Endpoint) {
            books.add(other.books)
            serviceTime.merge(other.serviceTime)
            responseTime.merge(other.responseTime)
            recorded.merge(other.recorded)
        }
    }

    /// What thresholds are about, so that nothing else is gathered.
    package struct Needs: Sendable, Hashable {
        var service = false
        var response = false
        var recorded = false
        var lateness = false
        /// Endpoints are needed for the whole run's times too, which are the sum of theirs.
        var endpoints = false

        /// What these thresholds are about.
        package init(_ thresholds: [Threshold]) {
            for threshold in thresholds {
                if threshold.endpoint != nil { endpoints = true }
                switch threshold.figure {
                case .latency(let clock, _):
                    endpoints = true
                    if clock == .service { service = true } else { response = true }
                    if threshold.unit == .ratio { recorded = true }
                case .lateness: lateness = true
                case .failures, .dropped, .mismatches, .rate: break
                }
            }
        }
    }

    /// Where every arrival of the run went.
    package private(set) var books = Books()
    private var lateness = LatencyHistogram()
    private var endpoints: [Endpoint] = []

    /// Nothing.
    package init() {}

    /// What a record holds.
    package init(_ recorder: RunRecorder, _ needs: Needs) {
        books = recorder.books
        if needs.lateness { lateness = recorder.lateness }
        guard needs.endpoints else { return }
        endpoints = recorder.endpoints.map { record in
            var endpoint = Endpoint()
            endpoint.books = record.books
            if needs.service { endpoint.serviceTime = record.latency.serviceTime }
            if needs.response { endpoint.responseTime = record.latency.responseTime }
            if needs.recorded { endpoint.recorded = record.latency.recordedServiceTime }
            return endpoint
        }
    }

    /// Adds what another loop has measured of the same run.
    package mutating func merge(_ other: RunSoFar) {
        books.add(other.books)
        lateness.merge(other.lateness)
        for (index, endpoint) in other.endpoints.enumerated() {
            if index < endpoints.count {
                endpoints[index].merge(endpoint)
            } else {
                endpoints.append(endpoint)
            }
        }
    }

    /// The figures of the run so far, and those of the recording beside it.
    ///
    /// - Parameters:
    ///   - names: the endpoints' names, by their place in the run's table.
    ///   - seconds: how long the run has been sending.
    ///   - askedRate: requests a second that were asked for.
    package func figures(
        names: [String],
        seconds: Double,
        askedRate: Double?
    ) -> (run: ThresholdFigures, recording: ThresholdFigures) {
        var (run, recording) = (ThresholdFigures(), ThresholdFigures())
        run.lateness = lateness
        run.seconds = seconds
        run.askedRate = askedRate
        run.overall = Self.scope(books)
        // What is in flight was sent; of endpoints nobody counts that.
        run.overall.sent = books.scheduled &- min(books.scheduled, books.dropped &+ books.cancelled)
        for (index, endpoint) in endpoints.enumerated() where endpoint.books != Books() {
            var scope = Self.scope(endpoint.books)
            scope.serviceTime = endpoint.serviceTime
            scope.responseTime = endpoint.responseTime
            run.overall.serviceTime.merge(endpoint.serviceTime)
            run.overall.responseTime.merge(endpoint.responseTime)
            var recorded = ThresholdFigures.Scope()
            recorded.serviceTime = endpoint.recorded
            recording.overall.serviceTime.merge(endpoint.recorded)
            guard names.indices.contains(index) else { continue }
            run.endpoints[names[index]] = scope
            recording.endpoints[names[index]] = recorded
        }
        return (run, recording)
    }

    private static func scope(_ books: Books) -> ThresholdFigures.Scope {
        var scope = ThresholdFigures.Scope()
        scope.ended = books.sent
        scope.lost = books.failed &+ books.unfinished
        scope.sent = books.sent
        scope.dropped = books.dropped
        return scope
    }
}

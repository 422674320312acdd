package import Corpus

/// The record of a run, kept by one event loop and merged with those of the others once, at the end.
///
/// A plain value without locks. Recording allocates nothing once every endpoint and every status has been seen; what it
/// holds is bounded by ``RecorderLimits`` and not by the number of requests.
package struct RunRecorder: Sendable {
    /// What was recorded of each endpoint, by its place in the run's table.
    package private(set) var endpoints: [EndpointRecorder]

    /// How late the generator was; see ``Measurement/lateness``.
    package private(set) var lateness = LatencyHistogram()

    /// What requests waited for a connection to be opened, of those that did.
    package private(set) var connectTime = LatencyHistogram()

    /// By how much the instants of requests moved because responses before them on their connection were late, of those that
    /// did.
    package private(set) var moved = LatencyHistogram()

    /// Arrivals over time, by the instant of sending.
    package private(set) var series: ArrivalSeries

    /// The requests that took longest beyond their recorded time.
    package private(set) var changed = ChangedRequests()

    /// The reasons that failures gave.
    package private(set) var reasons = ReasonTally()

    /// Failures by kind that gave no reason; a status is explained by ``EndpointRecorder/failedStatuses``.
    package private(set) var unexplained: [FailureKind: UInt64] = [:]

    /// The last instant at which something was sent; 0 where nothing was.
    package private(set) var lastSent: UInt64 = 0

    /// Where every arrival went.
    package private(set) var books = Books()

    private var interval = RunInterval()

    /// A record of nothing.
    ///
    /// - Parameters:
    ///   - endpoints: how many endpoints the run's table has; more may come.
    ///   - origin: the run's start, on the clock of the measurements.
    package init(endpoints: Int, origin: UInt64) {
        let count = min(max(0, endpoints), RecorderLimits.endpoints)
        self.endpoints = (0..<count).map { EndpointRecorder(hasSeconds: $0 < RecorderLimits.endpointsWithSeconds) }
        series = ArrivalSeries(origin: origin)
    }

    /// Counts an arrival that the pacer made; afterwards it is recorded, dropped or cancelled.
    package mutating func schedule(at intended: UInt64) {
        books.scheduled &+= 1
        series.update(at: intended) { $0.scheduled &+= 1 }
    }

    /// Notes that an arrival's instant is so many nanoseconds later than recorded, as its connection was late.
    package mutating func move(by nanoseconds: UInt64) {
        moved.record(nanoseconds)
    }

    /// Counts an arrival that was not sent because a limit of the generator was reached.
    package mutating func drop(endpoint: Int, intended: UInt64) {
        books.dropped &+= 1
        interval.dropped &+= 1
        endpoints[place(of: endpoint)].drop()
        series.update(at: intended) { $0.dropped &+= 1 }
    }

    /// Counts arrivals that were not sent because the run was stopped.
    package mutating func cancel(_ count: UInt64 = 1) {
        books.cancelled &+= count
    }

    /// Records an arrival that was sent, or tried, and is over.
    ///
    /// - Parameters:
    ///   - measurement: what was measured.
    ///   - reason: why it failed, in words of bounded variety; nil where the kind, or the status, says it all.
    package mutating func record(_ measurement: Measurement, reason: String? = nil) {
        let elapsed = measurement.attempted > series.origin ? measurement.attempted - series.origin : 0
        endpoints[place(of: measurement.endpoint)]
            .record(measurement, elapsed: elapsed, isExplained: reason != nil)
        count(measurement.result, reason: reason)
        if measurement.exchange > 0, measurement.measuresLatency, let time = measurement.serviceTime,
            let recorded = measurement.recordedDuration
        {
            changed.note(
                ChangedRequests.Request(
                    exchange: measurement.exchange,
                    endpoint: measurement.endpoint,
                    recorded: recorded,
                    replayed: time
                )
            )
        }
        let late = measurement.lateness
        if let late {
            lateness.record(late)
            interval.lateness.record(late)
        }
        if measurement.connectTime > 0 { connectTime.record(measurement.connectTime) }
        if measurement.measuresLatency { interval.responseTime.record(measurement.responseTime) }
        lastSent = max(lastSent, measurement.sent)
        series.update(at: measurement.attempted) { bucket in
            bucket.sent &+= 1
            switch measurement.result {
            case .passed: bucket.passed &+= 1
            case .failed(let kind):
                bucket.failed &+= 1
                bucket.failuresByKind[kind, default: 0] &+= 1
            case .unfinished: bucket.unfinished &+= 1
            }
            guard let late else { return }
            bucket.latenessTotal &+= late
            bucket.latenessMax = max(bucket.latenessMax, late)
        }
        if measurement.sent > 0 { series.occupy(from: measurement.sent, to: measurement.lastByte) }
    }

    /// Adds the record that another event loop kept of the same run, with the same table of endpoints.
    package mutating func merge(_ other: RunRecorder) {
        for (index, endpoint) in other.endpoints.enumerated() {
            endpoints[place(of: index)].merge(endpoint)
        }
        lateness.merge(other.lateness)
        connectTime.merge(other.connectTime)
        moved.merge(other.moved)
        series.merge(other.series)
        reasons.merge(other.reasons)
        changed.merge(other.changed)
        unexplained.merge(other.unexplained) { $0 &+ $1 }
        lastSent = max(lastSent, other.lastSent)
        books.add(other.books)
        interval.merge(other.interval)
    }

    /// What happened since this was last called, and begins anew.
    package mutating func takeInterval() -> RunInterval {
        var taken = RunInterval()
        swap(&taken, &interval)
        taken.books = books
        return taken
    }

    /// The same record to look at while the original goes on, which then has to copy what it changes.
    ///
    /// The records over time are most of that; past ``RecorderLimits/secondsLookedAt`` they are left out, all of them, as
    /// some of them would be taken for the whole.
    package var toLookAt: RunRecorder {
        let bytes = endpoints.reduce(0) { $0 + ($1.seconds?.bytes ?? 0) }
        guard bytes > RecorderLimits.secondsLookedAt else { return self }
        var copy = self
        for index in copy.endpoints.indices { copy.endpoints[index].forgetSeconds() }
        return copy
    }

    /// All endpoints as one.
    package var overall: EndpointRecorder {
        var sum = EndpointRecorder(statusLimit: RecorderLimits.statusPairsPerRun)
        for endpoint in endpoints { sum.merge(endpoint) }
        return sum
    }

    private mutating func count(_ result: Measurement.Result, reason: String?) {
        books.sent &+= 1
        interval.sent &+= 1
        switch result {
        case .passed:
            books.passed &+= 1
        case .failed(let kind):
            books.failed &+= 1
            interval.failed &+= 1
            interval.failures[kind, default: 0] &+= 1
            if let reason {
                reasons.count(reason)
            } else {
                unexplained[kind, default: 0] &+= 1
            }
        case .unfinished:
            books.unfinished &+= 1
        }
    }

    /// The place of an endpoint in the record, which grows to hold it, up to its limit.
    private mutating func place(of endpoint: Int) -> Int {
        let place = min(max(0, endpoint), RecorderLimits.endpoints - 1)
        while endpoints.count <= place {
            endpoints.append(EndpointRecorder(hasSeconds: endpoints.count < RecorderLimits.endpointsWithSeconds))
        }
        return place
    }
}

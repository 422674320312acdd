/// The figures of an endpoint, or of a whole run, that a comparison needs: both summaries have them.
struct EndpointFigures {
    var requests: UInt64
    var failures: UInt64
    var failuresByKind: [String: UInt64]
    var statuses: [String: UInt64]
    var statusMatrix: [StatusRow]
    var latency: LatencySet

    init(_ summary: RunSummary) {
        requests = summary.books.sent
        failures = summary.failures
        failuresByKind = summary.failuresByKind
        statuses = summary.statuses
        statusMatrix = summary.statusMatrix
        latency = summary.latency
    }

    init(_ summary: EndpointSummary) {
        requests = summary.sent
        failures = summary.failed &+ summary.unfinished
        failuresByKind = summary.failuresByKind
        statuses = summary.statuses
        statusMatrix = summary.statusMatrix
        latency = summary.latency
    }
}

extension EndpointComparison {
    /// A replay beside the recorded outcomes of the same requests.
    init(name: String, recordingOf figures: EndpointFigures) {
        self.name = name
        requests = CountComparison(baseline: figures.requests, candidate: figures.requests)
        failures = CountComparison(baseline: nil, candidate: figures.failures)
        failuresByKind = figures.failuresByKind.mapValues { CountComparison(baseline: nil, candidate: $0) }
        statuses = Self.merged(Self.recordedStatuses(of: figures.statusMatrix), figures.statuses)
        statusChanges = Self.changes(baseline: nil, candidate: figures.statusMatrix)
        let latency = figures.latency
        paired = latency.paired
        // The run beside it has all ratios already.
        paired?.histogram = nil
        clocks = [
            ClockComparison(.serviceTime, baseline: latency.recordedServiceTime, candidate: latency.serviceTime),
            ClockComparison(
                .timeToFirstByte,
                baseline: latency.recordedTimeToFirstByte,
                candidate: latency.timeToFirstByte
            ),
        ].compactMap { $0 }
    }

    /// A run beside another run; one of them may lack the endpoint.
    init(name: String, baseline: EndpointFigures?, candidate: EndpointFigures?) {
        self.name = name
        requests = CountComparison(baseline: baseline?.requests, candidate: candidate?.requests)
        failures = CountComparison(baseline: baseline?.failures, candidate: candidate?.failures)
        failuresByKind = Self.merged(baseline?.failuresByKind, candidate?.failuresByKind)
        statuses = Self.merged(baseline?.statuses, candidate?.statuses)
        statusChanges = Self.changes(baseline: baseline?.statusMatrix ?? [], candidate: candidate?.statusMatrix ?? [])
        clocks = [
            ClockComparison(
                .responseTime,
                baseline: baseline?.latency.responseTime,
                candidate: candidate?.latency.responseTime
            ),
            ClockComparison(
                .serviceTime,
                baseline: baseline?.latency.serviceTime,
                candidate: candidate?.latency.serviceTime
            ),
            ClockComparison(
                .timeToFirstByte,
                baseline: baseline?.latency.timeToFirstByte,
                candidate: candidate?.latency.timeToFirstByte
            ),
        ].compactMap { $0 }
    }

    /// Counts by name on both sides; what a side that is there does not name, it has 0 of.
    private static func merged(_ baseline: [String: UInt64]?, _ candidate: [String: UInt64]?) -> [String:
        CountComparison]
    {
        var merged: [String: CountComparison] = [:]
        for name in Set((baseline ?? [:]).keys).union((candidate ?? [:]).keys) {
            merged[name] = CountComparison(
                baseline: baseline.map { $0[name] ?? 0 },
                candidate: candidate.map { $0[name] ?? 0 }
            )
        }
        return merged
    }

    private static func recordedStatuses(of matrix: [StatusRow]) -> [String: UInt64] {
        matrix.reduce(into: [:]) { statuses, row in
            statuses[row.recorded.map { String($0) } ?? StatusRow.none, default: 0] &+= row.count
        }
    }

    /// The rows of two matrices that are changes, by their statuses.
    ///
    /// - Parameter baseline: nil where the baseline is the recording itself.
    private static func changes(baseline: [StatusRow]?, candidate: [StatusRow]) -> [StatusChange] {
        var changes: [StatusPair: StatusChange] = [:]
        func change(_ row: StatusRow, _ update: (inout StatusChange) -> Void) {
            guard let recorded = row.recorded, row.isChange else { return }
            let pair = StatusPair(recorded: recorded, replayed: row.replayed ?? 0)
            let empty = StatusChange(
                recorded: recorded,
                replayed: row.replayed,
                baseline: baseline == nil ? nil : 0,
                candidate: 0
            )
            update(&changes[pair, default: empty])
        }
        for row in baseline ?? [] { change(row) { $0.baseline = ($0.baseline ?? 0) &+ row.count } }
        for row in candidate { change(row) { $0.candidate &+= row.count } }
        return changes.sorted { ($0.key.recorded, $0.key.replayed) < ($1.key.recorded, $1.key.replayed) }.map(\.value)
    }
}

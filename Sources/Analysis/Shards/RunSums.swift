import Corpus

/// What the summaries of shards come to.
struct RunSums {
    var books = Books()
    var askedRate = 0.0
    var versions: Set<String> = []
    var configuration: [String: [String]] = [:]
    var latency = LatencyRecorder()
    var lateness = LatencyHistogram()
    var connectTime = LatencyHistogram()
    var moved = LatencyHistogram()
    var timerFloor = LatencyHistogram()
    var warmup: WarmupSummary?
    var failuresByKind: [String: UInt64] = [:]
    var reasons = ReasonTally()
    var statuses: [String: UInt64] = [:]
    var statusMatrix: [StatusRow] = []
    var responseBytes: UInt64 = 0
    var endpoints: [EndpointSums] = []
    var changed: [ChangedRequest]?
    var series = ArrivalSeries(origin: 0)
    var connections: ConnectionSummary?
    var dns: DNSSummary?
    var cookies: CookieSummary?
    var correlation: CorrelationSummary?
    var responses: ResponsesSummary?
    var corpus: CorpusSummary?
    /// What has to hold, in the order of the first shard that has it.
    var thresholds: [Threshold] = []

    private var places: [String: Int] = [:]

    mutating func add(_ summary: RunSummary) {
        books.add(summary.books)
        askedRate += summary.rps
        versions.insert(summary.toolVersion)
        for (key, value) in summary.configuration where configuration[key]?.contains(value) != true {
            configuration[key, default: []].append(value)
        }
        latency.merge(LatencyRecorder(summary.latency))
        lateness.merge(summary.lateness.histogram)
        connectTime.merge(summary.connectTime.histogram)
        if let added = summary.moved { moved.merge(added.histogram) }
        if let added = summary.timerFloor { timerFloor.merge(added.histogram) }
        warmup = Self.merged(warmup, summary.warmup) { sum, added in
            sum.seconds = max(sum.seconds, added.seconds)
            sum.books.add(added.books)
        }
        failuresByKind.merge(summary.failuresByKind) { $0 &+ $1 }
        for reason in summary.failureReasons { reasons.count(reason.reason, by: reason.count) }
        statuses.merge(summary.statuses) { $0 &+ $1 }
        statusMatrix += summary.statusMatrix
        responseBytes &+= summary.responseBytes
        for endpoint in summary.endpoints { add(endpoint) }
        if let added = summary.mostChanged { changed = ChangedRequest.worst(of: (changed ?? []) + added) }
        series.merge(ArrivalSeries(summary.series))
        connections = Self.merged(connections, summary.connections, Self.add)
        dns = Self.merged(dns, summary.dns) { sum, added in
            sum.lookups &+= added.lookups
            sum.hits &+= added.hits
            sum.failures &+= added.failures
            sum.time += added.time
        }
        cookies = Self.merged(cookies, summary.cookies) { $0.add($1) }
        correlation = Self.merged(correlation, summary.correlation) { $0.add($1) }
        responses = Self.merged(responses, summary.responses) { $0.add($1) }
        corpus = Self.merged(corpus, summary.corpus) { sum, added in
            sum.leftOut = Self.sum(sum.leftOut, added.leftOut)
            sum.notSelected = Self.sum(sum.notSelected, added.notSelected)
        }
        for result in summary.thresholds ?? [] { add(result) }
    }

    /// What had to hold for a shard has to hold for the whole.
    private mutating func add(_ result: ThresholdResult) {
        guard !thresholds.contains(where: { $0.text == result.expression }),
            let threshold = try? Threshold(result.expression)
        else { return }
        thresholds.append(threshold)
    }

    private mutating func add(_ endpoint: EndpointSummary) {
        if let place = places[endpoint.name] {
            endpoints[place].add(endpoint)
        } else {
            places[endpoint.name] = endpoints.count
            endpoints.append(EndpointSums(endpoint))
        }
    }

    private static func add(_ sum: inout ConnectionSummary, _ added: ConnectionSummary) {
        sum.opened &+= added.opened
        sum.failed &+= added.failed
        sum.reused &+= added.reused
        sum.reset &+= added.reset
        sum.http2 = Self.sum(sum.http2, added.http2)
        sum.prewarmed = Self.sum(sum.prewarmed, added.prewarmed)
        sum.waitedForConnection = Self.sum(sum.waitedForConnection, added.waitedForConnection)
        sum.waitedForHost = Self.sum(sum.waitedForHost, added.waitedForHost)
        sum.retired = Self.sum(sum.retired, added.retired)
        sum.retries = Self.sum(sum.retries, added.retries)
        sum.bytesReceived &+= added.bytesReceived
        sum.bytesSent &+= added.bytesSent
    }

    /// What two shards come to of something that either may lack.
    private static func merged<Part>(_ sum: Part?, _ added: Part?, _ add: (inout Part, Part) -> Void) -> Part? {
        guard var whole = sum, let added else { return sum ?? added }
        add(&whole, added)
        return whole
    }

    private static func sum(_ one: UInt64?, _ other: UInt64?) -> UInt64? {
        one == nil && other == nil ? nil : (one ?? 0) &+ (other ?? 0)
    }

    private static func sum(_ one: [String: UInt64]?, _ other: [String: UInt64]?) -> [String: UInt64]? {
        one == nil && other == nil ? nil : (one ?? [:]).merging(other ?? [:]) { $0 &+ $1 }
    }
}

/// What the summaries of one endpoint come to.
struct EndpointSums {
    private(set) var summary: EndpointSummary
    private var latency: LatencyRecorder

    init(_ first: EndpointSummary) {
        summary = first
        latency = LatencyRecorder(first.latency)
    }

    mutating func add(_ other: EndpointSummary) {
        latency.merge(LatencyRecorder(other.latency))
        summary.sent &+= other.sent
        summary.passed &+= other.passed
        summary.failed &+= other.failed
        summary.unfinished &+= other.unfinished
        summary.dropped &+= other.dropped
        summary.responseBytes &+= other.responseBytes
        summary.failuresByKind.merge(other.failuresByKind) { $0 &+ $1 }
        summary.statuses.merge(other.statuses) { $0 &+ $1 }
        summary.statusMatrix = StatusRow.merged(summary.statusMatrix + other.statusMatrix)
        summary.latency = LatencySet(latency)
        if let added = other.seconds {
            if summary.seconds == nil { summary.seconds = added } else { summary.seconds?.merge(added) }
        }
    }
}

extension StatusRow {
    /// Rows of the same statuses as one, in their order.
    static func merged(_ rows: [StatusRow]) -> [StatusRow] {
        var counts: [StatusPair: UInt64] = [:]
        for row in rows {
            counts[StatusPair(recorded: row.recorded ?? 0, replayed: row.replayed ?? 0), default: 0] &+= row.count
        }
        var tally = StatusTally(limit: counts.count)
        for (pair, count) in counts { tally.count(pair, by: count) }
        return StatusRow.rows(of: tally)
    }
}

extension ChangedRequest {
    /// Those that changed most, as a run keeps them.
    static func worst(of requests: [ChangedRequest]) -> [ChangedRequest] {
        let sorted = requests.sorted {
            ($0.replayed - $0.recorded, $1.exchange) > ($1.replayed - $1.recorded, $0.exchange)
        }
        return Array(sorted.prefix(ChangedRequests.limit))
    }
}

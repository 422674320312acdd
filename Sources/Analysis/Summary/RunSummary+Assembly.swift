import Corpus
import FoundationEssentials

extension RunSummary {
    /// The summary of a run that is over, or of one that goes on as far as it has come.
    ///
    /// - Parameters:
    ///   - recorder: the merged record of all event loops.
    ///   - context: what the record does not know. Numbers in it that are not finite count as 0.
    package init(_ recorder: RunRecorder, _ context: RunContext) {
        let overall = recorder.overall
        let books = recorder.books
        let latency = LatencySet(overall.latency)
        rps = context.rate.finite
        runtime = context.runtime.finite
        total = books.sent
        passes = books.passed
        failures = books.failed &+ books.unfinished
        responseTimes = ResponseTimes(
            average: latency.responseTime.mean,
            percentile: latency.responseTime.p95,
            max: latency.responseTime.max
        )
        schema = Self.schemaID
        schemaVersion = Self.currentSchemaVersion
        toolVersion = context.toolVersion
        kind = context.kind
        verdict = context.gate.verdict(
            books: context.isUnderWay ? books.settled : books,
            connections: context.connections,
            warmup: context.warmup,
            lateness: recorder.lateness,
            thresholds: context.thresholds
        )
        startedAt = Self.text(of: context.startedAt)
        configuration = context.configuration
        options = context.options
        pacing = Self.pacing(of: recorder, context)
        self.books = books
        self.latency = latency
        lateness = LatencySummary(recorder.lateness)
        connectTime = LatencySummary(recorder.connectTime)
        moved = recorder.moved.count > 0 ? LatencySummary(recorder.moved) : nil
        warmup = context.warmup
        timerFloor = context.timerFloor.map { LatencySummary($0) }
        failuresByKind = overall.failures.reduce(into: [:]) { $0[$1.key.rawValue] = $1.value }
        failureReasons = Self.reasons(of: recorder, overall)
        statuses = StatusRow.statuses(of: overall.statuses)
        statusMatrix = StatusRow.rows(of: overall.statuses)
        responseBytes = overall.responseBytes
        endpoints = Self.endpoints(of: recorder, context)
        mostChanged = latency.paired == nil ? nil : Self.mostChanged(of: recorder, context)
        series = SeriesSummary(recorder.series)
        connections = context.connections
        dns = context.dns
        cookies = context.cookies
        correlation = context.correlation
        responses = context.responses
        corpus = context.corpus
        shard = context.shard
        shards = nil
        comparison = nil
        if let aborted = context.aborted {
            self.aborted = aborted
            verdict.add(aborted)
        }
        if !context.thresholds.isEmpty {
            let results = ThresholdResult.results(of: context.thresholds, in: self)
            thresholds = results
            verdict.add(results)
        }
        if let failure = context.failure { verdict.add(failure: failure) }
        if kind == .replay { comparison = Comparison(recordingOf: self) }
    }

    private static func endpoints(of recorder: RunRecorder, _ context: RunContext) -> [EndpointSummary] {
        recorder.endpoints.enumerated().compactMap { index, endpoint in
            guard endpoint.books != Books() else { return nil }
            return EndpointSummary(name: name(ofEndpoint: index, context), endpoint)
        }
    }

    private static func name(ofEndpoint index: Int, _ context: RunContext) -> String {
        context.endpointNames.indices.contains(index) ? context.endpointNames[index] : "(\(index))"
    }

    private static func mostChanged(of recorder: RunRecorder, _ context: RunContext) -> [ChangedRequest] {
        recorder.changed.requests.map {
            ChangedRequest(
                exchange: $0.exchange,
                endpoint: name(ofEndpoint: $0.endpoint, context),
                recorded: Milliseconds.of($0.recorded),
                replayed: Milliseconds.of($0.replayed)
            )
        }
    }

    private static func pacing(of recorder: RunRecorder, _ context: RunContext) -> PacingSummary {
        let origin = recorder.series.origin
        let sending = recorder.lastSent > origin ? Double(recorder.lastSent - origin) / 1_000_000_000 : 0
        let planned = Swift.min(context.runtime.finite, (context.stoppedAfter ?? .infinity))
        let time = Swift.max(planned, sending)
        return PacingSummary(
            mode: context.speed == nil ? .rate : .recorded,
            speed: context.speed?.finite,
            askedRate: context.rate.finite,
            reachedRate: Double.ratio(Double(recorder.books.sent), to: time) ?? 0,
            seconds: time.finite,
            stoppedEarly: context.stoppedAfter == nil || context.isUnderWay ? nil : true
        )
    }

    /// The reasons that were given, and for failures without one what their kind or their status says.
    private static func reasons(of recorder: RunRecorder, _ overall: EndpointRecorder) -> [ReasonCount] {
        var reasons = recorder.reasons
        for row in overall.failedStatuses.rows {
            let expected = row.pair.recorded == 0 ? "" : " where \(row.pair.recorded) was recorded"
            reasons.count("status \(row.pair.replayed)\(expected)", by: row.count)
        }
        if overall.failedStatuses.unlisted > 0 {
            reasons.count(FailureKind.status.explanation, by: overall.failedStatuses.unlisted)
        }
        for kind in FailureKind.allCases where kind != .status {
            if let count = recorder.unexplained[kind] { reasons.count(kind.explanation, by: count) }
        }
        return reasons.sorted.map { ReasonCount(reason: $0.reason, count: $0.count) }
    }

    private static func text(of instant: Timestamp) -> String {
        let date = Date(timeIntervalSince1970: Double(instant.nanoseconds) / 1_000_000_000)
        return date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}

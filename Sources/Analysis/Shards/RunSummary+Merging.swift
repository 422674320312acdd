import Corpus

extension RunSummary {
    /// The parts of a replay as one run: histograms and counts are added up, and nothing is averaged.
    ///
    /// - Parameters:
    ///   - shards: the parts; those that are missing are as if nothing of them had been sent.
    ///   - allowsMissing: whether the verdict is on what is there, even where parts are missing, there twice, or failed.
    package init(merging shards: ShardSet, allowsMissing: Bool = false) {
        var sum = RunSums()
        for summary in shards.summaries { sum.add(summary) }
        // A set has one summary at least.
        self = shards.summaries[0]
        books = sum.books
        rps = sum.askedRate
        runtime = shards.summaries.map(\.runtime).max() ?? runtime
        total = books.sent
        passes = books.passed
        failures = books.failed &+ books.unfinished
        latency = LatencySet(sum.latency)
        responseTimes = ResponseTimes(
            average: latency.responseTime.mean,
            percentile: latency.responseTime.p95,
            max: latency.responseTime.max
        )
        startedAt = shards.summaries.map(\.startedAt).min() ?? startedAt
        toolVersion = sum.versions.sorted().joined(separator: ", ")
        configuration = sum.configuration.mapValues { $0.joined(separator: ", ") }
        mergePacing(shards.summaries)
        lateness = LatencySummary(sum.lateness)
        connectTime = LatencySummary(sum.connectTime)
        moved = sum.moved.count > 0 ? LatencySummary(sum.moved) : nil
        timerFloor = sum.timerFloor.count > 0 ? LatencySummary(sum.timerFloor) : nil
        warmup = sum.warmup
        failuresByKind = sum.failuresByKind
        failureReasons = sum.reasons.sorted.map { ReasonCount(reason: $0.reason, count: $0.count) }
        statuses = sum.statuses
        statusMatrix = StatusRow.merged(sum.statusMatrix)
        responseBytes = sum.responseBytes
        endpoints = sum.endpoints.map(\.summary)
        mostChanged = sum.changed
        series = SeriesSummary(sum.series)
        connections = sum.connections
        dns = sum.dns
        cookies = sum.cookies
        correlation = sum.correlation
        responses = sum.responses
        corpus = sum.corpus
        aborted = shards.summaries.compactMap(\.aborted).first
        shard = nil
        options?.removeValue(forKey: "shard")
        self.shards = shards.parts
        verdict = VerdictGate().verdict(
            books: books,
            connections: sum.connections,
            warmup: warmup,
            lateness: sum.lateness,
            thresholds: sum.thresholds
        )
        if let aborted { verdict.add(aborted) }
        thresholds = nil
        if !sum.thresholds.isEmpty {
            let results = ThresholdResult.results(of: sum.thresholds, in: self)
            thresholds = results
            verdict.add(results)
        }
        if !shards.problems.isEmpty, !allowsMissing {
            verdict = Verdict(outcome: .invalid, reasons: shards.reasons + verdict.reasons)
        }
        comparison = kind == .replay ? Comparison(recordingOf: self) : nil
    }

    private mutating func mergePacing(_ summaries: [RunSummary]) {
        pacing.seconds = summaries.map(\.pacing.seconds).max() ?? 0
        pacing.askedRate = rps
        pacing.reachedRate = Double.ratio(Double(books.sent), to: pacing.seconds) ?? 0
        pacing.stoppedEarly = summaries.contains { $0.pacing.stoppedEarly == true } ? true : nil
    }
}

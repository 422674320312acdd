extension Comparison {
    /// A replay beside the recorded outcomes of the requests that it sent; nil where nothing is recorded of them.
    package init?(recordingOf summary: RunSummary) {
        let hasOutcomes = summary.statusMatrix.contains { $0.recorded != nil }
        guard hasOutcomes || summary.latency.recordedServiceTime != nil else { return nil }
        baseline = ComparisonSide(recordingOf: summary)
        candidate = ComparisonSide(summary, label: "replay")
        notes = Self.validityNotes([candidate]) + [Self.vantageNote]
        overall = EndpointComparison(name: Self.overallName, recordingOf: EndpointFigures(summary))
        mostChanged = summary.mostChanged
        corpus = summary.configuration["corpus"]
        endpoints = Self.sorted(
            summary.endpoints.map { EndpointComparison(name: $0.name, recordingOf: EndpointFigures($0)) }
        )
    }

    /// A run beside an earlier one.
    ///
    /// - Parameters:
    ///   - baseline: the run that the candidate is held against.
    ///   - baselineLabel: the name it was given by.
    ///   - candidate: the run that is looked at.
    ///   - candidateLabel: the name it was given by.
    ///   - rules: what counts as a change.
    package init(
        baseline: RunSummary,
        labelled baselineLabel: String,
        candidate: RunSummary,
        labelled candidateLabel: String,
        rules: JudgementRules = JudgementRules()
    ) {
        self.init(
            baseline: LabelledRuns(LabelledRun(label: baselineLabel, summary: baseline)),
            candidate: LabelledRuns(LabelledRun(label: candidateLabel, summary: candidate)),
            rules: rules
        )
    }

    /// Some runs beside some earlier ones: judged by all of them, with the figures of each side's middle one.
    ///
    /// - Parameters:
    ///   - baseline: the runs that the candidate is held against.
    ///   - candidate: the runs that are looked at.
    ///   - noise: runs of one release, to learn from how much runs differ here by themselves.
    ///   - rules: what counts as a change.
    ///   - thresholds: what else the candidate has to keep.
    package init(
        baseline: LabelledRuns,
        candidate: LabelledRuns,
        noise: [LabelledRun] = [],
        rules: JudgementRules = JudgementRules(),
        thresholds: [Threshold] = []
    ) {
        let (before, after) = (baseline.middle, candidate.middle)
        self.baseline = ComparisonSide(before.summary, label: before.label)
        self.candidate = ComparisonSide(after.summary, label: after.label)
        let runs = baseline.all + candidate.all + noise
        let obstacles =
            Self.validityNotes(runs.map { ComparisonSide($0.summary, label: $0.label) })
            + Self.differences(among: runs) + Self.repeated(runs)
        notes = obstacles + Self.middleNotes(baseline, candidate, noise)
        judgement = Judgement(
            runs: RunGroups(
                baseline: baseline.all.map(\.summary),
                candidate: candidate.all.map(\.summary),
                noise: noise.map(\.summary)
            ),
            obstacles: obstacles,
            rules: rules
        )
        self.thresholds = Self.results(of: thresholds, baseline: baseline, candidate: candidate)
        overall = EndpointComparison(
            name: Self.overallName,
            baseline: EndpointFigures(before.summary),
            candidate: EndpointFigures(after.summary)
        )
        let (left, right) = (Self.byName(before.summary), Self.byName(after.summary))
        endpoints = Self.sorted(
            Set(left.keys).union(right.keys).map {
                EndpointComparison(name: $0, baseline: left[$0], candidate: right[$0])
            }
        )
    }

    private static func results(
        of thresholds: [Threshold],
        baseline: LabelledRuns,
        candidate: LabelledRuns
    ) -> [ThresholdResult]? {
        guard !thresholds.isEmpty else { return nil }
        let (before, after) = (baseline.all.map(\.summary), candidate.all.map(\.summary))
        let (baselines, runs) = (before.map { ThresholdFigures($0) }, after.map { ThresholdFigures($0) })
        return thresholds.map { ThresholdResult($0, runs: runs, baselines: baselines) }
    }

    private static func byName(_ summary: RunSummary) -> [String: EndpointFigures] {
        // A summary that was edited may name an endpoint twice; the first one counts.
        Dictionary(summary.endpoints.map { ($0.name, EndpointFigures($0)) }) { first, _ in first }
    }

    private static func sorted(_ endpoints: [EndpointComparison]) -> [EndpointComparison] {
        func requests(_ endpoint: EndpointComparison) -> UInt64 {
            max(endpoint.requests.baseline ?? 0, endpoint.requests.candidate ?? 0)
        }
        return endpoints.sorted { left, right in
            let (leftRequests, rightRequests) = (requests(left), requests(right))
            return leftRequests == rightRequests ? left.name < right.name : leftRequests > rightRequests
        }
    }

    private static func validityNotes(_ sides: [ComparisonSide]) -> [String] {
        sides.filter { $0.verdict == .invalid }.map {
            "The run \($0.label) is invalid: its generator was the limit, so its figures prove nothing about the target."
        }
    }

    /// What makes runs unlike before any figure is looked at.
    private static func differences(among runs: [LabelledRun]) -> [String] {
        guard let first = runs.first else { return [] }
        return runs.dropFirst().flatMap { run in
            let problems = differences(first.summary, run.summary)
            return runs.count == 2
                ? problems.map { "The two runs \($0)." } : problems.map { "\(first.label) and \(run.label) \($0)." }
        }
    }

    private static func differences(_ baseline: RunSummary, _ candidate: RunSummary) -> [String] {
        var problems: [String] = []
        if baseline.corpus?.digest != candidate.corpus?.digest {
            problems.append("did not send the same corpus")
        }
        if baseline.pacing.mode != candidate.pacing.mode || baseline.pacing.speed != candidate.pacing.speed {
            problems.append("were not paced alike")
        } else if !PacingSummary.isClose(baseline.pacing.askedRate, candidate.pacing.askedRate) {
            problems.append("were asked for different rates")
        }
        return problems
    }

    /// Several runs are only worth more than one where each is a run of its own.
    private static func repeated(_ runs: [LabelledRun]) -> [String] {
        guard runs.count > 2 else { return [] }
        return runs.indices.flatMap { index in
            runs[..<index].filter { $0.summary == runs[index].summary }
                .map { "\($0.label) and \(runs[index].label) are the same run, given twice." }
        }
    }

    private static func middleNotes(
        _ baseline: LabelledRuns,
        _ candidate: LabelledRuns,
        _ noise: [LabelledRun]
    ) -> [String] {
        let counts = [baseline.all.count, candidate.all.count]
        guard counts.contains(where: { $0 > 1 }) || !noise.isEmpty else { return [] }
        return [
            "Judged by \(counts[0]) \(counts[0] == 1 ? "run" : "runs") of the baseline, \(counts[1]) of the candidate and "
                + "\(noise.count) kept for their noise; "
                + "the figures side by side are those of \(baseline.middle.label) and \(candidate.middle.label), "
                + "the middle ones by their medians."
        ]
    }
}

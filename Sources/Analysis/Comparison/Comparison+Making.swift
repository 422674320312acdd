extension Comparison {
    /// A replay beside the recorded outcomes of the requests that it sent; nil where nothing is recorded of them.
    package init?(recordingOf summary: RunSummary) {
        let hasOutcomes = summary.statusMatrix.contains { $0.recorded != nil }
        guard hasOutcomes || summary.latency.recordedServiceTime != nil else { return nil }
        baseline = ComparisonSide(recordingOf: summary)
        candidate = ComparisonSide(summary, label: "replay")
        notes = Self.validityNotes([candidate]) + [Self.vantageNote]
        overall = EndpointComparison(name: Self.overallName, recordingOf: EndpointFigures(summary))
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
        self.baseline = ComparisonSide(baseline, label: baselineLabel)
        self.candidate = ComparisonSide(candidate, label: candidateLabel)
        notes = Self.validityNotes([self.baseline, self.candidate]) + Self.differences(baseline, candidate)
        judgement = Judgement(baseline: baseline, candidate: candidate, obstacles: notes, rules: rules)
        overall = EndpointComparison(
            name: Self.overallName,
            baseline: EndpointFigures(baseline),
            candidate: EndpointFigures(candidate)
        )
        let before = Self.byName(baseline)
        let after = Self.byName(candidate)
        endpoints = Self.sorted(
            Set(before.keys).union(after.keys).map {
                EndpointComparison(name: $0, baseline: before[$0], candidate: after[$0])
            }
        )
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

    /// What makes two runs unlike before any figure is looked at.
    private static func differences(_ baseline: RunSummary, _ candidate: RunSummary) -> [String] {
        var notes: [String] = []
        if baseline.corpus?.digest != candidate.corpus?.digest {
            notes.append("The two runs did not send the same corpus.")
        }
        if baseline.pacing.mode != candidate.pacing.mode || baseline.pacing.speed != candidate.pacing.speed {
            notes.append("The two runs were not paced alike.")
        } else if !isClose(baseline.pacing.askedRate, candidate.pacing.askedRate) {
            notes.append("The two runs were asked for different rates.")
        }
        return notes
    }

    /// Whether two rates differ by no more than what rounding and the end of a run make.
    private static func isClose(_ left: Double, _ right: Double) -> Bool {
        abs(left - right) <= 0.01 * max(abs(left), abs(right))
    }
}

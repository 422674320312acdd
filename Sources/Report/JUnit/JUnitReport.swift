package import Analysis

/// A run or a comparison as JUnit XML, which continuous integration systems show as tests.
///
/// One test suite holds a case for the run as a whole, one for each threshold and one for each figure that was judged. What
/// cannot be judged is an error, what is worse a failure, and what could go either way is skipped. The elements and attributes
/// are those of Apache Ant's JUnit task, which Jenkins and GitLab read.
package struct JUnitReport: Sendable {
    private let suite: JUnitSuite

    /// A run, with its thresholds.
    package init(_ summary: RunSummary) {
        var suite = JUnitSuite(
            name: "spammer \(summary.kind.rawValue)",
            timestamp: summary.startedAt,
            seconds: summary.pacing.seconds
        )
        suite.properties = summary.configuration.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        let thresholds = summary.thresholds ?? []
        // What thresholds say is said by their own cases.
        let missed = Set(thresholds.filter { !$0.passed }.map(\.sentence))
        let reasons = summary.verdict.reasons.filter { !missed.contains($0) }
        switch summary.verdict.outcome {
        case .invalid: suite.add("run", "the run is valid", .error(reasons))
        case .fail where !reasons.isEmpty: suite.add("run", "requests end as expected", .failure(reasons))
        case .fail, .pass: suite.add("run", "requests end as expected", .passed)
        }
        if let responses = summary.responses {
            suite.add("responses", "responses are the recorded ones", .init(responses))
        }
        suite.add(thresholds)
        self.suite = suite
    }

    /// A run beside another, with what was judged of it.
    package init(_ comparison: Comparison) {
        let (before, after) = (comparison.baseline.label, comparison.candidate.label)
        var suite = JUnitSuite(name: "spammer compare", timestamp: comparison.candidate.startedAt, seconds: nil)
        suite.properties = [("baseline", before), ("candidate", after)]
        if let judgement = comparison.judgement {
            suite.add(
                "comparison",
                "the runs can be held against each other",
                judgement.outcome == .inconclusive ? .error(judgement.reasons) : .passed
            )
            for finding in judgement.findings {
                suite.add(finding.endpoint, finding.figure, JUnitSuite.Outcome(finding))
            }
            if let silence = judgement.silenceOnLatency { suite.add("comparison", "latency", .skipped(silence)) }
        }
        suite.add(comparison.thresholds ?? [])
        self.suite = suite
    }

    /// The document.
    package var xml: String { suite.xml }
}

extension JUnitSuite.Outcome {
    /// Responses that differ fail nothing by themselves: a threshold does, and has a case of its own.
    init(_ responses: ResponsesSummary) {
        let isSure = responses.different == 0 && responses.compared > 0
        self = isSure ? .passed : .skipped(ResponsesText.sentence(responses))
    }

    init(_ finding: Judgement.Finding) {
        switch finding.outcome {
        case .regression: self = .failure([finding.sentence])
        case .undecided, .inconclusive: self = .skipped("These runs do not tell: it could go either way.")
        case .improvement, .equivalent: self = .passed
        }
    }
}

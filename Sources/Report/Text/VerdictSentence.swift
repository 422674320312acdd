package import Analysis

/// A verdict as one word and one sentence, for those who read nothing else.
package struct VerdictSentence: Sendable, Hashable {
    /// The one word: `Regression`.
    package let word: String
    /// What the word means to the reader.
    package let tone: Tone
    /// The sentence, with its most important reason.
    package let sentence: String

    /// Endpoints that a sentence names; more would be a list.
    private static let mostNamed = 2

    /// The verdict on a run.
    package init(_ summary: RunSummary) {
        switch summary.verdict.outcome {
        case .pass:
            (word, tone) = ("Pass", .good)
            sentence = Self.passing(summary)
        case .fail:
            (word, tone) = ("Fail", .bad)
            sentence = summary.verdict.reasons.first ?? "The run failed."
        case .invalid:
            (word, tone) = ("Invalid", .bad)
            sentence = "This run proves nothing about the target. " + (summary.verdict.reasons.first ?? "")
        }
    }

    /// The verdict on a run beside another; of a replay beside its recording there is none.
    package init?(_ comparison: Comparison) {
        guard let judgement = comparison.judgement else { return nil }
        let (before, after) = (comparison.baseline.label, comparison.candidate.label)
        let missed = comparison.missedThresholds
        if let first = missed.first, judgement.outcome != .regression, judgement.outcome != .inconclusive {
            (word, tone) = ("Fail", .bad)
            let others =
                missed.count > 1
                ? " \(NumberText.count(UInt64(missed.count - 1), "other threshold")) \(missed.count == 2 ? "was" : "were") not met either."
                : ""
            sentence = first.sentence + others
            return
        }
        switch judgement.outcome {
        case .regression:
            (word, tone) = ("Regression", .bad)
            sentence = "\(after) is worse than \(before): \(Self.clauses(.regression, comparison))."
        case .improvement:
            (word, tone) = ("Improvement", .good)
            sentence =
                "\(after) is better than \(before): nothing \(Self.gotWorse(judgement)), and "
                + "\(Self.clauses(.improvement, comparison))."
        case .equivalent:
            (word, tone) = ("Equivalent", .good)
            sentence =
                "\(after) is as good as \(before): "
                + "\(Self.figures(judgement.findings.count)) stayed within the noise."
        case .undecided:
            (word, tone) = ("Undecided", .warning)
            sentence = Self.undecided(judgement)
        case .inconclusive:
            (word, tone) = ("Inconclusive", .warning)
            sentence = "These runs cannot be held against each other. " + (judgement.reasons.first ?? "")
        }
    }

    private static func passing(_ summary: RunSummary) -> String {
        let requests = NumberText.count(summary.total, "request")
        let latency = summary.latency.serviceTime
        guard summary.failures == 0 else {
            let ending = "\(NumberText.count(summary.passes)) of \(requests) ended as expected"
            // Those that timed out have a time as well, and those that were refused have none.
            return latency.count == 0 ? "\(ending)." : "\(ending); the median service time was \(time(latency.p50))."
        }
        let ending = "\(requests) ended as expected"
        return latency.count == 0 ? "\(ending)." : "\(ending), half of them within \(time(latency.p50))."
    }

    /// That something got worse, as far as it can be denied: what could go either way may have.
    static func gotWorse(_ judgement: Judgement) -> String {
        let isOpen = judgement.findings.contains { $0.outcome == .undecided } || judgement.silenceOnLatency != nil
        return isOpen ? "is known to be worse" : "got worse"
    }

    private static func undecided(_ judgement: Judgement) -> String {
        let open = judgement.findings.count { $0.outcome == .undecided }
        guard open > 0 else {
            return judgement.reasons.first ?? "These runs do not tell whether the candidate is worse."
        }
        return "Nothing is known to be worse, but \(open) of \(figures(judgement.findings.count)) could go either way; "
            + "longer runs, or several a side, would tell."
    }

    private static func figures(_ count: Int) -> String {
        NumberText.count(UInt64(count), "figure")
    }

    /// The endpoints that changed so, the worst first, each by its failures, its median, or else the figure that changed
    /// most.
    private static func clauses(_ outcome: Judgement.Outcome, _ comparison: Comparison) -> String {
        let findings = (comparison.judgement?.findings ?? []).filter { $0.outcome == outcome }
        let ordered = outcome == .improvement ? findings.reversed() : findings
        var named: [Judgement.Finding] = []
        for finding in ordered {
            guard let place = named.firstIndex(where: { $0.endpoint == finding.endpoint }) else {
                named.append(finding)
                continue
            }
            // A median says more than a tail that moved further.
            if named[place].ratio != nil, finding.figure == Quantile.p50.rawValue { named[place] = finding }
        }
        // All endpoints as one say something only where no single one does.
        let single = named.filter { $0.endpoint != Comparison.overallName }
        if !single.isEmpty { named = single }
        var clauses = named.prefix(mostNamed).map { clause($0, comparison) }
        let rest = named.count - clauses.count
        if rest > 0 {
            clauses.append(
                "\(NumberText.count(UInt64(rest), "other endpoint")) got \(outcome == .regression ? "worse" : "better")"
            )
        }
        guard let last = clauses.popLast() else { return "" }
        return clauses.isEmpty
            ? last : clauses.joined(separator: ", ") + (clauses.count > 1 ? "," : "") + " and \(last)"
    }

    private static func clause(_ finding: Judgement.Finding, _ comparison: Comparison) -> String {
        if let ratio = finding.ratio {
            let place = finding.figure == Quantile.p50.rawValue ? "at the median" : "at \(finding.figure)"
            return "\(finding.endpoint) takes \(NumberText.ratio(ratio)) as long \(place)"
        }
        let endpoint =
            finding.endpoint == comparison.overall.name
            ? comparison.overall : comparison.endpoints.first { $0.name == finding.endpoint }
        guard let before = endpoint?.failureShare(\.baseline), let after = endpoint?.failureShare(\.candidate) else {
            return "\(finding.endpoint) fails \(finding.difference > 0 ? "more" : "less")"
        }
        return "\(finding.endpoint) fails \(after) of the time instead of \(before)"
    }

    private static func time(_ milliseconds: Double) -> String {
        NumberText.time(milliseconds: milliseconds)
    }
}

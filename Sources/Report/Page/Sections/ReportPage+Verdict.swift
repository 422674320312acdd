import Analysis

extension ReportPage {
    /// The verdict, what else a reader must know, and the figures that everybody asks for.
    var verdictSection: PageSection {
        let verdict = comparison.flatMap { VerdictSentence($0) } ?? VerdictSentence(candidate.summary)
        let notes = remarks(besides: verdict.sentence).map { note -> HTML in "<li>\(note)</li>\n" }
        let list: HTML = notes.isEmpty ? .none : "<ul class=\"notes\">\n\(notes)</ul>\n"
        return PageSection(
            "verdict",
            "Verdict",
            """
            <p class="pill \(verdict.tone.style)">\(verdict.word)</p>
            <h1>\(verdict.sentence)</h1>
            \(list)\(keyFigures)
            """
        )
    }

    /// What the sentence does not say: further reasons, and what makes figures worth less than they seem.
    private func remarks(besides sentence: String) -> [String] {
        guard let comparison else { return Array(candidate.summary.verdict.reasons.dropFirst()) }
        guard let judgement = comparison.judgement else {
            return candidate.summary.verdict.reasons.dropFirst() + comparison.notes
        }
        switch judgement.outcome {
        case .inconclusive: return Array(judgement.reasons.dropFirst())
        case .regression, .improvement, .equivalent, .undecided:
            // The findings themselves are the next section.
            let silence = judgement.silenceOnLatency.map { [$0] } ?? []
            return comparison.notes + silence.filter { !sentence.contains($0) }
        }
    }

    private var keyFigures: HTML {
        let summary = candidate.summary
        let pacing = summary.pacing
        let overall = comparison?.overall
        let isRun = comparison?.baseline.kind == .run
        let before = isRun ? "baseline" : "recorded"
        func earlier(_ text: String?) -> String { text.map { "\(before) \($0)" } ?? "" }
        func quantile(_ quantile: Quantile) -> String {
            earlier(overall?.clock(.serviceTime)?[quantile]?.baseline.map { NumberText.time(milliseconds: $0) })
        }
        let service = summary.latency.serviceTime
        var figures: [(String, String, String, Tone?)] = [
            (
                "Requests", NumberText.count(summary.total),
                isRun
                    ? earlier(overall?.requests.baseline.map { NumberText.count($0) })
                    : "in \(NumberText.seconds(pacing.seconds))",
                nil
            ),
            (
                "Failed", NumberText.count(summary.failures),
                [NumberText.share(summary.failures, of: summary.total), earlier(overall?.failureShare(\.baseline))]
                    .filter { !$0.isEmpty }
                    .joined(separator: ", "),
                summary.failures > 0 ? .bad : nil
            ),
            ("Rate reached", NumberText.rate(pacing.reachedRate), "asked \(NumberText.rate(pacing.askedRate))", nil),
        ]
        if service.count > 0 {
            figures += [
                ("Median service time", NumberText.time(milliseconds: service.p50), quantile(.p50), nil),
                ("p99 service time", NumberText.time(milliseconds: service.p99), quantile(.p99), nil),
            ]
        }
        if summary.lateness.count > 0 {
            figures.append(
                (
                    "p99 lateness", NumberText.time(milliseconds: summary.lateness.p99),
                    "of the generator", nil
                )
            )
        }
        let items = figures.map { name, value, note, tone -> HTML in
            let small: HTML = note.isEmpty ? .none : "<dd class=\"note\">\(note)</dd>"
            return "<div><dt>\(name)</dt><dd class=\"\(tone?.style ?? .none)\">\(value)</dd>\(small)</div>\n"
        }
        return "<dl class=\"figures\">\n\(items)</dl>\n"
    }
}

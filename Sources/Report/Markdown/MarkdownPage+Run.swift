import Analysis

extension MarkdownPage {
    /// A median ratio from which on an endpoint is worth a reader's time, and its inverse.
    private static let change = 1.1

    /// Adds the endpoints that fail, or whose requests do not take as long as recorded, the worst first.
    mutating func addChanges(besideRecording comparison: Comparison) {
        section("Beside the recording")
        let changed = comparison.endpoints.filter { endpoint in
            let ratio = endpoint.paired?.ratioP50 ?? 1
            return endpoint.trouble > 0 || ratio >= Self.change || ratio <= 1 / Self.change
        }
        .sorted {
            ($0.trouble, $0.paired?.ratioP50 ?? 0, $1.name) > ($1.trouble, $1.paired?.ratioP50 ?? 0, $0.name)
        }
        var table = MarkdownTable([
            .words("Endpoint"), .numbers("Requests"), .numbers("Failed"), .numbers("Other status"),
            .numbers("Median ratio"), .numbers("p50 recorded"), .numbers("replayed"), .numbers("p99 recorded"),
            .numbers("replayed"),
        ])
        for endpoint in changed.prefix(MarkdownReport.mostRows) {
            let rows = [Quantile.p50, .p99].map { endpoint.clock(.serviceTime)?[$0] }
            table.add(
                [
                    Self.code(endpoint.name), Self.count(endpoint.requests.candidate),
                    Self.count(endpoint.failures.candidate), NumberText.count(endpoint.otherStatuses),
                    NumberText.ratio(endpoint.paired?.ratioP50),
                ] + rows.flatMap { [Self.time($0?.baseline), Self.time($0?.candidate)] }
            )
        }
        add(table, leftOut: changed.count - MarkdownReport.mostRows)
        let known = Set(changed.map(\.name))
        let same = comparison.endpoints.filter { !known.contains($0.name) }
        let noun = changed.isEmpty ? "endpoint" : "other endpoint"
        for (isTimed, words) in [
            (true, "and the median ratio to the recorded time is within 10%"),
            (false, "and there is no recorded time to hold against"),
        ] {
            let count = same.count { ($0.paired != nil) == isTimed }
            if count > 0 { paragraph("\(NumberText.count(UInt64(count), noun)): nothing failed, \(words).") }
        }
        paragraph("<sub>\(MarkdownText.escaped(Comparison.vantageNote))</sub>")
    }

    /// Adds why requests failed, frequent reasons first.
    mutating func addFailures(of summary: RunSummary) {
        guard !summary.failureReasons.isEmpty || summary.books.unfinished > 0 else { return }
        section("Failures")
        let failed = "\(NumberText.count(summary.failures)) of \(NumberText.count(summary.total, "request"))"
        paragraph("\(failed) failed or stayed unfinished (\(NumberText.share(summary.failures, of: summary.total))).")
        var table = MarkdownTable([.numbers("Requests"), .words("Reason")])
        for row in summary.failureReasons.prefix(MarkdownReport.mostRows) {
            table.add([NumberText.count(row.count), Self.code(row.reason)])
        }
        if summary.books.unfinished > 0 {
            table.add([NumberText.count(summary.books.unfinished), "in flight when the run stopped waiting"])
        }
        add(table, leftOut: summary.failureReasons.count - MarkdownReport.mostRows)
    }

    /// Adds how it was run, for a reader who asks.
    mutating func addRun(_ summary: RunSummary) {
        let pacing = summary.pacing
        var table = MarkdownTable([.words("Run"), .words("")])
        for name in ["target", "url", "corpus", "pacing", "rate"] {
            if let value = summary.configuration[name] { table.add([name, Self.code(value)]) }
        }
        table.add(["requests", NumberText.count(summary.total)])
        table.add([
            "rate reached",
            "\(NumberText.rate(pacing.reachedRate)) of \(NumberText.rate(pacing.askedRate)) asked, over "
                + NumberText.seconds(pacing.seconds),
        ])
        let service = summary.latency.serviceTime
        if service.count > 0 {
            table.add(["service time", "p50 \(Self.time(service.p50)), p99 \(Self.time(service.p99))"])
        }
        if summary.lateness.count > 0 { table.add(["lateness p99", Self.time(summary.lateness.p99)]) }
        table.add(["started", MarkdownText.escaped(summary.startedAt)])
        table.add(["Spammer", MarkdownText.escaped(summary.toolVersion)])
        add(table)
    }
}

import Analysis

extension MarkdownPage {
    /// A median ratio from which on an endpoint is worth a reader's time, and its inverse.
    private static let change = 1.1

    /// Adds the endpoints that fail, or whose requests do not take as long as recorded, the worst first.
    mutating func addChanges(besideRecording comparison: Comparison) {
        section("Beside the recording")
        let changed = comparison.endpoints.filter { endpoint in
            let ratio = endpoint.paired?.ratioP50 ?? 1
            return Self.trouble(endpoint) > 0 || ratio >= Self.change || ratio <= 1 / Self.change
        }
        .sorted {
            (Self.trouble($0), $0.paired?.ratioP50 ?? 0, $1.name) > (
                Self.trouble($1), $1.paired?.ratioP50 ?? 0, $0.name
            )
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
                    Self.count(endpoint.failures.candidate), Self.count(Self.otherStatuses(endpoint)),
                    NumberText.ratio(endpoint.paired?.ratioP50),
                ] + rows.flatMap { [Self.time($0?.baseline), Self.time($0?.candidate)] }
            )
        }
        add(table, leftOut: changed.count - MarkdownReport.mostRows)
        let same = comparison.endpoints.count - changed.count
        if same > 0 {
            let endpoints = NumberText.count(UInt64(same), changed.isEmpty ? "endpoint" : "other endpoint")
            paragraph("\(endpoints): nothing failed, and the median ratio to the recorded time is within 10%.")
        }
        paragraph("<sub>\(MarkdownText.escaped(Comparison.vantageNote))</sub>")
    }

    /// Requests that failed, or whose status is another one than was recorded.
    private static func trouble(_ endpoint: EndpointComparison) -> UInt64 {
        max(endpoint.failures.candidate ?? 0, otherStatuses(endpoint))
    }

    private static func otherStatuses(_ endpoint: EndpointComparison) -> UInt64 {
        endpoint.statusChanges.reduce(0) { $0 &+ $1.candidate }
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

package import Analysis

/// What a run prints when it is over: the verdict, then passes and failures, times, and where every arrival went.
package struct SummaryText: Sendable {
    private let summary: RunSummary

    /// Failure reasons that are shown; all of them are in the JSON.
    private static let mostReasons = 10

    /// The text of a run's summary.
    package init(_ summary: RunSummary) {
        self.summary = summary
    }

    /// The text, with a line break at its end.
    package func text(_ style: TextStyle = .plain) -> String {
        var page = TextPage(style)
        addVerdict(to: &page)
        ThresholdText.add(summary.thresholds, to: &page)
        addCounts(to: &page)
        addTimes(to: &page)
        addFailures(to: &page)
        ResponsesTable.add(summary.responses, to: &page)
        return page.text
    }

    private func addVerdict(to page: inout TextPage) {
        switch summary.verdict.outcome {
        case .pass: page.section("PASS", .good)
        case .fail: page.section("FAIL", .bad)
        case .invalid: page.section("INVALID: this run proves nothing about the target", .bad)
        }
        for reason in summary.verdict.reasons { page.paragraph(reason) }
    }

    private func addCounts(to page: inout TextPage) {
        let books = summary.books
        page.skip()
        var table = TextTable([.labels(""), .sentences("")])
        table.add([
            "scheduled",
            Self.sum(
                books.scheduled,
                [(books.sent, "sent"), (books.dropped, "dropped"), (books.cancelled, "cancelled")]
            ),
        ])
        table.add([
            "sent",
            Self.sum(
                books.sent,
                [(books.passed, "passed"), (books.failed, "failed"), (books.unfinished, "unfinished")]
            ),
        ])
        let passed = "\(NumberText.count(summary.passes)) (\(NumberText.share(summary.passes, of: summary.total)))"
        table.add(["passes", TextTable.Cell(passed, summary.passes > 0 ? .good : nil)])
        let failed = "\(NumberText.count(summary.failures)) (\(NumberText.share(summary.failures, of: summary.total)))"
        table.add(["failures", TextTable.Cell(failed, summary.failures > 0 ? .bad : nil)])
        table.add(["rate", TextTable.Cell(rate)])
        table.add(["received", TextTable.Cell(received)])
        if let connections = summary.connections { table.add(["connections", TextTable.Cell(Self.text(connections))]) }
        if let dns = summary.dns, dns.lookups > 0 { table.add(["names", TextTable.Cell(Self.text(dns))]) }
        page.add(table)
        if let cookies = summary.cookies { page.paragraph("Cookies: \(Self.text(cookies))") }
        if let correlation = summary.correlation {
            page.paragraph("Correlation: \(CorrelationText.text(correlation))", correlation.isWhole ? nil : .warning)
        }
        if let leftOut = summary.corpus?.leftOut, !leftOut.isEmpty {
            let sum = NumberText.count(leftOut.values.reduce(0, &+), "request")
            page.paragraph("Left out, as they cannot be sent again: \(sum) (\(leftOut.reasons()))", .warning)
        }
        if let notSelected = summary.corpus?.notSelected, !notSelected.isEmpty {
            let sum = NumberText.count(notSelected.values.reduce(0, &+), "request")
            page.paragraph("Not asked for: \(sum) (\(notSelected.reasons()))")
        }
    }

    private func addTimes(to page: inout TextPage) {
        page.skip()
        let quantiles = Quantile.shown
        var table = TextTable(
            [.labels("times"), .numbers("count"), .numbers("average", isOptional: true)]
                + quantiles.map { .numbers($0.rawValue) }
                + [.numbers("max")]
        )
        let clocks: [(String, LatencySummary?)] = [
            ("response time", summary.latency.responseTime),
            ("service time", summary.latency.serviceTime),
            ("first byte", summary.latency.timeToFirstByte),
            ("connecting", summary.connectTime),
            ("lateness", summary.lateness),
            ("timer floor", summary.timerFloor),
        ]
        for (name, clock) in clocks {
            guard let clock, clock.count > 0 else { continue }
            let numbers = [clock.mean] + quantiles.map { clock[$0] } + [clock.max]
            let cells = numbers.map { TextTable.Cell(NumberText.time(milliseconds: $0)) }
            table.add([TextTable.Cell(name), TextTable.Cell(NumberText.count(clock.count))] + cells)
        }
        if table.isEmpty {
            page.paragraph("No times: no request got as far as a response.")
        } else {
            page.add(table)
        }
    }

    private func addFailures(to page: inout TextPage) {
        guard !summary.failureReasons.isEmpty || summary.books.unfinished > 0 else { return }
        page.section("Why requests failed")
        var table = TextTable([.numbers(""), .sentences("")])
        for row in summary.failureReasons.prefix(Self.mostReasons) {
            table.add([TextTable.Cell(NumberText.count(row.count)), TextTable.Cell(row.reason)])
        }
        let rest = summary.failureReasons.dropFirst(Self.mostReasons)
        if !rest.isEmpty {
            let count = rest.reduce(0) { $0 &+ $1.count }
            let reasons = NumberText.count(UInt64(rest.count), "more reason")
            table.add([TextTable.Cell(NumberText.count(count)), TextTable.Cell("for \(reasons), which the JSON names")])
        }
        if summary.books.unfinished > 0 {
            let count = NumberText.count(summary.books.unfinished)
            table.add([TextTable.Cell(count), "unfinished: in flight when the run stopped waiting"])
        }
        page.add(table)
    }

    private var rate: String {
        let pacing = summary.pacing
        var text = "\(NumberText.rate(pacing.reachedRate)) reached, \(NumberText.rate(pacing.askedRate)) asked"
        if let speed = pacing.speed { text += ", at \(NumberText.ratio(speed)) the recorded pace" }
        text += ", over \(NumberText.seconds(pacing.seconds))"
        return pacing.stoppedEarly == true ? text + ", and was stopped" : text
    }

    private var received: String {
        guard summary.pacing.seconds > 0 else { return "\(NumberText.bytes(summary.responseBytes)) of bodies" }
        let perSecond = UInt64(min(Double(summary.responseBytes) / summary.pacing.seconds, 1e18))
        return "\(NumberText.bytes(summary.responseBytes)) of bodies, \(NumberText.bytes(perSecond))/s"
    }

    /// A whole and its parts: `1,000 = 990 sent + 10 dropped + 0 cancelled`.
    private static func sum(_ whole: UInt64, _ parts: [(count: UInt64, name: String)]) -> TextTable.Cell {
        let terms = parts.map { "\(NumberText.count($0.count)) \($0.name)" }.joined(separator: " + ")
        return TextTable.Cell("\(NumberText.count(whole)) = \(terms)")
    }

    static func text(_ connections: ConnectionSummary) -> String {
        var parts = [
            "\(NumberText.count(connections.opened)) opened",
            "\(NumberText.count(connections.reused, "request")) on open ones",
        ]
        if let http2 = connections.http2 { parts.append("\(NumberText.count(http2)) of HTTP/2") }
        if let prewarmed = connections.prewarmed {
            parts.append("\(NumberText.count(prewarmed)) before the first request")
        }
        if let waited = connections.waitedForConnection {
            parts.append("\(NumberText.count(waited, "request")) waited for one, as all were in use")
        }
        if let waited = connections.waitedForHost {
            parts.append("\(NumberText.count(waited, "request")) waited for one to their host")
        }
        if connections.failed > 0 { parts.append("\(NumberText.count(connections.failed)) could not be opened") }
        if connections.reset > 0 { parts.append("\(NumberText.count(connections.reset)) reset") }
        if let retired = connections.retired { parts.append("\(NumberText.count(retired)) had had their time") }
        if let retries = connections.retries { parts.append("\(NumberText.count(retries, "request")) sent again") }
        return parts.joined(separator: ", ")
    }

    static func text(_ cookies: CookieSummary) -> String {
        var parts = [
            "\(NumberText.count(cookies.set)) set by the target in \(NumberText.count(cookies.sessions, "session"))",
            "\(NumberText.count(cookies.replaced)) replaced",
        ]
        let others: [(UInt64, String)] = [
            (cookies.added, "added"), (cookies.removed, "left out, as it had ended them"),
            (cookies.refused, "refused: for another domain, or none"),
            (cookies.forgotten, "sessions forgotten"), (cookies.withoutSession, "requests of no session"),
        ]
        for (count, words) in others where count > 0 { parts.append("\(NumberText.count(count)) \(words)") }
        return parts.joined(separator: ", ")
    }

    static func text(_ dns: DNSSummary) -> String {
        var text = "\(NumberText.count(dns.lookups, "lookup")) in \(NumberText.time(milliseconds: dns.time))"
        if dns.failures > 0 { text += ", \(NumberText.count(dns.failures)) failed" }
        return text
    }
}

import Analysis
import Report
import TestSupport
import Testing

@Suite("The page of a run, or of two")
struct ReportPageTests {
    /// Two runs, the second with a slower endpoint and a failing one.
    static func comparison(slowdown: Double = 1.5) -> (Comparison, LabelledRun, LabelledRun) {
        let before = LabelledRun(
            label: "v1.json",
            summary: SimulatedRun(seed: 1, endpoints: 2, perSecond: 50, seconds: 30).summary()
        )
        var after = LabelledRun(
            label: "v2.json",
            summary: SimulatedRun(seed: 2, endpoints: 2, perSecond: 50, seconds: 30, slowdown: slowdown).summary()
        )
        if slowdown > 1 {
            after.summary.endpoints[1].failed = after.summary.endpoints[1].sent / 4
        }
        let comparison = Comparison(baseline: LabelledRuns(before), candidate: LabelledRuns(after))
        return (comparison, before, after)
    }

    static func page() -> String {
        let (comparison, before, after) = regression
        return ReportPage(comparison, baseline: before, candidate: after).html
    }

    /// The same, made once.
    static let regression = comparison()

    static let pages = ["replay": ReportPage(Pages.summary()).html, "comparison": page()]

    @Test(
        "Every tag is closed, every name is given once, and every link leads somewhere",
        arguments: pages.keys.sorted()
    )
    func wellFormed(name: String) throws {
        let page = try #require(Self.pages[name])
        let markup = Markup(page)
        #expect(markup.faults == [])
        let names = markup.values(of: "id")
        #expect(Set(names).count == names.count)
        let links =
            markup.values(of: "href").filter { $0.hasPrefix("#") }
            + markup.values(of: "aria-labelledby").map { "#\($0)" }
        #expect(links.count > 5)
        #expect(links.filter { !names.contains(String($0.dropFirst())) } == [])
    }

    /// A run of which no request was answered, and none could be written.
    private static func refused(recorded: Bool) -> RunSummary {
        var run = RunBuilder(endpoints: ["GET /0", "GET /1"])
        for number in 0..<600 {
            var measurement = RunBuilder.measurement(
                endpoint: number % 2,
                at: Double(number) * 50,
                took: 1,
                result: .failed(.connect),
                status: 0,
                recorded: recorded ? 200 : 0,
                recordedDuration: recorded ? 12 : nil
            )
            measurement.sent = 0
            run.add(measurement)
        }
        return run.summary { $0.runtime = 30 }
    }

    @Test("Of a run in which nothing was answered no time is told, and those beside it are named as what they are")
    func nothingAnswered() {
        let replay = ReportPage(Self.refused(recorded: true)).html
        #expect(replay.contains("No request of the replay has a service time. Of 600 requests, half within 12.0 ms"))
        #expect(replay.contains("(recording)"))
        let after = LabelledRun(label: "v2.json", summary: Self.refused(recorded: false))
        let before = Self.regression.1
        let comparison = Comparison(baseline: LabelledRuns(before), candidate: LabelledRuns(after))
        let page = ReportPage(comparison, baseline: before, candidate: after).html
        #expect(page.components(of: "No request of v2.json has a service time.") >= 2)
        #expect(!page.contains("Response time, v1.json"))
        #expect(!replay.contains("0.000 ms") && !page.contains("0.000 ms over the whole run"))
        #expect(Markup(replay).faults == [] && Markup(page).faults == [])
    }

    @Test("A replay whose recording tells statuses only says so, in place of a table without rows")
    func statusesOnly() {
        var run = RunBuilder()
        for number in 0..<10 { run.add(RunBuilder.measurement(at: Double(number), took: 4, recorded: 200)) }
        let page = ReportPage(run.summary()).html
        #expect(
            page.contains("No request failed or got another status than was recorded, and no recorded time is known.")
        )
        #expect(page.contains(">No request failed.<"))
        #expect(!page.contains("class=\"changes\""))
    }

    @Test("It loads nothing, and runs its own script only", arguments: pages.keys.sorted())
    func selfContained(name: String) throws {
        let page = try #require(Self.pages[name])
        let markup = Markup(page)
        #expect(markup.count("script") == 1)
        #expect(markup.values(of: "src") == [])
        #expect(markup.values(of: "href").filter { !$0.hasPrefix("#") } == ["data:,"])
        #expect(!page.contains("@import"))
        #expect(!page.contains("url("))
        #expect(!markup.attributes.contains { $0.contains(" on") || $0.contains(" style=") })
        #expect(page.contains("default-src &#39;none&#39;"))
    }

    @Test("A drawing has a name, or is hidden from those who listen", arguments: pages.keys.sorted())
    func named(name: String) throws {
        let markup = Markup(try #require(Self.pages[name]))
        let drawings = zip(markup.elements, markup.attributes).filter { $0.0 == "svg" }.map(\.1)
        #expect(
            drawings.allSatisfy {
                $0.contains("aria-label=\"") || $0.contains("aria-hidden=\"true\"") || $0.contains("class=\"data\"")
            }
        )
        #expect(!drawings.isEmpty)
    }

    @Test("What the traffic holds is text on the page, wherever it is shown")
    func hostileReplay() throws {
        let page = ReportPage(try Hostile.summary(Pages.summary())).html
        #expect(Markup(page).faults == [])
        #expect(page.components(of: "<script") == 1)
        #expect(!page.contains("<img"))
        // Endpoints, reasons, configuration, corpus, target: it is shown, and often.
        #expect(page.components(of: "&lt;script&gt;alert(1)&lt;/script&gt;") > 10)
    }

    @Test("So is what a comparison is given")
    func hostileComparison() throws {
        let before = LabelledRun(
            label: "a" + Hostile.text,
            summary: try Hostile.summary(SimulatedRun(seed: 1, perSecond: 10, seconds: 20).summary())
        )
        let after = LabelledRun(
            label: "b" + Hostile.text,
            summary: try Hostile.summary(SimulatedRun(seed: 2, perSecond: 10, seconds: 20, slowdown: 2).summary())
        )
        let comparison = Comparison(baseline: LabelledRuns(before), candidate: LabelledRuns(after))
        let page = ReportPage(comparison, baseline: before, candidate: after).html
        #expect(Markup(page).faults == [])
        #expect(page.components(of: "<script") == 1)
        #expect(!page.contains("<img"))
        #expect(page.components(of: "&lt;script&gt;alert(1)&lt;/script&gt;") > 10)
    }

    @Test("Every endpoint has a row, with its numbers to sort by")
    func endpoints() throws {
        let page = Self.page()
        let table = try #require(page.firstRange(of: "id=\"endpoints-table\""))
        let end = try #require(page[table.upperBound...].firstRange(of: "</table>"))
        let rows = page[table.upperBound..<end.lowerBound]
        #expect(rows.ranges(of: "<tr class=").count == 2)
        #expect(rows.contains("GET /0"))
        #expect(rows.contains("data-value=\"1500.0\">1,500<"))
    }

    @Test("The worst endpoint comes first, failures ahead of latency")
    func order() throws {
        let page = Self.page()
        let changes = try #require(page.firstRange(of: "<table class=\"changes\">"))
        let rest = page[changes.upperBound...]
        let failing = try #require(rest.firstRange(of: "GET /1"))
        let slower = try #require(rest.firstRange(of: "GET /0"))
        #expect(failing.lowerBound < slower.lowerBound)
    }
}

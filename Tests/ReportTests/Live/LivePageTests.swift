import Analysis
import TestSupport
import Testing

@testable import Report

@Suite("The page of a run under way")
struct LivePageTests {
    private func page(isOver: Bool = false) -> LivePage {
        LivePage(LiveSnapshot(number: 1, summary: Pages.summary(), isOver: isOver))
    }

    @Test("has all that the page of a finished run has, and the figures")
    func parts() throws {
        let html = page().html
        #expect(Markup(html).faults == [])
        for section in ReportPage(Pages.summary()).layout.sections {
            #expect(html.contains("<section id=\"\(section.id)\""))
        }
        let markup = Markup(html)
        #expect(Set(markup.values(of: "data-live")).isSuperset(of: LivePage.figures.map { $0.key.description }))
        #expect(markup.count("script") == 2)
        // The finished page has none of it.
        #expect(!ReportPage(Pages.summary()).html.contains("data-live"))
        #expect(!ReportPage(Pages.summary()).html.contains("connect-src"))
    }

    @Test("may run its own scripts and ask its own server, and nothing else")
    func policy() {
        let policy = page().policy
        #expect(policy.contains("default-src 'none'"))
        #expect(policy.contains("connect-src 'self'"))
        #expect(policy.contains("frame-ancestors 'none'"))
        #expect(policy.ranges(of: "'sha256-").count == 2)
        #expect(policy.ranges(of: "unsafe").count == 1, "that of styles")
        #expect(!policy.contains("http"))
    }

    @Test("gives a browser its parts as JSON on one line")
    func json() throws {
        let parts = page().parts
        #expect(!parts.contains { $0.isNewline })
        let value = try JSONValue(text: parts)
        guard case .string(let main) = value["main"], case .string(let contents) = value["contents"] else {
            Issue.record("no parts")
            return
        }
        #expect(page().html.contains(main))
        #expect(page().html.contains(contents))
        #expect(main.hasPrefix("<section id=\"verdict\""))
    }

    @Test("has a key for each figure that it is told")
    func figures() throws {
        var run = RunBuilder()
        run.add(RunBuilder.measurement(late: 20, took: 2, result: .failed(.timeout)))
        var progress = RunProgress(runtime: 10, askedRate: 5)
        progress.add(run.recorder.takeInterval(), inFlight: 3, phase: .draining, elapsed: 1)
        let figures = LiveFigures(progress)
        #expect(figures.state == "draining")
        #expect(Set(figures.shown.keys) == Set(LivePage.figures.map { $0.key.description } + ["clock"]))
        #expect(Set(figures.notes.keys) == Set(LivePage.figures.map { $0.key.description }))
        #expect(figures.warnings == ["failed", "lateness"])
        let json = try JSONValue(text: figures.json)
        #expect(json["inFlight"] == .number(3))
        #expect(json["share"] == .number(0.1))
        #expect(json["books"]?["failed"] == .number(1))
        progress.add(run.recorder.takeInterval(), inFlight: 0, phase: .draining, elapsed: 1.1)
        let over = LiveFigures(progress, isOver: true)
        #expect(over.state == "over")
        #expect(over.rates == [1])
        #expect(over.p50 == figures.p50 && over.lateness == figures.lateness, "of the run, as nothing ended since")
        #expect(over.shown["rate"] == "0.91/s")
    }
}

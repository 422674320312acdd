import Analysis
import Foundation
import Report
import TestSupport
import Testing

@Suite("The page in a browser", .enabled(if: Chromium.path != nil, Comment(rawValue: Chromium.advice)))
struct BrowserTests {
    private static let pages: [String: String] = {
        let (comparison, before, after) = EventfulRun.comparison()
        return [
            "replay": ReportPage(EventfulRun.summary()).html,
            "comparison": ReportPage(comparison, baseline: before, candidate: after).html,
        ]
    }()

    /// Runs a script in a page that leaves its findings, as JSON, where they can be read.
    private func findings(_ name: String, width: Int? = nil, _ script: String) async throws -> JSONValue {
        let page = try #require(Self.pages[name])
        let loaded = try await Chromium().load(
            page,
            width: width,
            then: """
                const found = (() => { \(script) })();
                const place = document.createElement("output");
                place.id = "found";
                place.textContent = btoa(JSON.stringify(found).replace(/[^ -~]/g, "?"));
                (window.frameElement ? parent.document : document).body.append(place);
                """
        )
        #expect(loaded.messages == [])
        let start = try #require(loaded.document.firstRange(of: "<output id=\"found\">"), "\(loaded.messages)")
        let text = loaded.document[start.upperBound...].prefix { $0 != "<" }
        return try JSONValue(data: #require(Data(base64Encoded: String(text))))
    }

    @Test("It loads without a message, and its own script runs under its own policy", arguments: pages.keys.sorted())
    func loads(name: String) async throws {
        let page = try #require(Self.pages[name])
        let loaded = try await Chromium().load(page)
        #expect(loaded.messages == [])
        #expect(loaded.document.contains("<html lang=\"en\" class=\"script\">"))
        #expect(loaded.document.hasSuffix("</html>\n"))
    }

    @Test("A page of hostile text runs none of it")
    func hostile() async throws {
        let page = ReportPage(try Hostile.summary(EventfulRun.summary())).html
        let loaded = try await Chromium().load(page)
        #expect(loaded.messages == [])
        #expect(loaded.document.components(of: "<script") == 1)
        #expect(!loaded.document.contains("<img"))
    }

    @Test("The lines of the charts have a point for each stretch of time, and lie in their field")
    func points() async throws {
        let found = try await findings(
            "replay",
            """
            const charts = Object.fromEntries([...document.querySelectorAll(".chart")].map((chart) => {
              const field = chart.querySelector(".field").getBoundingClientRect();
              const paths = [...chart.querySelectorAll(".data path")];
              const boxes = paths.map((path) => path.getBoundingClientRect());
              return [chart.querySelector("h3").textContent, {
                rows: chart.querySelectorAll("tbody tr").length,
                points: paths.map((path) => (path.getAttribute("d").match(/[ML]/g) ?? []).length),
                lie: boxes.every((box) => box.left > field.left - 3 && box.right < field.right + 3 && box.top > field.top - 3
                  && box.bottom < field.bottom + 3),
                drawn: boxes.every((box) => box.width > 0),
              }];
            }));
            return charts;
            """
        )
        let names = [
            "Service time, by percentile", "Rate asked and reached", "Service time over time",
            "Service times, each request",
            "Requests in flight", "Lateness", "Failures over time, by kind",
        ]
        for name in names {
            let chart = try #require(found[name], "\(found)")
            #expect(chart["lie"] == .bool(true), "\(name): \(chart)")
            #expect(chart["drawn"] == .bool(true), "\(name): \(chart)")
        }
        // 60 seconds: an area with its two corners, steps of two points each, and a line.
        #expect(found["Rate asked and reached"]?["points"] == .array([.number(62), .number(120), .number(60)]))
        #expect(found["Rate asked and reached"]?["rows"] == .number(60))
        #expect(found["Service time over time"]?["points"] == .array([.number(60), .number(60)]))
        #expect(found["Service time, by percentile"]?["rows"] == .number(7))
    }

    @Test("A click on a title sorts the endpoints by it, and another one turns the order")
    func sorting() async throws {
        let found = try await findings(
            "replay",
            """
            const table = document.getElementById("endpoints-table");
            const names = () => [...table.tBodies[0].rows].map((row) => row.cells[0].textContent);
            const button = table.tHead.rows[0].cells[1].querySelector("button");
            button.click();
            const falling = names();
            button.click();
            return [falling, names(), table.tHead.rows[0].cells[1].getAttribute("aria-sort")];
            """
        )
        let names = EventfulRun.endpoints.map { JSONValue.string($0) }
        #expect(found == .array([.array(names), .array(names.reversed()), .string("ascending")]))
    }

    @Test("A filter leaves the rows whose names have its words")
    func filtering() async throws {
        let found = try await findings(
            "comparison",
            """
            const filter = document.getElementById("filter");
            filter.value = "cart";
            filter.dispatchEvent(new Event("input"));
            const rows = [...document.getElementById("endpoints-table").tBodies[0].rows];
            return [rows.filter((row) => !row.hidden).map((row) => row.cells[0].textContent),
              document.getElementById("filter-count").textContent];
            """
        )
        #expect(found == .array([.array([.string("POST /cart")]), .string("1 of 2")]))
    }

    @Test("What lies under the pointer is told in numbers")
    func pointing() async throws {
        let found = try await findings(
            "replay",
            """
            const chart = [...document.querySelectorAll(".chart")].find((chart) =>
              chart.querySelector("h3").textContent === "Rate asked and reached");
            const field = chart.querySelector(".field"), box = field.getBoundingClientRect();
            field.dispatchEvent(new PointerEvent("pointermove", { clientX: box.left + box.width * 10.5 / 60 }));
            const readout = chart.querySelector(".readout");
            const told = [readout.hidden, readout.textContent];
            field.dispatchEvent(new PointerEvent("pointerleave"));
            return [...told, readout.hidden];
            """
        )
        let text = "00:10\nAsked: 40.0/s\nReached: 40.0/s"
        #expect(found == .array([.bool(false), .string(text), .bool(true)]))
    }

    @Test("Nothing reaches past the page's sides, however narrow it is", arguments: pages.keys.sorted(), [400, 1150])
    func narrow(name: String, width: Int) async throws {
        let found = try await findings(
            name,
            width: width,
            """
            const edge = window.innerWidth;
            const past = [...document.querySelectorAll("body *")].filter((element) =>
              !element.closest(".scroll, .hidden, .skip, details:not([open])") && element.getClientRects().length
              && element.getBoundingClientRect().right > edge + 1).map((element) => element.outerHTML.slice(0, 120));
            return [edge === \(width) && document.documentElement.scrollWidth <= edge, past];
            """
        )
        #expect(found == .array([.bool(true), .array([])]), "\(found)")
    }
}

import Analysis
import TestSupport
import Testing

@testable import Report

@Suite("The page of a trend")
struct TrendPageTests {
    private static let pages: [String: String] = [
        "changed": TrendPage(KeptRunBuilder.stepped.trend { $0.label = "release" }).html,
        "runs": TrendPage(KeptRunBuilder.stepped.trend()).html,
        "one": TrendPage(KeptRunBuilder.releases([40]).trend { $0.label = "release" }).html,
        "none": TrendPage(KeptRunBuilder().trend()).html,
        "zero": TrendPage(KeptRunBuilder.stepped.trend(.failures)).html,
    ]

    @Test("is well-formed, loads nothing, and names its drawing", arguments: pages.keys.sorted())
    func wellFormed(name: String) throws {
        let page = try #require(Self.pages[name])
        let markup = Markup(page)
        #expect(markup.faults == [])
        let names = markup.values(of: "id")
        #expect(Set(names).count == names.count)
        let links = markup.values(of: "href").filter { $0.hasPrefix("#") }
        #expect(links.filter { !names.contains(String($0.dropFirst())) } == [])
        #expect(markup.values(of: "src") == [] && markup.count("script") == 1)
        #expect(!page.contains("url(") && !page.contains("@import"))
        let drawings = zip(markup.elements, markup.attributes).filter { $0.0 == "svg" }.map(\.1)
        #expect(drawings.count == (name == "none" ? 0 : 1))
        #expect(drawings.allSatisfy { $0.contains("role=\"img\"") && $0.contains("aria-label=\"") })
        #expect(!page.contains("nan") && !page.contains("inf%"))
    }

    @Test("has a dot a release, a level a stretch, and a mark a change")
    func drawing() throws {
        let page = try #require(Self.pages["changed"])
        #expect(page.ranges(of: "<circle class=\"dot").count == 14)
        #expect(page.ranges(of: "<line class=\"level").count == 2)
        #expect(page.ranges(of: "<line class=\"mark bad\"").count == 1)
        #expect(page.contains("v1.8 +12.6%</text>"))
        #expect(page.contains("<title>v1.8: 45.1 ms</title>"))
        #expect(page.contains("<h1>p99 of the service time changed for good at v1.8: +12.6%"))
    }

    @Test("has a row a release, with its number to sort by")
    func table() throws {
        let page = try #require(Self.pages["changed"])
        #expect(page.ranges(of: "<tr class=").count == 14)
        #expect(page.contains("data-value=\"45.1\">45.1 ms<"))
        #expect(try #require(Self.pages["runs"]).contains("release=v1.8"))
    }

    @Test("shows what labels, targets and endpoints hold as text")
    func hostile() {
        var builder = KeptRunBuilder()
        for number in 0..<16 {
            builder.add(p99: number < 8 ? 40 : 80, release: "\(number)\(Hostile.text)") {
                $0.target = Hostile.text
                $0.corpus = Hostile.text
            }
        }
        for label in ["release", nil] {
            let page = TrendPage(
                builder.trend {
                    $0.label = label
                    $0.endpoint = Hostile.text
                }
            ).html
            #expect(Markup(page).faults == [])
            #expect(page.ranges(of: "<script").count == 1 && !page.contains("<img"))
            #expect(page.ranges(of: "&lt;script&gt;alert(1)&lt;/script&gt;").count > 10)
        }
    }

    @Test(
        "An axis begins and ends at round numbers, and shows all that there is",
        arguments: [[40, 45], [0, 0.02], [1e-4, 3e5], [7], [99.9, 100.1], [0.5, 0.5001]] as [[Double]]
    )
    func axis(_ values: [Double]) {
        let axis = RoundTicks(values, otherwise: 1)
        #expect((3...8).contains(axis.ticks.count))
        #expect(axis.ticks == axis.ticks.sorted())
        #expect(values.allSatisfy { axis.range.contains($0) })
        #expect(values.allSatisfy { (0...1).contains(axis.place($0)) })
        // Noise of a few percent takes no more than a part of the height.
        #expect(axis.range.upperBound - axis.range.lowerBound >= 0.2 * (values.max() ?? 0))
    }

    @Test("An axis of nothing is one all the same")
    func emptyAxis() {
        #expect(RoundTicks([], otherwise: 0.01).ticks == [0, 0.01])
        #expect(RoundTicks([0, .nan, -1], otherwise: 1).range == 0...1)
    }
}

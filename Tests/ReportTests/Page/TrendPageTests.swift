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

    @Test("puts the names of changes that are close in lines of their own, whichever side of their marks they are on")
    func names() throws {
        let levels: [(Double, Int)] = [(28, 9), (35, 6), (31, 5)]
        let values = levels.flatMap { level, count in (0..<count).map { level * (1 + Double($0 % 3) / 1000) } }
        let page = TrendPage(KeptRunBuilder.releases(values).trend { $0.label = "release" }).html
        let places = page.matches(of: /<text class="mark \w+" x="([\d.]+)%" dx="(-?)[\d.]+" y="([\d.]+)"/)
            .map { (Double($0.1) ?? -1, $0.2 == "-", Double($0.3) ?? -1) }
        #expect(places.count == 2)
        #expect(!places[0].1 && places[1].1, "the first reaches right, the second left: \(places)")
        #expect(places[0].2 != places[1].2, "\(places)")
    }
}

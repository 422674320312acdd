import Analysis
import TestSupport
import Testing

@testable import Report

@Suite("A trend on a terminal")
struct TrendTextTests {
    private static let byRelease = KeptRunBuilder.stepped.trend { $0.label = "release" }

    @Test("says first what changed, and marks it at its release")
    func change() throws {
        let text = TrendText(Self.byRelease).text()
        let lines = text.pageLines
        #expect(lines[0] == "p99 of the service time changed for good at v1.8: +12.6%, from 40.0 ms to 45.1 ms.")
        #expect(lines[1] == "  Runs of shop.corpus against http://staging:8080, at 2.00x the recorded pace.")
        #expect(lines[3].trimmingPrefix { $0 == " " } == "changed")
        #expect(
            lines[4].hasPrefix("  release  began (UTC) ") && lines[4].hasSuffix(" p99                        for good")
        )
        let marked = text.pageLines.filter { $0.contains("+12.6%") && $0.contains("\u{2588}") }
        #expect(marked.count == 1 && marked[0].hasPrefix("  v1.8 "), "\(text)")
        #expect(text.contains("These are medians, of the 8 releases before it and the 6 since."))
        #expect(text.contains("so none could be in v1.12 and v1.13 yet"))
        #expect(text.pageLines.allSatisfy { DisplayText.width(of: String($0)) <= 100 && $0.last != " " })
    }

    @Test("has a bar a release, as long as its value")
    func bars() {
        var builder = KeptRunBuilder()
        builder.add(p99: 40, release: "a")
        builder.add(p99: 20, release: "b")
        let bars = TrendText(builder.trend { $0.label = "release" }).text().pageLines
            .map { line in line.count { $0 == "\u{2588}" } }.filter { $0 > 0 }
        #expect(bars == [20, 10])
        #expect(BarText.bar(0.5, columns: 1) == "\u{258C}")
        #expect(BarText.bar(1e-9, columns: 10) == "\u{258F}")
        #expect(BarText.bar(.nan, columns: 10) == "" && BarText.bar(-1, columns: 10) == "")
        #expect(BarText.bar(7, columns: 3).count == 3)
    }

    @Test("is honest about too few releases, about none, and about steady ones")
    func nothingToSay() {
        let few = TrendText(KeptRunBuilder.releases([40, 60, 80]).trend { $0.label = "release" }).text()
        #expect(
            few.hasPrefix("3 releases are too few to tell a change from chance: it takes 8, of which 3 at least lie")
        )
        #expect(TrendText(KeptRunBuilder().trend()).text().hasPrefix("There is no run to make a trend of.\n"))
        let steady = TrendText(KeptRunBuilder.releases(Array(repeating: 40, count: 9)).trend()).text()
        #expect(steady.hasPrefix("p99 of the service time has not changed for good in 9 runs: it is about 40.0 ms."))
    }

    @Test("counts what was left out, and marks what few times lie beyond")
    func remarks() {
        var builder = KeptRunBuilder()
        builder.add(p99: 40) { $0.target = "http://other" }
        builder.add(p99: 41, sent: 500)
        let words = TrendText(builder.trend()).text().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("Left out: 1 run, as it went to another target (see --all-targets)."))
        #expect(words.contains("~41.0 ms"))
        #expect(words.contains("~ marks 1 run with fewer than 10 times beyond the quantile"))
    }

    @Test("says which change is too small to be marked, and by which option")
    func minor() {
        func text(_ levels: [Double], _ figure: TrendFigure) -> String {
            let values = levels.flatMap { level in (0..<6).map { level * (1 + Double($0 % 3) / 10_000) } }
            let trend = KeptRunBuilder.releases(values).trend(figure) { $0.label = "release" }
            return TrendText(trend).text().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
        let tail = text([100, 104], .quantile(.p99, .serviceTime))
        #expect(tail.hasPrefix("p99 of the service time has not changed for good in 12 releases"), "\(tail)")
        #expect(
            tail.contains(
                "Not marked, as changes up to 10% (--tail-noise) or 1.00 ms (--floor) do not count: v1.6: +4.0%, from 100 ms to 104 ms."
            ),
            "\(tail)"
        )
        let median = text([100, 103, 99], .quantile(.p50, .serviceTime))
        #expect(median.contains("up to 5% (--noise) or 1.00 ms (--floor) do not count: v1.12"), "\(median)")
        #expect(median.contains(", and 1 earlier one."), "\(median)")
    }

    @Test("shows several runs of a release with their spread, and says points of failures")
    func spread() {
        var builder = KeptRunBuilder()
        for number in 0..<20 {
            builder.add(
                p99: 40 + Double(number % 2),
                release: "v\(number / 2)",
                failures: number < 10 ? 0 : 100
            )
        }
        let text = TrendText(builder.trend(.failures) { $0.label = "release" }).text()
        #expect(
            text.hasPrefix("Share of failures changed for good at v5: +2.00 points, from 0.00% to 2.00%"),
            "\(text)"
        )
        let times = TrendText(builder.trend { $0.label = "release" }).text()
        #expect(times.contains("40.0 ms to 41.0 ms"))
    }

    @Test("steers no terminal, whatever labels hold")
    func hostile() {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<50 {
            var builder = KeptRunBuilder()
            for number in 0..<9 {
                // A history that was edited holds what no label may.
                builder.add(p99: 40, release: "v\(number) \(String.random(using: &random).filter { $0 != "\u{1B}" })") {
                    $0.target = String.random(using: &random)
                }
            }
            let text = TrendText(
                builder.trend {
                    $0.label = "release"
                    $0.endpoint = String.random(using: &random)
                    $0.takesAllTargets = true
                }
            ).text()
            #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" })
            #expect(text.pageLines.allSatisfy { DisplayText.width(of: String($0)) <= 100 })
        }
    }
}

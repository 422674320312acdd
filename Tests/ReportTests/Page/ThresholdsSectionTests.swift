import Analysis
import Report
import TestSupport
import Testing

@Suite("The thresholds on a page")
struct ThresholdsSectionTests {
    private static func page(_ thresholds: [String]) throws -> String {
        var summary = EventfulRun.summary(seconds: 10)
        let parsed = try thresholds.map { try Threshold($0) }
        summary.thresholds = thresholds.isEmpty ? nil : ThresholdResult.results(of: parsed, in: summary)
        return ReportPage(summary).html
    }

    @Test("Those that were not met come first, with what was measured")
    func order() throws {
        let page = try Self.page(["p50 <= 10s", "failures <= 0"])
        #expect(page.contains("1 of 2 thresholds not met."))
        let missed = try #require(page.firstRange(of: "<code>failures &lt;= 0</code>"))
        let met = try #require(page.firstRange(of: "<code>p50 &lt;= 10s</code>"))
        #expect(missed.lowerBound < met.lowerBound)
        #expect(page.contains("<td class=\" bad\">not met</td>"))
    }

    @Test("A run without them has no such section")
    func none() throws {
        #expect(try !Self.page([]).contains("id=\"thresholds\""))
        #expect(try Self.page(["p50 <= 10s"]).contains("1 threshold, all met."))
    }
}

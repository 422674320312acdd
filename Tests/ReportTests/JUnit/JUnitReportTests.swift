import Analysis
import Foundation
import TestSupport
import Testing

@testable import Report

#if canImport(FoundationXML)
import FoundationXML
#endif

@Suite("JUnit XML")
struct JUnitReportTests {
    /// The elements of a document as an XML parser reads them.
    private final class Elements: NSObject, XMLParserDelegate {
        var found: [(name: String, attributes: [String: String])] = []
        var text = ""

        init(_ xml: String) throws {
            super.init()
            let parser = XMLParser(data: Data(xml.utf8))
            parser.delegate = self
            guard parser.parse() else { throw parser.parserError ?? CocoaError(.fileReadCorruptFile) }
        }

        func parser(
            _ parser: XMLParser,
            didStartElement name: String,
            namespaceURI: String?,
            qualifiedName: String?,
            attributes: [String: String]
        ) {
            found.append((name, attributes))
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) {
            text += string
        }

        func all(_ name: String) -> [[String: String]] { found.filter { $0.name == name }.map(\.attributes) }
    }

    @Test("A run is a suite with a case for itself and one for each threshold")
    func run() throws {
        var summary = Pages.summary()
        let thresholds = try ["p50 <= 1s", "POST /cart: failures <= 0"].map { try Threshold($0) }
        summary.thresholds = ThresholdResult.results(of: thresholds, in: summary)
        let elements = try Elements(JUnitReport(summary).xml)
        let suite = try #require(elements.all("testsuite").first)
        #expect(suite["name"] == "spammer replay")
        #expect(suite["tests"] == "3" && suite["failures"] == "1" && suite["errors"] == "0")
        #expect(suite["timestamp"] == "2026-09-21T14:13:20")
        #expect(suite["time"] == "2.010")
        let names = ["requests end as expected", "p50 <= 1s", "POST /cart: failures <= 0"]
        #expect(elements.all("testcase").map { $0["name"] } == names)
        #expect(elements.all("failure").map { $0["message"] } == [summary.thresholds?[1].sentence])
    }

    @Test("An invalid run is an error, and so is a comparison that could not be made")
    func errors() throws {
        var run = RunBuilder()
        for number in 0..<100 { run.add(RunBuilder.measurement(at: Double(number), late: 900, took: 1)) }
        let invalid = run.summary()
        let elements = try Elements(JUnitReport(invalid).xml)
        #expect(elements.all("error").first?["message"] == invalid.verdict.reasons.first)
        let comparison = Comparison(baseline: invalid, labelled: "a", candidate: invalid, labelled: "b")
        #expect(try Elements(JUnitReport(comparison).xml).all("error").count == 1)
    }

    @Test("Each figure that was judged is a case: worse fails, undecided is skipped")
    func comparison() throws {
        let before = SimulatedRun(seed: 1, endpoints: 2).summary()
        let after = SimulatedRun(seed: 2, endpoints: 2, slowdown: 1.5).summary()
        let comparison = Comparison(baseline: before, labelled: "a", candidate: after, labelled: "b")
        let findings = try #require(comparison.judgement?.findings)
        let elements = try Elements(JUnitReport(comparison).xml)
        #expect(elements.all("testcase").count == findings.count + 1)
        #expect(elements.all("failure").count == findings.count { $0.outcome == .regression })
        #expect(elements.all("skipped").count == findings.count { $0.outcome == .undecided })
        #expect(elements.all("failure").first?["message"]?.hasPrefix("GET /0 p") == true)
        #expect(elements.all("testcase").contains { $0["classname"] == "spammer.GET /0" })
    }

    @Test("What was recorded cannot break the document, whatever it is", arguments: 0..<30 as Range<UInt64>)
    func hostile(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let text = String.random(using: &random) + "<script>]]>&'\"\u{FFFE}\u{0}\u{1B}"
        var summary = Pages.summary()
        summary.configuration = [text: text]
        summary.verdict = Verdict(outcome: .fail, reasons: [text, text])
        let elements = try Elements(JUnitReport(summary).xml)
        #expect(
            elements.found.map(\.name) == ["testsuites", "testsuite", "properties", "property", "testcase", "failure"]
        )
        #expect(elements.all("property").first?["name"] == DisplayText.clean(text))
        #expect(elements.text.contains(DisplayText.clean(text)))
    }
}

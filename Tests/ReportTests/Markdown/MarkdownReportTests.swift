import Analysis
import TestSupport
import Testing

@testable import Report

@Suite("A report in Markdown")
struct MarkdownReportTests {
    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
    }

    @Test("A replay: the verdict, what changed beside the recording, thresholds, failures and how it was run")
    func replay() throws {
        var summary = Pages.summary(slower: 1.5)
        let thresholds = try ["p50 <= 1s", "POST /cart: failures <= 0"].map { try Threshold($0) }
        summary.thresholds = ThresholdResult.results(of: thresholds, in: summary)
        summary.verdict = Verdict(
            outcome: .fail,
            reasons: [try #require(summary.thresholds?[1].sentence), "And more."]
        )
        summary.configuration = ["target": "http://staging:8080", "corpus": "shop.corpus"]
        let lines = Self.lines(MarkdownReport(summary).text)
        #expect(lines.first == "## Spammer: Fail")
        #expect(lines[2] == "**POST /cart&#58; failures &lt;= 0 was not met&#58; failures came to 1.**")
        #expect(lines[4] == "- And more.")
        let titles = lines.filter { $0.hasPrefix("### ") }
        #expect(titles == ["### Beside the recording", "### Thresholds", "### Failures"])
        #expect(lines.contains { $0.hasPrefix("| `POST /cart` | 51 | 1 | 1 | 2.") })
        let missed = try #require(lines.firstIndex { $0.hasPrefix("| **fail** | `POST /cart: failures <= 0` |") })
        let met = try #require(lines.firstIndex { $0.hasPrefix("| pass | `p50 <= 1s` | service p50 | 4.") })
        #expect(missed < met)
        #expect(lines.contains("| 1 | `timeout: waiting for the first byte` |"))
        #expect(lines.contains("| target | `http://staging:8080` |"))
        #expect(lines.last == "")
    }

    @Test("Of endpoints that did not change, those without a recorded time are not said to have kept it")
    func untimed() {
        var run = RunBuilder(endpoints: ["GET /a", "GET /b", "GET /c"])
        for number in 0..<30 {
            let recorded = number % 3 == 0 ? 4.0 : nil
            run.add(
                RunBuilder.measurement(
                    endpoint: number % 3,
                    at: Double(number),
                    took: 4,
                    recorded: 200,
                    recordedDuration: recorded
                )
            )
        }
        let lines = Self.lines(MarkdownReport(run.summary()).text)
        #expect(lines.contains("1 endpoint: nothing failed, and the median ratio to the recorded time is within 10%."))
        #expect(lines.contains("2 endpoints: nothing failed, and there is no recorded time to hold against."))
    }

    @Test("A comparison: what is worse first, then what is better")
    func comparison() throws {
        let before = SimulatedRun(seed: 1, endpoints: 2).summary()
        let after = SimulatedRun(seed: 2, endpoints: 2, slowdown: 1.5).summary()
        let comparison = Comparison(baseline: before, labelled: "v1.json", candidate: after, labelled: "v2.json")
        let lines = Self.lines(MarkdownReport(comparison).text)
        #expect(lines.first == "## Spammer: Regression")
        #expect(lines[2].hasPrefix("**v2.json is worse than v1.json&#58; GET /0 takes 1.5"))
        #expect(lines.contains { $0.hasPrefix("| **worse** | `GET /0` | p50 | 1.") })
        #expect(lines.contains { $0.hasPrefix("| candidate | `v2.json` | 2026-09-21T14&#58;13&#58;20.123Z |") })
    }

    @Test("A threshold that is not met is the verdict where nothing got worse")
    func missed() throws {
        let run = SimulatedRun(seed: 1).summary()
        let runs = try #require(LabelledRuns([LabelledRun(label: "a", summary: run)]))
        let thresholds = try ["failures <= 0", "GET /1: p50 <= 1ms", "GET /2: p50 <= 1ms"].map { try Threshold($0) }
        let comparison = Comparison(baseline: runs, candidate: runs, thresholds: thresholds)
        let verdict = try #require(VerdictSentence(comparison))
        #expect(verdict.word == "Fail")
        #expect(verdict.sentence.hasPrefix("GET /1: p50 <= 1ms was not met: no request met it"))
        #expect(verdict.sentence.hasSuffix("1 other threshold was not met either."))
        #expect(ComparisonText(comparison).text().hasPrefix("FAIL: 2 thresholds were not met\n"))
    }

    @Test("Nothing recorded is mark-up, whatever it is", arguments: 0..<40 as Range<UInt64>)
    func hostile(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let attacks = [
            "<script>", "|", "`", "``", "**", "[a](http://b)", "@everyone", "#1", "\n# title", "&lt;", "\\", "-->",
        ]
        let text =
            (0..<6).map { _ in attacks.randomElement(using: &random) ?? "" }.joined() + String.random(using: &random)
        var summary = try Hostile.summary(Pages.summary())
        summary.failureReasons = [ReasonCount(reason: text, count: 1)]
        summary.configuration["target"] = text
        summary.verdict = Verdict(outcome: .fail, reasons: [text, text])
        summary.comparison?.endpoints[0].name = text
        let page = MarkdownReport(summary).text
        for line in Self.lines(page) {
            let outside = Self.outsideCode(line)
            #expect(!outside.contains("<script") && !outside.contains("<img"), "\(line)")
            #expect(!outside.contains("@everyone") && !outside.contains("http://b"), "\(line)")
            if line.hasPrefix("| ") {
                // A bar in a cell would make a column of its own.
                let bars = line.replacing("\\|", with: "").count { $0 == "|" }
                #expect([3, 6, 7, 8, 9, 10].contains(bars), "\(line)")
            }
        }
        #expect(Self.lines(page).count { $0.hasPrefix("#") } <= 5)
    }

    /// A line without its code spans, in which nothing is mark-up.
    private static func outsideCode(_ line: String) -> String {
        line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset.isMultiple(of: 2) || line.contains("\\`") }.map { String($0.element) }.joined()
    }

    @Test(
        "Text is escaped as words and as code",
        arguments: [
            ("GET /users/{id}", "GET /users/{id}", "`GET /users/{id}`"),
            ("a|b", "a\\|b", "<code>a&#124;b</code>"),
            ("`x` <b>", "\\`x\\` &lt;b&gt;", "<code>&#96;x&#96; &#60;b&#62;</code>"),
            ("@me #1", "\\@<!-- -->me \\#<!-- -->1", "`@me #1`"),
            ("see www.a.test", "see www&#46;a.test", "`see www.a.test`"),
            ("\u{1B}[31m", "\u{FFFD}\\[31m", "`\u{FFFD}[31m`"), ("  ", "  ", "-"),
        ]
    )
    func escaping(text: String, words: String, code: String) {
        #expect(MarkdownText.escaped(text) == words)
        #expect(MarkdownText.code(text) == code)
    }
}

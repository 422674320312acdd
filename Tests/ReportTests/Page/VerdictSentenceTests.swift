import Analysis
import Report
import TestSupport
import Testing

@Suite("A verdict in one sentence")
struct VerdictSentenceTests {
    @Test("A regression names what is worse, failures first")
    func regression() throws {
        let verdict = try #require(VerdictSentence(ReportPageTests.regression.0))
        #expect(verdict.word == "Regression")
        #expect(verdict.tone == .bad)
        let start =
            "v2.json is worse than v1.json: GET /1 fails 25.0% of the time instead of 0.00%, and GET /0 takes 1.5"
        #expect(verdict.sentence.hasPrefix(start.replacing(", and", with: " and")), "\(verdict.sentence)")
    }

    @Test("Runs of one release are as good as each other, or nobody can tell")
    func alike() throws {
        let verdict = try #require(VerdictSentence(ReportPageTests.comparison(slowdown: 1).0))
        #expect(["Equivalent", "Undecided"].contains(verdict.word))
        #expect(verdict.tone != .bad)
    }

    @Test("Runs too short for a word on their times say so wherever something else is said of them")
    func shortRuns() throws {
        func run(_ label: String, _ seed: UInt64, failed: UInt64) -> LabelledRun {
            var summary = SimulatedRun(seed: seed, seconds: 10).summary()
            summary.endpoints[0].failed = failed
            return LabelledRun(label: label, summary: summary)
        }
        let silence = "Latency is not judged"
        for (failures, word) in [((0, 0), "Undecided"), ((90, 0), "Improvement"), ((0, 90), "Regression")]
            as [((UInt64, UInt64), String)]
        {
            let (before, after) = (run("v1", 1, failed: failures.0), run("v2", 2, failed: failures.1))
            let comparison = Comparison(baseline: LabelledRuns(before), candidate: LabelledRuns(after))
            let verdict = try #require(VerdictSentence(comparison))
            #expect(verdict.word == word)
            #expect(!verdict.sentence.contains("nothing got worse"))
            #expect(ComparisonText(comparison).text().components(of: silence) == 1)
            #expect(MarkdownReport(comparison).text.components(of: silence) == 1)
            #expect(ReportPage(comparison, baseline: before, candidate: after).html.components(of: silence) == 1)
        }
    }

    @Test("An improvement says that nothing got worse, or that nothing is known to be worse")
    func improvement() throws {
        let verdict = try #require(VerdictSentence(ReportPageTests.comparison(slowdown: 0.5).0))
        #expect(verdict.word == "Improvement")
        let start = "v2.json is better than v1.json: nothing is known to be worse, and GET /0 takes 0.5"
        #expect(verdict.sentence.hasPrefix(start), "\(verdict.sentence)")
    }

    @Test("A run that passed says how many requests ended as expected, and how fast")
    func pass() {
        var run = RunBuilder()
        for number in 0..<10 { run.add(RunBuilder.measurement(at: Double(number), took: 4)) }
        let verdict = VerdictSentence(run.summary())
        #expect(verdict.word == "Pass")
        #expect(verdict.sentence == "10 requests ended as expected, half of them within 4.00 ms.")
    }

    @Test("Where some failed, the median is nobody's in particular: those that timed out have a time as well")
    func passWithFailures() {
        var run = RunBuilder()
        for number in 0..<100 { run.add(RunBuilder.measurement(at: Double(number), took: 4)) }
        run.add(RunBuilder.measurement(at: 200, took: 9000, result: .failed(.timeout), status: 0))
        let sentence = "100 of 101 requests ended as expected; the median service time was 4.00 ms."
        #expect(VerdictSentence(run.summary()).sentence == sentence)
    }

    @Test("A run that failed gives its first reason, and an invalid one says so first")
    func failing() {
        #expect(VerdictSentence(Pages.summary()).word == "Pass")
        var run = RunBuilder()
        run.add(RunBuilder.measurement(took: 4, result: .failed(.status), status: 500))
        let failed = VerdictSentence(run.summary())
        #expect(failed.word == "Fail")
        #expect(failed.sentence == "1 of 1 requests (100%) failed or stayed unfinished; the limit is 1%.")
        let nothing = VerdictSentence(RunBuilder().summary())
        #expect(nothing.word == "Invalid")
        #expect(nothing.sentence.hasPrefix("This run proves nothing about the target. Nothing was sent"))
    }
}

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

    @Test("An improvement says that nothing got worse")
    func improvement() throws {
        let verdict = try #require(VerdictSentence(ReportPageTests.comparison(slowdown: 0.5).0))
        #expect(verdict.word == "Improvement")
        #expect(verdict.sentence.hasPrefix("v2.json is better than v1.json: nothing got worse, and GET /0 takes 0.5"))
    }

    @Test("A run that passed says how many requests ended as expected, and how fast")
    func pass() {
        var run = RunBuilder()
        for number in 0..<10 { run.add(RunBuilder.measurement(at: Double(number), took: 4)) }
        let verdict = VerdictSentence(run.summary())
        #expect(verdict.word == "Pass")
        #expect(verdict.sentence == "10 requests ended as expected, half of them within 4.00 ms.")
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

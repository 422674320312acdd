import Analysis
import FoundationEssentials
import TestSupport
import Testing

@Suite("A summary that the first version wrote")
struct OlderSummaryTests {
    @Test("is read, and what it lacks is reckoned from what it has")
    func read() throws {
        let json = try JSONValue(data: FirstSummary.json)
        #expect(json["pacing"]?["seconds"] == nil)
        let summary = try RunSummary(json: FirstSummary.json)
        #expect(summary.total == 300 && summary.books.passed == 296)
        #expect(summary.pacing.mode == .recorded && summary.pacing.speed == 2)
        #expect(abs(summary.pacing.seconds - Double(summary.total) / summary.pacing.reachedRate) < 1e-9)
        #expect(summary.pacing.stoppedEarly == nil)
        #expect(summary.endpoints.map(\.name).sorted() == ["GET /products/{id}", "POST /cart"])
        #expect(summary.endpoints.allSatisfy { $0.seconds == nil })
        #expect(summary.comparison?.overall.requests.candidate == 300)
    }

    @Test("follows the schema, and is written again in today's form")
    func written() throws {
        let validator = try JSONSchemaValidator(schema: RunSummarySchema.text)
        #expect(try validator.problems(in: FirstSummary.json) == [])
        let summary = try RunSummary(json: FirstSummary.json)
        let again = try summary.json()
        #expect(try validator.problems(in: again) == [])
        #expect(try RunSummary(json: again) == summary)
        #expect(try JSONValue(data: again)["pacing"]?["seconds"]?.number == summary.pacing.seconds)
    }

    @Test("of a run that sent nothing took as long as was planned")
    func nothingSent() throws {
        var summary = RunBuilder(endpoints: []).summary { $0.runtime = 12 }
        summary.pacing.reachedRate = 0
        let text = String(decoding: try summary.json(), as: UTF8.self)
        let older = text.replacing(/,\s*"seconds": [0-9.]+(?=\s*[,}])/, with: "")
        #expect(older != text)
        #expect(try RunSummary(json: Data(older.utf8)).pacing.seconds == 12)
    }

    @Test("has figures for a trend")
    func figures() throws {
        let figures = KeptFigures.all(of: try RunSummary(json: FirstSummary.json))
        #expect(figures.count == 3 && figures[0].sent == 300 && figures[0].failures == 4)
        #expect(figures[0].serviceTime[.p99] != nil)
    }
}

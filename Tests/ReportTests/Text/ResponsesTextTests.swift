import Analysis
import Testing

@testable import Report

@Suite("What is said of compared responses")
struct ResponsesTextTests {
    private static func summary(_ change: (inout ResponsesSummary) -> Void = { _ in }) -> RunSummary {
        var summary = Pages.summary()
        var responses = Pages.responses
        change(&responses)
        summary.responses = responses
        return summary
    }

    private static func words(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    @Test("names how many differ, in what, and what could not be looked at")
    func terminal() {
        let text = SummaryText(Self.summary()).text()
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= TextTable.pageWidth })
        let words = Self.words(text)
        #expect(
            words.contains("Of 992 that could be compared, of 1,000 responses, 12 differ from the recording (1.2%).")
        )
        #expect(
            words.contains("Not comparable: 5 for: the recording is redacted there; 3 for: no whole response came.")
        )
        #expect(words.contains("Header fields (content-type) were compared in 900 responses only."))
        #expect(words.contains("identical recorded requests differ in it, too: $.at of POST /cart; it differed in 700"))
        #expect(words.contains("Covered nothing: --ignore $.never."))
        #expect(words.contains("POST /cart $.items[*].price other type 12 19.5 \"19.50\" 41"))
        #expect(words.contains("POST /cart $.note missing 2 \"<b>\" - 44"))
        #expect(!SummaryText(Pages.summary()).text().contains("Responses beside"))
    }

    @Test("is one sentence where all is well, and where nothing could be compared")
    func sentences() {
        var all = ResponsesSummary()
        (all.checked, all.equal) = (10, 10)
        #expect(ResponsesText.sentence(all) == "No difference from the recording in 10 responses.")
        (all.checked, all.equal, all.different) = (10, 8, 1)
        all.notComparable = ["no_digest": 1]
        #expect(
            ResponsesText.sentence(all)
                == "Of 9 that could be compared, of 10 responses, 1 differs from the recording (11.1%)."
        )
        (all.equal, all.different) = (0, 0)
        #expect(ResponsesText.sentence(all) == "Of 10 responses, none could be compared with the recorded one.")
    }

    @Test("is a section of the page, of the comment on a pull request, and a case that is skipped")
    func reports() {
        let summary = Self.summary { responses in
            let group = responses.groups[1]
            for number in 0..<40 {
                var other = group
                other.field = "$.m\(number)"
                responses.groups.append(other)
            }
        }
        let page = ReportPage(summary).html
        #expect(page.contains("<h2 id=\"responses-title\">Responses</h2>"))
        #expect(page.contains("<code>$.items[*].price</code>") && page.contains("&quot;&lt;b&gt;&quot;"))
        #expect(page.contains("And 22 more in the JSON."))
        #expect(!ReportPage(Pages.summary()).html.contains("responses-title"))
        #expect(Markup(page).faults.isEmpty)
        let markdown = MarkdownReport(summary).text
        #expect(markdown.contains("### Responses beside the recorded ones"))
        #expect(markdown.contains("`$.items[*].price`") && markdown.contains("and 27 more, in the JSON"))
        let xml = JUnitReport(summary).xml
        #expect(xml.contains("responses are the recorded ones") && xml.contains("<skipped message=\"Of 992"))
        let fine = JUnitReport(
            Self.summary {
                $0.different = 0
                $0.notComparable = [:]
            }
        ).xml
        #expect(!fine.contains("skipped message"))
    }
}

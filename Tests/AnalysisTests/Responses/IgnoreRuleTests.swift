import TestSupport
import Testing

@testable import Analysis

@Suite("A rule for fields that do not count")
struct IgnoreRuleTests {
    @Test(
        "It covers its field and what is below, and nothing else",
        arguments: [
            ("$.id", ["$.id", "$.id.x", "$.id[*]"], ["$", "$.ids", "$.a.id", "body", "status"]),
            ("body.items[].id", ["$.items[*].id"], ["$.items", "$.items[*]", "$.items.id"]),
            ("$.items[*].id", ["$.items[*].id"], ["$.items[*].name"]),
            ("$.items[3].id", [], []),
            ("$..updated_at", ["$.updated_at", "$.a.b[*].updated_at", "$[*].updated_at.x"], ["$.a", "$"]),
            ("$.users.*.at", ["$.users.*.at", "$.users.a.at"], ["$.users.*.n", "$.*.at"]),
            ("$..at", ["$.users.*.at"], ["$.users.*"]),
            (#"$["*"].at"#, [#"$["*"].at"#], ["$.*.at"]),
            ("$.*.at", ["$.a.at", "$[*].at"], ["$.at", "$.a.b.at"]),
            ("$.a..[*].id", ["$.a[*].id", "$.a.b[*][*].id"], ["$[*].id", "$.a.id"]),
            (#"$["a b"].c"#, [#"$["a b"].c"#], ["$.a"]),
            ("$['x.y']", [#"$["x.y"]"#], ["$.x.y"]),
            ("$", ["$", "$.a", "$[*]", "body"], ["header:etag"]),
            ("body", ["body", "$.a"], ["status", "header:body"]),
            ("header:ETag", ["header:etag"], ["header:etags", "$.etag"]),
            ("status", ["status"], ["$.status", "header:status"]),
            ("  $.a  ", ["$.a"], ["$.b"]),
        ] as [(String, [String], [String])]
    )
    func covers(text: String, covered: [String], others: [String]) throws {
        guard text != "$.items[3].id" else {
            #expect(throws: IgnoreRuleError.self) { try IgnoreRule(text) }
            return
        }
        let rule = try IgnoreRule(text)
        #expect(rule.endpoint == nil)
        for field in covered { #expect(rule.covers(field), "\(text) \(field)") }
        for field in others { #expect(!rule.covers(field), "\(text) \(field)") }
        #expect(try IgnoreRule(rule.text) == rule)
    }

    @Test(
        "It may be for one endpoint",
        arguments: [
            ("GET /users/{id}: $.etag", "GET /users/{id}", "$.etag"),
            ("GET /users/{id}:$.etag", "GET /users/{id}", "$.etag"),
            ("POST /v1/items:batch : body", "POST /v1/items:batch", "$.a"),
            ("GET /v1/x:status: header:date", "GET /v1/x:status", "header:date"),
            ("GET  http://a:80/ : status", "GET http://a:80/", "status"),
        ]
    )
    func endpoints(text: String, endpoint: String, field: String) throws {
        let rule = try IgnoreRule(text)
        #expect(rule.endpoint == endpoint)
        #expect(rule.covers(field))
        #expect(rule.isFor(endpoint) && !rule.isFor("GET /"))
    }

    @Test(
        "A fault is shown with a caret under it and what was expected",
        arguments: [
            ("", "^", "expected a field"),
            ("id", "^", "expected a field: $.path.to.member, header:name, status or body"),
            ("$id", " ^", "expected .member, [*] or the end"),
            ("$.", "  ^", "expected the name of a member"),
            ("$.a[3].b", "    ^", "expected [*], as elements are not told apart"),
            ("$.a[\"b]", "       ^", "expected the quote that ends the name"),
            ("$.a b", "    ^", "expected the end of the rule"),
            ("header:", "       ^", "expected the name of a header field"),
            ("header:a b", "         ^", "expected the end of the rule"),
            ("status.x", "      ^", "expected the end of the rule"),
            ("/users: $.a", "^", "expected an endpoint before the colon, such as GET /users/{id}"),
            ("GET /users $.a", "^", "expected a field"),
            ("GET /users: id", "            ^", "expected a field"),
            ("$..a..b..c..d", "          ^", "expected no more than 64 steps, and 3 that are .."),
        ]
    )
    func faults(text: String, caret: String, expected: String) throws {
        let error = try #require(throws: IgnoreRuleError.self) { try IgnoreRule(text) }
        let lines = error.description.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 3)
        #expect(lines[0].contains(expected), "\(error)")
        #expect(lines[1] == "  \(text)")
        #expect(lines[2] == "  \(caret)", "\(error)")
    }

    @Test("No text makes the parser trap, and what it takes it takes again")
    func anyText() throws {
        var random = SeededGenerator(seed: 11)
        let pieces = [
            "$", ".", "..", "[", "]", "*", "a", "\"", "'", "\\", "header:", "body", "status", " ", ":", "GET /", "\n",
            "\u{1B}[31m", "日本",
        ]
        var taken = 0
        for _ in 0..<5000 {
            let count = Int.random(in: 0...8, using: &random)
            let text = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            guard let rule = try? IgnoreRule(text) else { continue }
            taken += 1
            _ = rule.covers("$.a[*].b")
        }
        #expect(taken > 50)
        #expect(throws: IgnoreRuleError.self) { try IgnoreRule(String(repeating: "$", count: 5000)) }
    }
}

import TestSupport
import Testing

@testable import Analysis

@Suite("JSON beside JSON")
struct JSONComparisonTests {
    private static func found(
        _ recorded: String,
        _ replayed: String,
        counts: @escaping (String, FieldDifference.Kind) -> Bool = { _, _ in true }
    ) throws -> [String] {
        let one = try #require(JSONStructure(Array(recorded.utf8)))
        let other = try #require(JSONStructure(Array(replayed.utf8)))
        return JSONComparison(one, other, counts: counts).found.map { "\($0.field) \($0.kind)" }
    }

    @Test(
        "A name is read as it was written, whatever is in it, by a path and by a rule",
        arguments: [
            "\u{301}", "a\u{301}", "\u{301}\"\u{301}", "\\\u{301}", "\r\n", "\"", "a b", "", "]\u{20E3}", "ä.[*]",
        ]
    )
    func names(_ name: String) throws {
        var path = FieldPath()
        path.steps = [.member(name), .element, .member("token")]
        #expect(
            FieldPath(path.text).steps.map(\.name.unicodeScalars.count) == path.steps.map(\.name.unicodeScalars.count)
        )
        #expect(FieldPath(path.text) == path)
        let rule = try IgnoreRule(path.text)
        #expect(rule.covers(path.text))
        #expect(!rule.covers("$[*].token"))
    }

    @Test("What is below a name with an accent is hidden where it is a credential's")
    func hiddenBelowAccent() throws {
        let structure = try #require(JSONStructure(Array("{\"\u{301}\":{\"password\":\"hunter2\"}}".utf8)))
        let other = try #require(JSONStructure(Array("{\"\u{301}\":{\"password\":\"hunter3\"}}".utf8)))
        let found = try #require(JSONComparison(structure, other) { _, _ in true }.found.first)
        let place = try #require(found.recorded)
        #expect(!ExampleText().text(structure, place, field: found.field).contains("hunter2"))
    }

    @Test(
        "Fields are named by their path, without the numbers of elements, and each once",
        arguments: [
            (#"{"a":1}"#, #"{"a":2}"#, ["$.a value"]),
            (#"{"a":1}"#, #"{"a":"1"}"#, ["$.a type"]),
            (#"{"a":null}"#, #"{"a":1}"#, ["$.a type"]),
            (#"{"a":1}"#, "{}", ["$.a missing"]),
            ("{}", #"{"a":1}"#, ["$.a added"]),
            (#"{"a":1,"b":2}"#, #"{"b":2,"a":1.0}"#, []),
            (#"{"a":[{"p":1},{"p":2},{"p":3}]}"#, #"{"a":[{"p":1},{"p":9},{"p":8}]}"#, ["$.a[*].p value"]),
            ("[1,2,3]", "[1]", ["$[*] missing"]),
            ("[1]", "[1,2,3]", ["$[*] added"]),
            ("[]", "{}", ["$ type"]),
            (#"{"a":{"b":{"c":true}}}"#, #"{"a":{"b":{"c":false}}}"#, ["$.a.b.c value"]),
            (#"{"a b":1,"":2}"#, #"{"a b":2,"":3}"#, [#"$["a b"] value"#, #"$[""] value"#]),
            (#"{"a":"caf\u00e9"}"#, #"{"a":"café"}"#, []),
            (#"{"\u0061":1}"#, #"{"a":2}"#, ["$.a value"]),
            (#"{"a":"x\by"}"#, #"{"a":"xby"}"#, ["$.a value"]),
            (#"{"a":1,"a":2}"#, #"{"a":2}"#, []),
            (#"{"a":1,"a":2}"#, #"{"a":3,"a":2}"#, []),
            (#"{"a":1,"a":2}"#, #"{"a":1,"a":3}"#, ["$.a value"]),
            (#"{"u":{"ann@example.com":{"n":1}}}"#, #"{"u":{"ann@example.com":{"n":2}}}"#, ["$.u.*.n value"]),
            (
                #"{"u":{"4711001":{"n":1},"4711002":{"n":1}}}"#, #"{"u":{"4711001":{"n":2},"4711003":{"n":1}}}"#,
                [
                    "$.u.*.n value", "$.u.* missing", "$.u.* added",
                ]
            ),
            (
                #"{"oauth2_client":1,"2024":1,"*":1}"#, #"{"oauth2_client":2,"2024":2,"*":2}"#,
                [
                    "$.oauth2_client value", "$.2024 value", #"$["*"] value"#,
                ]
            ),
            (#"{"x":[[1],[2]]}"#, #"{"x":[[1],["2"]]}"#, ["$.x[*][*] type"]),
            (#"{"a":1,"b":1,"c":1}"#, #"{"c":2,"d":1}"#, ["$.a missing", "$.b missing", "$.c value", "$.d added"]),
        ] as [(String, String, [String])]
    )
    func fields(recorded: String, replayed: String, expected: [String]) throws {
        #expect(try Self.found(recorded, replayed) == expected)
    }

    @Test("What does not count is left out, and hides nothing that does, however much there is of it")
    func uncounted() throws {
        let many = (0..<5000).map { "\"n\($0)\":1" }.joined(separator: ",")
        let others = (0..<5000).map { "\"n\($0)\":2" }.joined(separator: ",")
        let found = try Self.found("{\(many),\"last\":1}", "{\(others),\"last\":2}") { field, _ in field == "$.last" }
        #expect(found == ["$.last value"])
        let all = try Self.found("{\(many)}", "{\(others)}")
        #expect(all.count == JSONComparison.mostFields)
    }

    @Test(
        "A path comes back from its text",
        arguments: [
            "$", "$.a", "$[*]", "$.a[*].b-c", #"$["a b"]"#, #"$["a\"]\\["].x"#, #"$[""][*]"#, "$.日", "$.a.b[*][*]",
            "$.a.*.b", #"$["*"].a"#, "$.*",
        ]
    )
    func paths(text: String) {
        let path = FieldPath(text)
        #expect(FieldPath(path.text) == path)
        if !text.contains("日") { #expect(path.text == text) }
    }
}

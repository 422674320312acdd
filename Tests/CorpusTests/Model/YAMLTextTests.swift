import Testing

@testable import Corpus

@Suite("A text of YAML")
struct YAMLTextTests {
    /// Levels of lists, each of which has the one before ten times.
    private static func bomb(_ levels: Int) -> String {
        var text = "x:\n- &a0 []\n"
        for level in 1...levels {
            text += "- &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ","))]\n"
        }
        return text
    }

    @Test("with aliases of aliases without end is refused before anybody follows them, as a value and as a key")
    func bombs() throws {
        for text in [Self.bomb(9), Self.bomb(9) + "? *a9\n: 1\n"] {
            let error = try #require(throws: YAMLText.TooManyAliases.self) { try YAMLText(text).root() }
            #expect(YAMLProblem(error).description == "more than 30 aliases; write out what they stand for")
        }
        #expect(throws: RedactionRulesError.self) { try RedactionRules(yaml: Self.bomb(9) + "? *a9\n: 1\n") }
    }

    @Test("may have some aliases, and any number of stars")
    func some() throws {
        #expect(throws: Never.self) { _ = try YAMLText("a: &x [1, 2]\nb: *x\nc: *x\n").root() }
        let globs = "ignore: [\(Array(repeating: "'*.id', '$.*'", count: 100).joined(separator: ", "))]"
        #expect(throws: Never.self) { _ = try YAMLText(globs).root() }
        let names = Array(repeating: "x-a", count: 100).joined(separator: ", ")
        #expect(throws: Never.self) { _ = try RedactionRules(yaml: "headers: &a [\(names)]\nparameters: *a\n") }
    }
}

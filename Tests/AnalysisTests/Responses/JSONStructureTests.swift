import TestSupport
import Testing

@testable import Analysis

@Suite("JSON, taken apart")
struct JSONStructureTests {
    /// A random document, with blanks where they may be, and how many values it has.
    private static func document(_ random: inout SeededGenerator, depth: Int = 0) -> (text: String, values: Int) {
        func blank() -> String { ["", " ", "\n", "\t "].randomElement(using: &random) ?? "" }
        switch Int.random(in: 0...(depth < 4 ? 6 : 4), using: &random) {
        case 0: return ("null", 1)
        case 1: return (["true", "false"].randomElement(using: &random) ?? "true", 1)
        case 2: return (["0", "-1", "10.5", "1e3", "-0.25E-2"].randomElement(using: &random) ?? "0", 1)
        case 3, 4:
            return (["\"\"", "\"a\\\"b\"", "\"\\u00e9{[\"", "\"日本\""].randomElement(using: &random) ?? "\"\"", 1)
        case 5:
            let elements = (0..<Int.random(in: 0...4, using: &random)).map { _ in document(&random, depth: depth + 1) }
            let text = elements.map { blank() + $0.text + blank() }.joined(separator: ",")
            return ("[\(text)\(elements.isEmpty ? blank() : "")]", 1 + elements.map(\.values).reduce(0, +))
        default:
            let members = (0..<Int.random(in: 0...4, using: &random)).map { ($0, document(&random, depth: depth + 1)) }
            let text = members.map { "\(blank())\"m\($0.0)\"\(blank()):\(blank())\($0.1.text)\(blank())" }
                .joined(separator: ",")
            return ("{\(text)}", 1 + members.map(\.1.values).reduce(0, +))
        }
    }

    @Test("Every document has a structure with all its values, each within the one that it is in", arguments: 0..<200)
    func documents(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let (text, values) = Self.document(&random)
        let structure = try #require(JSONStructure(Array(text.utf8)), "\(text)")
        #expect(structure.nodes.count == values)
        #expect(structure.nodes[0].end == values)
        for (place, node) in structure.nodes.enumerated() {
            for child in structure.children(of: place) {
                let inner = structure.nodes[child]
                #expect(
                    node.range.lowerBound < inner.range.lowerBound && inner.range.upperBound < node.range.upperBound
                )
                #expect(inner.end <= node.end)
            }
        }
        // The same text has no difference from itself.
        #expect(JSONComparison(structure, structure) { _, _ in true }.found.isEmpty)
    }

    @Test(
        "What is no JSON has none",
        arguments: [
            "", " ", "{", "[1,]", "{\"a\" 1}", "{\"a\":1,}", "{a:1}", "[1 2]", "01", "1.", ".5", "+1", "1e", "-",
            "\"a", "\"a\nb\"", "tru", "nulll", "[] []", "'a'", "{\"a\":}", "[\"\\", "NaN",
        ]
    )
    func malformed(text: String) {
        #expect(JSONStructure(Array(text.utf8)) == nil)
    }

    @Test("Nor has what is nested too deep, or has too many values, or is any bytes at all")
    func bounds() {
        func nested(_ levels: Int) -> [UInt8] {
            Array((String(repeating: "[", count: levels) + String(repeating: "]", count: levels)).utf8)
        }
        #expect(JSONStructure(nested(JSONStructure.mostLevels)) != nil)
        #expect(JSONStructure(nested(JSONStructure.mostLevels + 2)) == nil)
        #expect(JSONStructure(nested(100_000)) == nil)
        let many = "[" + String(repeating: "0,", count: JSONStructure.mostNodes) + "0]"
        #expect(JSONStructure(Array(many.utf8)) == nil)
        var random = SeededGenerator(seed: 5)
        let bytes = Array("{}[]\",:\\0a-e.\u{7F}\u{0}".utf8)
        for _ in 0..<3000 {
            let text = (0..<Int.random(in: 0...12, using: &random)).map { _ in bytes.randomElement(using: &random) ?? 0
            }
            if let structure = JSONStructure(text) { #expect(structure.nodes[0].end == structure.nodes.count) }
        }
    }

    @Test(
        "Numbers are equal by their value, to the last digit",
        arguments: [
            ("1", "1.0", true), ("100", "1e2", true), ("-0", "0", true), ("0.10", "1E-1", true), ("12e1", "120", true),
            ("9007199254740993", "9007199254740992", false), ("1", "-1", false), ("1e5", "1e-5", false),
            ("0", "0e99999999999999999999", true), ("1e99999999999999999999", "1", false),
        ]
    )
    func numbers(one: String, other: String, areEqual: Bool) {
        #expect((JSONNumber(Array(one.utf8)[...]) == JSONNumber(Array(other.utf8)[...])) == areEqual)
    }
}

import TestSupport
import Testing

@testable import Report

@Suite("A table")
struct TextTableTests {
    @Test("has words on the left and numbers on the right of their columns, and no blanks at its lines' ends")
    func alignment() {
        var table = TextTable([.words("endpoint"), .numbers("count"), .words("note")])
        table.add(["GET /", "7", ""])
        table.add(["GET /products", "1,234", "slow"])
        table.add(["only this"])
        let expected = [
            "  endpoint       count  note", "  GET /              7", "  GET /products  1,234  slow", "  only this",
        ]
        #expect(table.lines(.plain) == expected)
    }

    @Test("has titles of two lines at the bottom, and none where there are none")
    func titles() {
        var table = TextTable([.words("endpoint"), .numbers("p50\nbaseline")], indent: 0)
        table.add(["a", "1 ms"])
        #expect(table.lines(.plain) == ["               p50", "endpoint  baseline", "a             1 ms"])
        var bare = TextTable([.words(""), .numbers("")], indent: 1)
        bare.add(["a", "1"])
        #expect(bare.lines(.plain) == [" a  1"])
    }

    @Test("shortens words to fit its page, and never a number or a label")
    func fitting() {
        var table = TextTable([.labels(""), .words("name"), .numbers("count")], indent: 0, pageWidth: 40)
        table.add(["response time", TextTable.Cell(String(repeating: "abcdefghij", count: 9)), "1,234,567"])
        let lines = table.lines(.plain)
        #expect(lines.map { DisplayText.width(of: $0) }.max() == 40)
        #expect(lines[1].hasPrefix("response time  abc"))
        #expect(lines[1].hasSuffix("  1,234,567"))
        #expect(lines[1].contains("..."))
    }

    @Test("draws its columns together before it gets too wide")
    func gaps() {
        var table = TextTable([.numbers("a"), .numbers("b"), .numbers("c")], indent: 0, pageWidth: 11)
        table.add(["123", "456", "789"])
        #expect(table.lines(.plain) == ["  a   b   c", "123 456 789"])
    }

    @Test("is as wide as its page at most, whatever the words in it", arguments: UInt64(1)...20)
    func bounds(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var table = TextTable([.words("endpoint"), .numbers("requests"), .words("host"), .numbers("p99"), .words("")])
        for _ in 0..<20 {
            table.add([
                TextTable.Cell(.random(using: &random)), "1,234", TextTable.Cell(.random(using: &random)), "12.3 ms",
                TextTable.Cell(.random(using: &random)),
            ])
        }
        for line in table.lines(.plain) {
            #expect(DisplayText.width(of: line) <= TextTable.pageWidth)
            #expect(line.last != " ")
        }
    }

    @Test("is coloured without moving a column")
    func colors() {
        var table = TextTable([.words("a"), .numbers("b")], indent: 0)
        table.add([TextTable.Cell("x", .good), TextTable.Cell("1", .bad)])
        #expect(
            table.lines(TextStyle(isColored: true)) == [
                "\u{1B}[1ma\u{1B}[0m  \u{1B}[1mb\u{1B}[0m", "\u{1B}[32mx\u{1B}[0m  \u{1B}[1;31m1\u{1B}[0m",
            ]
        )
    }

    @Test("colour is for terminals that want it")
    func styles() {
        #expect(TextStyle(isTerminal: true, environment: [:]).isColored)
        #expect(TextStyle(isTerminal: true, environment: ["NO_COLOR": ""]).isColored)
        #expect(!TextStyle(isTerminal: true, environment: ["NO_COLOR": "1"]).isColored)
        #expect(!TextStyle(isTerminal: true, environment: ["TERM": "dumb"]).isColored)
        #expect(!TextStyle(isTerminal: false, environment: [:]).isColored)
    }
}

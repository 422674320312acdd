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
        var table = TextTable([.labels(""), .words("name"), .numbers("count")], indent: 0)
        table.add(["response time", TextTable.Cell(String(repeating: "abcdefghij", count: 9)), "1,234,567"])
        let lines = table.lines(TextStyle(isColored: false, columns: 40))
        #expect(lines.map { DisplayText.width(of: $0) }.max() == 40)
        #expect(lines[1].hasPrefix("response time  abc"))
        #expect(lines[1].hasSuffix("  1,234,567"))
        #expect(lines[1].contains("..."))
    }

    @Test("draws its columns together before it gets too wide")
    func gaps() {
        var table = TextTable([.numbers("a"), .numbers("b"), .numbers("c")], indent: 0)
        table.add(["123", "456", "789"])
        #expect(table.lines(TextStyle(isColored: false, columns: 11)) == ["  a   b   c", "123 456 789"])
    }

    @Test("leaves out what is optional where there is no room for all")
    func optional() {
        var table = TextTable([.words("name"), .numbers("a", isOptional: true), .numbers("b")], indent: 0)
        table.add(["a name of some length", "1,234", "5,678"])
        #expect(table.lines(TextStyle(isColored: false, columns: 32))[1] == "a name o... length  1,234  5,678")
        #expect(table.lines(TextStyle(isColored: false, columns: 31))[1] == "a name of some length  5,678")
    }

    @Test("breaks sentences, of which no word may be missing")
    func sentences() {
        var table = TextTable([.labels(""), .sentences("what"), .numbers("n")], indent: 0)
        table.add(["rate", "80.7/s reached, 80.7/s asked", "1"])
        table.add(["sent", "484", "2"])
        #expect(
            table.lines(TextStyle(isColored: false, columns: 25)) == [
                "      what              n",
                "rate  80.7/s reached,   1",
                "      80.7/s asked",
                "sent  484               2",
            ]
        )
        #expect(table.lines(.plain).count == 3)
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

    @Test(
        "a page is as wide as its terminal, from 40 columns to 100",
        arguments: [(nil, 100), (80, 80), (20, 40), (200, 100)]
    )
    func widths(terminal: Int?, page: Int) {
        #expect(TextStyle(isTerminal: true, environment: [:], columns: terminal).columns == page)
    }
}

import Testing

@testable import Report

@Suite("A line of pieces")
struct FittedLineTests {
    private var line: FittedLine {
        var line = FittedLine("failed", .bad)
        line.add("")
        line.add("12")
        line.add("timeout 10")
        return line
    }

    @Test("loses those at its end where there is no room")
    func fits() {
        #expect(line.text(columns: 40) == "failed  12  timeout 10")
        #expect(line.text(columns: 22) == "failed  12  timeout 10")
        #expect(line.text(columns: 21) == "failed  12")
        #expect(line.text(columns: 9) == "failed")
        #expect(line.text(columns: 5) == "f...d")
        #expect(line.width == 22)
    }

    @Test("is filled with blanks where it is asked to be, colours not counted")
    func padded() {
        #expect(line.text(columns: 12, padded: true) == "failed  12  ")
        let colored = line.text(columns: 8, TextStyle(isColored: true), padded: true)
        #expect(colored == "\u{1B}[1;31mfailed\u{1B}[0m  ")
    }
}

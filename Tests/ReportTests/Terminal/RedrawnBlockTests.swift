import TestSupport
import Testing

@testable import Report

@Suite("Lines that are drawn again in their place")
struct RedrawnBlockTests {
    @Test("are written over, each erased before it is drawn")
    func sequences() {
        var block = RedrawnBlock()
        #expect(
            block.draw(["one", "two"], columns: 80, rows: 24)
                == "\u{1B}[?2026h\r\u{1B}[2Kone\n\u{1B}[2Ktwo\n\u{1B}[J\u{1B}[?2026l"
        )
        #expect(
            block.draw(["three"], columns: 80, rows: 24)
                == "\u{1B}[?2026h\r\u{1B}[2A\u{1B}[2Kthree\n\u{1B}[J\u{1B}[?2026l"
        )
        #expect(
            block.above("a warning", columns: 80)
                == "\u{1B}[?2026h\r\u{1B}[1A\u{1B}[Ja warning\nthree\n\u{1B}[?2026l"
        )
        #expect(block.clear(columns: 80) == "\r\u{1B}[1A\u{1B}[J")
        #expect(block.clear(columns: 80) == "")
        #expect(block.above("the end\n", columns: 80) == "the end\n")
    }

    @Test("leave a terminal with what was written above them, and nothing of their own")
    func screen() {
        var block = RedrawnBlock()
        var screen = ScreenModel()
        screen.feed("before\n")
        for second in 0..<30 {
            screen.feed(block.draw((0...(second % 4)).map { "line \(second) \($0)" }, columns: 80, rows: 24))
            if second.isMultiple(of: 10) { screen.feed(block.above("warning \(second)\n", columns: 80)) }
            #expect(screen.lines.suffix(second % 4 + 1) == (0...(second % 4)).map { "line \(second) \($0)" }[...])
            // What a terminal shows for Ctrl-C.
            screen.feed("^C")
        }
        screen.feed(block.clear(columns: 80))
        #expect(screen.lines == ["before", "warning 0", "warning 10", "warning 20"])
    }

    @Test("are found again on a terminal that became narrower, whatever their colours")
    func narrower() {
        var block = RedrawnBlock()
        _ = block.draw(
            ["\u{1B}[1;31m" + String(repeating: "x", count: 80) + "\u{1B}[0m", "short"],
            columns: 100,
            rows: 24
        )
        #expect(block.clear(columns: 30) == "\r\u{1B}[4A\u{1B}[J")
    }

    @Test("that a low terminal has no room for are left out")
    func low() {
        var block = RedrawnBlock()
        _ = block.draw(["1", "2", "3", "4", "5"], columns: 80, rows: 4)
        #expect(block.clear(columns: 80) == "\r\u{1B}[3A\u{1B}[J")
    }
}

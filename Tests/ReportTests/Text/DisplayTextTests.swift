import TestSupport
import Testing

@testable import Report

@Suite("Text from traffic")
struct DisplayTextTests {
    @Test(
        "cannot steer the terminal that shows it",
        arguments: [
            ("GET /users/{id}", "GET /users/{id}"), ("a\u{1B}[2Jb", "a\u{FFFD}[2Jb"), ("a\r\nb\tc", "a  b c"),
            ("a\u{202E}b", "a\u{FFFD}b"), ("a\u{0}b\u{7F}c", "a\u{FFFD}b\u{FFFD}c"), ("a\u{9B}b", "a\u{FFFD}b"),
            ("grün 東京 🦊", "grün 東京 🦊"), ("a\u{2028}b", "a b"),
        ]
    )
    func clean(_ text: String, _ shown: String) {
        #expect(DisplayText.clean(text) == shown)
    }

    @Test(
        "takes as many columns as a terminal gives it",
        arguments: [("abc", 3), ("grün", 4), ("東京", 4), ("🦊", 2), ("", 0)]
    )
    func width(_ text: String, _ columns: Int) {
        #expect(DisplayText.width(of: text) == columns)
    }

    @Test("is cut in the middle, so that both its ends are there")
    func shortened() {
        #expect(DisplayText.shortened("GET /accounts/{id}/payments/{id}", to: 20) == "GET /acco...nts/{id}")
        #expect(DisplayText.shortened("GET /", to: 5) == "GET /")
        #expect(DisplayText.shortened("GET /a", to: 2) == "..")
        #expect(DisplayText.shortened("GET /a", to: 0) == "")
    }

    @Test("never takes more columns than it is given", arguments: UInt64(1)...20)
    func bounds(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let clean = DisplayText.clean(.random(using: &random))
            let columns = Int.random(in: 0..<40, using: &random)
            #expect(DisplayText.width(of: DisplayText.shortened(clean, to: columns)) <= columns)
            for line in DisplayText.wrapped(clean, to: columns + 2) {
                #expect(DisplayText.width(of: line) <= columns + 2)
            }
            #expect(DisplayText.clean(clean) == clean)
            #expect(!clean.unicodeScalars.contains { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) })
        }
    }

    @Test("is broken at blanks")
    func wrapped() {
        #expect(DisplayText.wrapped("one two three four", to: 9) == ["one two", "three", "four"])
        #expect(DisplayText.wrapped("a verylongword b", to: 4) == ["a", "very", "long", "word", "b"])
        #expect(DisplayText.wrapped("", to: 4) == [])
    }
}

import Testing

@testable import Report

@Suite("Bytes of traffic as text")
struct VisibleTextTests {
    @Test(
        "show what a terminal would act upon",
        arguments: [
            (Array("a\u{1B}[2Jb".utf8), "a\\x1B[2Jb"), (Array("ü€😀".utf8), "ü€😀"), ([0xFF, 0x41, 0xC3], "\\xFFA\\xC3"),
            (Array("x\u{202E}y".utf8), "x\\u{202E}y"), (Array("\u{9B}31m".utf8), "\\u{9B}31m"),
            ([0, 0x7F, 9], "\\x00\\x7F\t"),
            ([0xE2, 0x82, 0x41], "\\xE2\\x82A"),
        ] as [([UInt8], String)]
    )
    func text(_ bytes: [UInt8], _ expected: String) {
        #expect(VisibleText.text(bytes[...]) == expected)
    }

    @Test("are lines without their ends")
    func lines() {
        #expect(VisibleText.lines(Array("a\r\nb\n\nc".utf8)[...]) == ["a", "b", "", "c"])
        #expect(VisibleText.lines([]) == [])
    }

    @Test("are hexadecimal digits where they are no text")
    func hexadecimal() {
        let rows = VisibleText.hexadecimal((0..<18).map { $0 + 0x40 }[...])
        #expect(rows[0] == "00000000  40 41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e 4f  |@ABCDEFGHIJKLMNO|")
        #expect(rows[1].hasPrefix("00000010  50 51 ") && rows[1].hasSuffix(" |PQ|"))
    }
}

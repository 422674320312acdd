import Report
import Testing

@Suite("How far the reading of a corpus is")
struct ReadingTextTests {
    @Test("says how much, how fast and how long yet")
    func middle() {
        let line = ReadingText(bytes: 25_000_000, total: 100_000_000, elapsed: 5).line(columns: 100)
        #expect(line == "███████▌░░░░░░░░░░░░░░░░░░░░░░ 25%  25.0 MB of 100 MB  5.0 MB/s  00:15 left")
    }

    @Test("holds more than all to all, and nothing of nothing to nothing")
    func extremes() {
        #expect(ReadingText(bytes: 9, total: 3, elapsed: 1).line(columns: 100).contains(" 100%  3 B of 3 B"))
        #expect(ReadingText(bytes: 0, total: 0, elapsed: 0).line(columns: 100).contains(" 0%"))
        #expect(ReadingText(bytes: 1, total: .max, elapsed: 1).line(columns: 100).count <= 100)
        #expect(ReadingText(bytes: .max, total: .max, elapsed: 1e-9).line(columns: 100).count <= 100)
    }

    @Test("fits a narrow terminal, so that the next line can take its place", arguments: [20, 40, 60, 79])
    func narrow(columns: Int) {
        let line = ReadingText(bytes: 25_000_000_000, total: 100_000_000_000, elapsed: 500).line(columns: columns)
        #expect(line.count <= columns)
        #expect(line.contains("25%"))
    }
}

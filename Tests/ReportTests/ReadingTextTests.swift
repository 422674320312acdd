import Report
import Testing

@Suite("How far the reading of a corpus is")
struct ReadingTextTests {
    @Test("says how much, how fast and how long yet")
    func middle() {
        let line = ReadingText(bytes: 25_000_000, total: 100_000_000, elapsed: 5).line
        #expect(line == "███████▌░░░░░░░░░░░░░░░░░░░░░░ 25%  25.0 MB of 100 MB  5.0 MB/s  00:15 left")
    }

    @Test("holds more than all to all, and nothing of nothing to nothing")
    func extremes() {
        #expect(ReadingText(bytes: 9, total: 3, elapsed: 1).line.contains(" 100%  3 B of 3 B"))
        #expect(ReadingText(bytes: 0, total: 0, elapsed: 0).line.contains(" 0%"))
        #expect(ReadingText(bytes: 1, total: .max, elapsed: 1).line.count <= 100)
        #expect(ReadingText(bytes: .max, total: .max, elapsed: 1e-9).line.count <= 100)
    }
}

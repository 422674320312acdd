import Analysis
import Testing

@Suite("Tallies")
struct TallyTests {
    @Test("Statuses past the limit are counted as unlisted, and known ones go on being counted")
    func statusLimit() {
        var tally = StatusTally(limit: 2)
        for status in [200, 201, 202, 203, 201] as [UInt16] { tally.count(StatusPair(recorded: 0, replayed: status)) }
        let counts = tally.rows.map { [UInt64($0.pair.replayed), $0.count] }
        #expect(Set(counts) == [[200, 1], [201, 2]])
        #expect(tally.unlisted == 2)
    }

    @Test("The frequent pair moves to the front, where the search begins")
    func statusOrder() {
        var tally = StatusTally(limit: 8)
        tally.count(StatusPair(recorded: 200, replayed: 500))
        tally.count(StatusPair(recorded: 200, replayed: 200), by: 5)
        tally.count(StatusPair(recorded: 200, replayed: 200))
        #expect(tally.rows.first?.pair == StatusPair(recorded: 200, replayed: 200))
    }

    @Test("Reasons without end are counted together past the limit")
    func reasonLimit() {
        var tally = ReasonTally()
        for number in 0..<(RecorderLimits.reasons + 10) { tally.count("reason \(number)") }
        tally.count("reason 0")
        #expect(tally.counts.count == RecorderLimits.reasons + 1)
        #expect(tally.counts[RecorderLimits.otherReason] == 10)
        #expect(tally.counts["reason 0"] == 2)
    }

    @Test("A long reason is cut between characters")
    func longReason() {
        var tally = ReasonTally()
        tally.count(String(repeating: "é", count: 1000))
        let kept = tally.sorted.first?.reason ?? ""
        #expect(kept.utf8.count <= RecorderLimits.reasonLength)
        #expect(kept == String(repeating: "é", count: 148) + "...")
    }

    @Test("Frequent reasons come first, equal ones by their text")
    func reasonOrder() {
        var tally = ReasonTally()
        tally.count("b")
        tally.count("a")
        tally.count("c", by: 2)
        #expect(tally.sorted.map(\.reason) == ["c", "a", "b"])
    }
}

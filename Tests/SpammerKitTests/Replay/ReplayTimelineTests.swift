import Corpus
import TestSupport
import Testing

@testable import SpammerKit

@Suite("Replay timeline")
struct ReplayTimelineTests {
    private func offsets(
        _ starts: [Int64],
        pace: ReplayOptions.Pace?,
        idleCap: UInt64? = nil,
        passes: Int = 1
    ) -> [UInt64] {
        guard let pace else { return [] }
        var timeline = ReplayTimeline(pace: pace, idleCap: idleCap)
        var offsets: [UInt64] = []
        for pass in 0..<passes {
            if pass > 0 { timeline.beginNextPass() }
            offsets += starts.compactMap { timeline.arrival(at: Timestamp(nanoseconds: $0))?.offset }
        }
        return offsets
    }

    @Test("At 2x every recorded distance is halved")
    func doubleSpeed() {
        #expect(offsets([1000, 1500, 4000], pace: .recorded(speed: 2)) == [0, 250, 1500])
    }

    @Test("A rate takes the order of the recording and not its spacing")
    func rate() {
        #expect(offsets([5, 6, 900], pace: .rate(perSecond: 1000)) == [0, 1_000_000, 2_000_000])
    }

    @Test("A long silence is cut to the cap, in the recording's time, and nothing else changes")
    func idleCap() {
        let starts: [Int64] = [0, 10, 1000, 1005, 9000, 9100]
        #expect(offsets(starts, pace: .recorded(speed: 1), idleCap: 100) == [0, 10, 110, 115, 215, 315])
        #expect(offsets(starts, pace: .recorded(speed: 10), idleCap: 100) == [0, 1, 11, 12, 22, 32])
        #expect(offsets(starts, pace: .recorded(speed: 1), idleCap: 100_000) == [0, 10, 1000, 1005, 9000, 9100])
        // The next pass begins a mean space of what is left later.
        let two = offsets(starts, pace: .recorded(speed: 1), idleCap: 100, passes: 2)
        #expect(two.suffix(6).map { $0 - two[6] } == two.prefix(6).map { $0 })
        #expect(two[6] == 315 + 63)
    }

    @Test("A rate that ends has no arrivals after its end")
    func endingRate() throws {
        let profile = try #require(RateProfile([.init(from: 10, to: 10, seconds: 1)]))
        #expect(offsets(Array(0..<50), pace: .rate(RatePacing(profile))).count == 10)
    }

    @Test("The corpus begins again after its mean spacing, so that the rate stays")
    func loop() {
        let second: Int64 = 1_000_000_000
        let offsets = offsets([0, second, 2 * second], pace: .recorded(speed: 1), passes: 3)
        #expect(offsets == (0..<9).map { UInt64($0) * 1_000_000_000 })
    }

    @Test("A corpus of one request loops once a second")
    func loopOfOne() {
        #expect(offsets([77], pace: .recorded(speed: 1), passes: 3) == [0, 1_000_000_000, 2_000_000_000])
    }

    @Test("A day at any speed is exact to a nanosecond, whatever came before", arguments: [0.5, 1, 2, 3, 10])
    func drift(speed: Double) {
        var random = SeededGenerator(seed: 7)
        let starts = (0..<1000).map { _ in Int64.random(in: 0...86_400_000_000_000, using: &random) }.sorted()
        let first = starts[0]
        for (start, offset) in zip(starts, offsets(starts, pace: .recorded(speed: speed))) {
            #expect(abs(Double(offset) - Double(start - first) / speed) <= 1)
        }
    }

    @Test("Instants at the ends of the clock are held, and nothing traps")
    func extremes() {
        let offsets = offsets([.min, 0, .max], pace: .recorded(speed: 0.001), passes: 2)
        #expect(offsets.count == 6)
        #expect(offsets[2] == .max)
    }
}

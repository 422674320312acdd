import Corpus
import TestSupport
import Testing

@testable import SpammerKit

@Suite("Replay timeline")
struct ReplayTimelineTests {
    private func offsets(_ starts: [Int64], pace: ReplayOptions.Pace, passes: Int = 1) -> [UInt64] {
        var timeline = ReplayTimeline(pace: pace)
        var offsets: [UInt64] = []
        for pass in 0..<passes {
            if pass > 0 { timeline.beginNextPass() }
            offsets += starts.map { timeline.arrival(at: Timestamp(nanoseconds: $0)).offset }
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

import Testing

@testable import Requester

@Suite("The timers of a loop")
struct LoopTimersTests {
    @Test("go off in the order of their instants, those of one instant in the order in which they were set")
    func order() {
        var timers = LoopTimers()
        var random = SystemRandomNumberGenerator()
        var expected: [(instant: UInt64, index: Int)] = []
        let seen = Seen()
        for index in 0..<500 {
            let instant = UInt64.random(in: 0..<50, using: &random)
            expected.append((instant, index))
            _ = timers.set(at: instant) { seen.indices.append(index) }
        }
        expected.sort { ($0.instant, $0.index) < ($1.instant, $1.index) }
        for now in UInt64(0)..<50 {
            while let action = timers.takeDue(at: now) { action() }
            let due = expected.filter { $0.instant <= now }.map(\.index)
            #expect(seen.indices == due)
        }
        #expect(timers.next() == .max)
    }

    @Test("do nothing once they are cancelled, however many are")
    func cancelled() {
        var timers = LoopTimers()
        let seen = Seen()
        let all = (0..<1000).map { index in timers.set(at: UInt64(index)) { seen.indices.append(index) } }
        for (index, timer) in all.enumerated() where index % 10 != 7 { timers.cancel(timer) }
        for timer in all where timer.instant < 7 { timers.cancel(timer) }
        #expect(timers.next() == 7)
        while let action = timers.takeDue(at: 500) { action() }
        #expect(seen.indices == Array(stride(from: 7, through: 497, by: 10)))
        // One that has gone off cannot be cancelled, and costs the next one nothing.
        timers.cancel(all[7])
        #expect(timers.next() == 507)
    }

    private final class Seen {
        var indices: [Int] = []
    }
}

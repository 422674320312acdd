import Analysis
import Corpus
import NIOCore
import NIOEmbedded
import Synchronization
import Testing

@testable import SpammerKit

@Suite("Drift")
struct DriftTests {
    /// Notes by how many nanoseconds its tasks begin late.
    ///
    /// `@unchecked Sendable`: used on one thread.
    private final class PunctualitySpammer: Spammer, @unchecked Sendable {
        private let loop: LateEventLoop
        private let start: UInt64
        private(set) var lateness: [UInt64] = []
        private(set) var early = 0

        init(loop: LateEventLoop, start: UInt64) {
            self.loop = loop
            self.start = start
        }

        func task() async throws -> TaskResult { TaskResult(.failure) }

        func task(for arrival: Arrival) async throws -> TaskResult {
            let instant = start + arrival.offset
            let now = loop.now.uptimeNanoseconds
            if now < instant { early += 1 }
            lateness.append(now - min(now, instant))
            return TaskResult(.success)
        }
    }

    /// Each of 180,000 timers is up to 3 ms late: were each set from the one before, the last one would be four minutes late.
    ///
    /// Not async: the loop has no thread of its own, and runs on this one.
    @Test("An hour at 50 a second with late timers ends as punctual as it began, and is never early")
    func hour() {
        let loop = LateEventLoop()
        loop.advance(to: .uptimeNanoseconds(7_000_000_000))
        let start = loop.now.uptimeNanoseconds + 100_000_000
        let spammer = PunctualitySpammer(loop: loop, start: start)
        let schedule = ConstantRate(perSecond: 50, seconds: 3600)
        let driver = LoopDriver(
            loop: loop,
            spammer: spammer,
            source: schedule.source(loop: 0, of: 1, on: loop),
            limits: DriverLimits()
        )
        driver.run(from: start)
        loop.advance(to: .uptimeNanoseconds(start) + .hours(1))
        #expect(spammer.lateness.count == 180_000)
        #expect(spammer.early == 0)
        let latest = UInt64(LateEventLoop.latest)
        #expect(spammer.lateness.allSatisfy { $0 <= latest })
        // Late by half of the most on the average, in the last minute as in the first.
        func mean(_ part: ArraySlice<UInt64>) -> Double { Double(part.reduce(0, +)) / Double(part.count) }
        let (first, last) = (mean(spammer.lateness.prefix(3000)), mean(spammer.lateness.suffix(3000)))
        #expect(abs(last - first) < 0.1 * Double(latest))
        #expect(abs(last - Double(latest) / 2) < 0.1 * Double(latest))
        // The loop is this thread's, so what is to come has come.
        let sent = Mutex<UInt64?>(nil)
        driver.outcome().whenSuccess { record in sent.withLock { $0 = record.judged.books.sent } }
        loop.advance(to: loop.now)
        #expect(sent.withLock { $0 } == 180_000)
    }
}

import Analysis
import NIOCore
import Synchronization
import Testing

@testable import SpammerKit

@Suite("A loop's driver")
struct LoopDriverTests {
    private struct Idler: Spammer {
        func task() async throws -> TaskResult { TaskResult(.success) }
    }

    private func driver(on loop: LateEventLoop) -> LoopDriver {
        let source = ConstantRate(perSecond: 50, seconds: 60).source(loop: 0, of: 1, on: loop)
        return LoopDriver(loop: loop, spammer: Idler(), source: source, limits: DriverLimits())
    }

    /// A run that cannot begin, as its address is in use, lets go of its drivers; a promise that each had made stopped the process.
    @Test("that never runs owes nothing to anybody")
    func neverRuns() {
        weak var gone: LoopDriver?
        do {
            let driver = driver(on: LateEventLoop())
            gone = driver
        }
        #expect(gone == nil)
    }

    @Test(
        "that is stopped before it runs has an empty record for whoever asks, before the end or after it",
        arguments: [false, true]
    )
    func stoppedBefore(_ asksAfter: Bool) {
        let loop = LateEventLoop()
        let driver = driver(on: loop)
        let sent = Mutex<UInt64?>(nil)
        func ask() { driver.outcome().whenSuccess { record in sent.withLock { $0 = record.judged.books.sent } } }
        if !asksAfter { ask() }
        loop.advance(to: loop.now)
        #expect(sent.withLock { $0 } == nil)
        driver.stop()
        loop.advance(to: loop.now)
        if asksAfter { ask() }
        loop.advance(to: loop.now)
        #expect(sent.withLock { $0 } == 0)
    }
}

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

    @Test("that is stopped before it runs counts no arrival as due, however long the machine has been up")
    func nothingDueBefore() {
        let loop = LateEventLoop()
        loop.advance(to: .uptimeNanoseconds(3_600_000_000_000))
        let driver = driver(on: loop)
        driver.stop()
        loop.advance(to: loop.now)
        let books = Mutex<Books?>(nil)
        driver.outcome().whenSuccess { record in books.withLock { $0 = record.judged.books } }
        loop.advance(to: loop.now)
        #expect(books.withLock { $0 } == Books())
    }

    @Test("sends nothing early that comes when no clock is there any more")
    func pastTheClock() {
        let loop = LateEventLoop()
        let driver = LoopDriver(
            loop: loop,
            spammer: Idler(),
            // The second of three arrivals is 317 years after the first.
            source: ConstantRate(perSecond: 1e-10, seconds: 3e10).source(loop: 0, of: 1, on: loop),
            limits: DriverLimits()
        )
        driver.run(from: 1_000_000_000)
        loop.advance(to: .uptimeNanoseconds(3_600_000_000_000))
        driver.stop()
        loop.advance(to: loop.now)
        let books = Mutex<Books?>(nil)
        driver.outcome().whenSuccess { record in books.withLock { $0 = record.judged.books } }
        loop.advance(to: loop.now)
        #expect(books.withLock { $0?.scheduled } == 1)
    }

    @Test("keeps time by timers where its loop cannot be watched")
    func preciseWithoutTicker() {
        let loop = LateEventLoop()
        var limits = DriverLimits()
        limits.isPrecise = true
        let driver = LoopDriver(
            loop: loop,
            spammer: Idler(),
            source: ConstantRate(perSecond: 50, seconds: 2).source(loop: 0, of: 1, on: loop),
            limits: limits
        )
        driver.run(from: 10_000_000)
        loop.advance(to: .uptimeNanoseconds(3_000_000_000))
        let sent = Mutex<UInt64?>(nil)
        driver.outcome().whenSuccess { record in sent.withLock { $0 = record.judged.books.sent } }
        loop.advance(to: loop.now)
        #expect(sent.withLock { $0 } == 100)
    }

    /// Counts its tasks; each takes as long as sending a request does, or longer.
    ///
    /// `@unchecked Sendable`: used on one loop.
    private final class Worker: Spammer, @unchecked Sendable {
        private(set) var sinceLook = 0
        private(set) var most = 0

        func look() { sinceLook = 0 }

        func task() async throws -> TaskResult {
            sinceLook += 1
            most = max(most, sinceLook)
            let end = NIODeadline.now() + .microseconds(10)
            while NIODeadline.now() < end {}
            return TaskResult(.success)
        }
    }

    @Test("looks at its sockets after each turn, when it is thousands behind too", arguments: Loops.allCases)
    func behind(_ loops: Loops) async throws {
        let loop = try loops.group.next()
        let spammer = Worker()
        let watch = try await SocketWatch.start(on: loop) { spammer.look() }
        let driver = LoopDriver(
            loop: loop,
            spammer: spammer,
            source: ConstantRate(perSecond: 100_000, seconds: 0.03).source(loop: 0, of: 1, on: loop),
            limits: DriverLimits()
        )
        driver.run(from: NIODeadline.now().uptimeNanoseconds - 1_000_000_000)
        let record = try await driver.outcome().get()
        #expect(record.judged.books.passed == 3000)
        #expect(try await loop.submit { spammer.most }.get() <= DriverLimits.arrivalsPerTurn)
        try await watch.stop()
    }

    /// Waits while the target stands still, and else is done at once.
    ///
    /// `@unchecked Sendable`: used on one thread.
    private final class Stalling: Spammer, @unchecked Sendable {
        private var isStalled = true
        private var waiting: [UnsafeContinuation<Void, Never>] = []

        func stall() { isStalled = true }

        func goOn() {
            isStalled = false
            for continuation in waiting { continuation.resume() }
            waiting = []
        }

        func task() async throws -> TaskResult {
            if isStalled { await withUnsafeContinuation { waiting.append($0) } }
            return TaskResult(.success)
        }
    }

    @Test("lets the workers go that a stall made, some seconds after it, and makes others for the next one")
    func workersAfterStalls() {
        let loop = LateEventLoop()
        let spammer = Stalling()
        let driver = LoopDriver(
            loop: loop,
            spammer: spammer,
            source: ConstantRate(perSecond: 50, seconds: 60).source(loop: 0, of: 1, on: loop),
            limits: DriverLimits()
        )
        func advance(to seconds: Int64) { loop.advance(to: .uptimeNanoseconds(0) + .seconds(seconds)) }
        driver.run(from: 0)
        advance(to: 4)
        #expect((190...201).contains(driver.inFlight.workers))
        spammer.goOn()
        advance(to: 5)
        #expect(driver.inFlight.count == 0 && driver.inFlight.workers >= 190)
        advance(to: 20)
        #expect(driver.inFlight.workers <= 2)
        spammer.stall()
        advance(to: 30)
        #expect((490...502).contains(driver.inFlight.workers))
        spammer.goOn()
        advance(to: 50)
        #expect(driver.inFlight.workers <= 2)
        advance(to: 70)
        let books = Mutex<Books?>(nil)
        driver.outcome().whenSuccess { record in books.withLock { $0 = record.judged.books } }
        loop.advance(to: loop.now)
        #expect(books.withLock { $0?.passed } == 3000)
    }
}

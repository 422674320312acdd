import Analysis
import CTimex
import NIOCore
import NIOPosix
import Requester

/// One event loop's part of a run: hands out arrivals at their instants to resident workers, and keeps the books.
///
/// Workers are tasks that stay on the loop and wait for their next arrival; one more is made when all are busy, up to
/// the in-flight limit. Nothing here is locked.
///
/// `@unchecked Sendable`: every property but the constants is touched only on `loop`; the methods that may be called from
/// elsewhere say so and go to the loop first. Workers run there too, through `executor`.
final class LoopDriver: @unchecked Sendable {
    private enum Phase {
        case waiting
        case running
        case draining
        case ended
    }

    let loop: any EventLoop
    private let executor: EventLoopTaskExecutor
    private let spammer: any Spammer
    private let source: any ArrivalSource
    private let limits: DriverLimits
    /// Who waits for the end; made when somebody does, as nobody keeps the promise of a run that never began.
    private var ended: EventLoopPromise<LoopRecord>?

    // Nobody checks these for exclusive access: each is changed on the loop, and by methods of its own value, which call nobody
    // that could come back here. The checks were two of a hundred parts of a request's processor time.
    @exclusivity(unchecked) private var phase = Phase.waiting
    @exclusivity(unchecked) private var start: UInt64 = 0
    @exclusivity(unchecked) private var record = LoopRecord(origin: 0, warmup: 0)
    /// Keeps the order of recorded connections; nil where requests go over any connection.
    @exclusivity(unchecked) private var order: ConnectionOrder?
    /// When the timer goes off; `.max` for none.
    @exclusivity(unchecked) private var timerInstant = UInt64.max
    @exclusivity(unchecked) private(set) var inFlight = InFlightTable()
    @exclusivity(unchecked) private var idle = IdleStack<IdleWorker>()
    /// The workers' tasks, by their places in `inFlight`; nil where one was let go.
    private var workers: [Task<Void, Never>?] = []
    private var timer: Scheduled<Void>?
    private var drainTimer: Scheduled<Void>?
    private var closeTimer: Scheduled<Void>?
    private var restTimer: Scheduled<Void>?
    /// Workers that were let go since memory was given back.
    private var letGoCount = 0
    /// Hands out when the loop has looked at its sockets; made when it is first needed.
    private var ticker: LoopTicker?

    private struct IdleWorker {
        let worker: Int
        let resume: UnsafeContinuation<Arrival?, Never>
    }

    init(
        loop: any EventLoop,
        spammer: any Spammer,
        source: any ArrivalSource,
        limits: DriverLimits
    ) {
        self.loop = loop
        self.executor = EventLoopTaskExecutor(loop)
        self.spammer = spammer
        self.source = source
        self.limits = limits
        self.order = limits.order.map { ConnectionOrder($0) }
    }
}

/// What one event loop did since it was last asked.
struct LoopInterval: Sendable {
    /// What happened since then.
    var interval: RunInterval
    /// Requests in flight now.
    var inFlight: Int
    /// Whether it hands out arrivals, or will.
    var isSending: Bool
}

// From any thread.
extension LoopDriver {
    /// Begins at an instant of the monotonic clock.
    func run(from start: UInt64) {
        loop.execute { self.begin(from: start) }
    }

    /// What the loop's part has come to, when it is over.
    func outcome() -> EventLoopFuture<LoopRecord> {
        loop.flatSubmit { [self] in
            guard phase != .ended else { return loop.makeSucceededFuture(record) }
            let promise = ended ?? loop.makePromise()
            ended = promise
            return promise.futureResult
        }
    }

    /// Hands out no more arrivals; those under way may end.
    func stop() {
        loop.execute { self.drain(cancelling: true) }
    }

    /// Gives up what is under way.
    func stopNow() {
        loop.execute {
            self.drain(cancelling: true)
            self.end()
        }
    }

    /// What happened since this was last asked, and how it is now.
    func takeInterval() -> EventLoopFuture<LoopInterval> {
        loop.submit {
            LoopInterval(
                interval: self.record.takeInterval(),
                inFlight: self.inFlight.count,
                isSending: self.phase == .waiting || self.phase == .running
            )
        }
    }

    /// The record so far, to look at.
    func recordSoFar() -> EventLoopFuture<LoopRecord> {
        loop.submit { self.record.toLookAt }
    }

    /// What was measured so far, without the warm-up.
    func soFar(_ needs: RunSoFar.Needs) -> EventLoopFuture<RunSoFar> {
        loop.submit { RunSoFar(self.record.judged, needs) }
    }
}

// On the loop.
extension LoopDriver {
    private func begin(from start: UInt64) {
        guard phase == .waiting else { return }
        self.start = start
        record = LoopRecord(origin: start, warmup: limits.warmup)
        phase = .running
        restTimer = loop.scheduleTask(in: .nanoseconds(DriverLimits.workerRest)) { self.letGo() }
        if limits.loop == .closed, let length = limits.closedFor {
            let end = start.addingReportingOverflow(length)
            closeTimer = loop.scheduleTask(deadline: .uptimeNanoseconds(end.overflow ? .max : end.partialValue)) {
                self.drain(cancelling: false)
            }
        }
        source.onReady = { [unowned self] in handOut() }
        handOut()
    }

    /// Hands out all arrivals that are due, then sets the timer for the next one.
    private func handOut() {
        guard phase == .running else { return }
        clearTimer()
        for _ in 0..<DriverLimits.arrivalsPerTurn {
            if inFlight.count >= limits.inFlight && (limits.overflow == .wait || limits.loop == .closed) {
                return  // The next worker that is done calls again.
            }
            let now = loop.now.uptimeNanoseconds
            if let (arrival, moved) = order?.next(at: now &- min(start, now)) {
                send(arrival, moved: moved, at: now)
                continue
            }
            switch source.peek() {
            case .finished:
                guard let order, order.held > 0 else { return drain(cancelling: false) }
                return wake(at: nextHeld)
            case .pending:
                return wake(at: nextHeld)  // `onReady` calls again.
            case .arrival(let offset):
                let due = limits.loop == .closed ? start : instant(of: offset)
                guard due <= now else { return wake(at: min(due, nextHeld)) }
                // What waits for its connection's responses is bounded as what is in flight is.
                let holdsTooMany = order.map { $0.held >= limits.inFlight } ?? false
                if holdsTooMany, limits.overflow == .wait || limits.loop == .closed { return wake(at: nextHeld) }
                guard let arrival = source.take() else { continue }
                if holdsTooMany {
                    record.drop(arrival, from: start)
                } else {
                    admit(limits.loop == .closed ? arrival.moved(to: now &- start) : arrival, at: now)
                }
            }
        }
        // Responses that have come are read first; see `DriverLimits.arrivalsPerTurn`.
        tick(from: loop.now.uptimeNanoseconds)
    }

    /// When an arrival is due; `.max`, which is never, for one past the end of the clock.
    private func instant(of offset: UInt64) -> UInt64 {
        let (instant, isPastEnd) = start.addingReportingOverflow(offset)
        return isPastEnd ? .max : instant
    }

    /// When an arrival that waited for its connection is to be sent; `.max` where that depends on a response.
    private var nextHeld: UInt64 {
        order?.nextInstant.map { start &+ $0 } ?? .max
    }

    private func clearTimer() {
        timer?.cancel()
        timer = nil
        timerInstant = .max
        ticker?.stop()
    }

    private func wake(at instant: UInt64) {
        guard instant < .max else { return }
        timerInstant = instant
        guard limits.isPrecise else {
            timer = loop.scheduleTask(deadline: .uptimeNanoseconds(instant)) { self.handOut() }
            return
        }
        let now = loop.now.uptimeNanoseconds
        if instant <= now &+ DriverLimits.watch {
            tick(from: instant)
        } else {
            let early = NIODeadline.uptimeNanoseconds(instant &- DriverLimits.watch)
            timer = loop.scheduleTask(deadline: early) { self.handOut() }
        }
    }

    /// Hands out at an instant, or when the loop has looked at its sockets after it; the loop does not sleep until then.
    private func tick(from instant: UInt64) {
        timerInstant = instant
        let ticker = ticker ?? LoopTicker(on: loop) { [unowned self] in tick() }
        self.ticker = ticker
        ticker.start()
    }

    private func tick() {
        if loop.now.uptimeNanoseconds >= timerInstant { handOut() }
    }

    private func admit(_ arrival: Arrival, at now: UInt64) {
        switch order?.admit(arrival, at: now &- start) ?? .send(moved: 0) {
        case .hold: break
        case .send(let moved): send(arrival, moved: moved, at: now)
        }
    }

    /// Begins an arrival's task, if there is room for it.
    ///
    /// - Parameter moved: nanoseconds by which late responses on its connection moved its instant.
    private func send(_ arrival: Arrival, moved: UInt64, at now: UInt64) {
        var arrival = arrival
        if moved > 0 {
            arrival = arrival.moved(to: arrival.offset &+ moved)
            record.move(arrival, by: moved)
        } else if limits.loop == .closed {
            arrival = arrival.moved(to: now &- start)
        }
        guard inFlight.count < limits.inFlight else {
            record.drop(arrival, from: start)
            order?.finish(arrival, at: nil)
            return
        }
        dispatch(arrival, at: now)
    }

    private func dispatch(_ arrival: Arrival, at now: UInt64) {
        record.schedule(arrival, from: start)
        if let next = idle.pop() {
            inFlight.begin(arrival, worker: next.worker, at: now)
            next.resume.resume(returning: arrival)
        } else {
            let worker = inFlight.addWorker()
            inFlight.begin(arrival, worker: worker, at: now)
            let task = Task(executorPreference: executor) { await self.work(worker, from: arrival) }
            if worker < workers.count { workers[worker] = task } else { workers.append(task) }
        }
    }

    /// Lets workers go that nobody has needed for some seconds, a few at a time: those that a stall of the target made would
    /// else stay to the end of the run, at some 12 kB each.
    private func letGo() {
        let spare = idle.takeSpare(atMost: DriverLimits.workersLetGoAtOnce)
        for idle in spare {
            inFlight.removeWorker(idle.worker)
            workers[idle.worker] = nil
            idle.resume.resume(returning: nil)
        }
        letGoCount += spare.count
        if idle.spare == 0, letGoCount >= DriverLimits.workersWorthTrimming {
            letGoCount = 0
            // The allocator keeps what is freed, unless it is asked for; on another thread, as that takes milliseconds.
            NIOThreadPool.singleton.submit { _ in malloc_trim(0) }
        }
        if spare.isEmpty { idle.look() }
        let pause = idle.spare > 0 ? DriverLimits.letGoPause : DriverLimits.workerRest
        restTimer = loop.scheduleTask(in: .nanoseconds(pause)) { self.letGo() }
    }

    /// A resident worker: one arrival after the other, until the run has none left.
    private nonisolated(nonsending) func work(_ worker: Int, from first: Arrival) async {
        var arrival = first
        while true {
            let result: TaskResult
            do {
                result = try await spammer.task(for: arrival)
            } catch {
                result = TaskResult(.failure, reason: String(describing: error))
            }
            finish(arrival, result, worker: worker)
            guard let next = await nextArrival(for: worker) else { return }
            arrival = next
        }
    }

    private nonisolated(nonsending) func nextArrival(for worker: Int) async -> Arrival? {
        await withUnsafeContinuation { continuation in
            if phase == .ended {
                continuation.resume(returning: nil)
            } else {
                idle.push(IdleWorker(worker: worker, resume: continuation))
                if limits.loop == .closed || limits.overflow == .wait || nextHeld < timerInstant { handOut() }
            }
        }
    }

    private func finish(_ arrival: Arrival, _ result: TaskResult, worker: Int) {
        guard let began = inFlight.end(worker: worker) else { return }
        // What has an exchange has its instants from there.
        let ended = result.exchange == nil ? loop.now.uptimeNanoseconds : 0
        let measurement = Measurement(arrival, result, start: start, began: began, ended: ended)
        order?.finish(arrival, at: max(measurement.lastByte, start) &- start)
        record.record(
            arrival,
            measurement,
            // A status speaks for itself, and is counted as such.
            reason: result.state == .failure && result.exchange?.failure != .status ? result.reason : nil
        )
        if phase == .draining, inFlight.count == 0 { end() }
    }

    /// Hands out no more; ends when nothing is under way, or when the time for that is up.
    private func drain(cancelling: Bool) {
        guard phase == .running || phase == .waiting else { return }
        // Of a run that has not begun nobody knows when its arrivals would be due.
        let hasBegun = phase == .running
        phase = .draining
        clearTimer()
        if cancelling, hasBegun { cancelDueArrivals() }
        if inFlight.count == 0 { return end() }
        let limit = loop.now + .nanoseconds(Int64(clamping: limits.drain))
        drainTimer = loop.scheduleTask(deadline: limit) { self.end() }
    }

    /// Counts the arrivals whose instant has come and that nobody will take any more.
    private func cancelDueArrivals() {
        guard limits.loop == .open else { return }
        let now = loop.now.uptimeNanoseconds
        while case .arrival(let offset) = source.peek(), instant(of: offset) <= now, let arrival = source.take() {
            record.cancel(arrival, from: start)
        }
        for arrival in order?.removeAll() ?? [] { record.cancel(arrival, from: start) }
    }

    private func end() {
        guard phase != .ended else { return }
        phase = .ended
        drainTimer?.cancel()
        closeTimer?.cancel()
        restTimer?.cancel()
        ticker?.shutDown()
        let now = loop.now.uptimeNanoseconds
        for (arrival, began) in inFlight.giveUpAll() {
            let measurement = Measurement(unfinished: arrival, start: start, began: began, ended: now)
            record.record(arrival, measurement, reason: nil)
        }
        for worker in idle.takeAll() { worker.resume.resume(returning: nil) }
        for worker in workers { worker?.cancel() }
        workers.removeAll()
        source.onReady = nil
        ended?.succeed(record)
    }
}

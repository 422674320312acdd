import Analysis
import NIOCore
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
    private let ended: EventLoopPromise<RunRecorder>

    private var phase = Phase.waiting
    private var start: UInt64 = 0
    private var recorder = RunRecorder(endpoints: 0, origin: 0)
    private var inFlight = InFlightTable()
    private var idle: [IdleWorker] = []
    private var workers: [Task<Void, Never>] = []
    private var timer: Scheduled<Void>?
    private var drainTimer: Scheduled<Void>?
    private var closeTimer: Scheduled<Void>?

    private struct IdleWorker {
        let worker: Int
        let resume: UnsafeContinuation<Arrival?, Never>
    }

    /// What the loop's part has come to, when it is over.
    var outcome: EventLoopFuture<RunRecorder> { ended.futureResult }

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
        self.ended = loop.makePromise()
    }
}

// From any thread.
extension LoopDriver {
    /// Begins at an instant of the monotonic clock.
    func run(from start: UInt64) {
        loop.execute { self.begin(from: start) }
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

    /// What happened since this was last asked, and how many are in flight now.
    func takeInterval() -> EventLoopFuture<(interval: RunInterval, inFlight: Int)> {
        loop.submit { (self.recorder.takeInterval(), self.inFlight.count) }
    }
}

// On the loop.
extension LoopDriver {
    private func begin(from start: UInt64) {
        guard phase == .waiting else { return }
        self.start = start
        recorder = RunRecorder(endpoints: 0, origin: start)
        phase = .running
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
        timer?.cancel()
        timer = nil
        for _ in 0..<DriverLimits.arrivalsPerTurn {
            if inFlight.count >= limits.inFlight && (limits.overflow == .wait || limits.loop == .closed) {
                return  // `finish` calls again.
            }
            switch source.peek() {
            case .finished:
                return drain(cancelling: false)
            case .pending:
                return  // `onReady` calls again.
            case .arrival(let arrival):
                let now = NIODeadline.now().uptimeNanoseconds
                if limits.loop == .closed, now >= start {
                    source.take()
                    dispatch(Arrival(ordinal: arrival.ordinal, offset: now &- start, request: arrival.request), at: now)
                    continue
                }
                let due = start &+ arrival.offset
                guard due <= now else { return wake(at: due) }
                source.take()
                if inFlight.count >= limits.inFlight {
                    recorder.schedule(at: due)
                    recorder.drop(endpoint: arrival.request?.endpoint ?? 0, intended: due)
                } else {
                    dispatch(arrival, at: now)
                }
            }
        }
        loop.execute { self.handOut() }
    }

    private func wake(at instant: UInt64) {
        timer = loop.scheduleTask(deadline: .uptimeNanoseconds(instant)) { self.handOut() }
    }

    private func dispatch(_ arrival: Arrival, at now: UInt64) {
        recorder.schedule(at: start &+ arrival.offset)
        if let next = idle.popLast() {
            inFlight.begin(arrival, worker: next.worker, at: now)
            next.resume.resume(returning: arrival)
        } else {
            let worker = inFlight.addWorker()
            inFlight.begin(arrival, worker: worker, at: now)
            workers.append(Task(executorPreference: executor) { await self.work(worker, from: arrival) })
        }
    }

    /// A resident worker: one arrival after the other, until the run has none left.
    private func work(_ worker: Int, from first: Arrival) async {
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

    private func nextArrival(for worker: Int) async -> Arrival? {
        await withUnsafeContinuation { continuation in
            if phase == .ended {
                continuation.resume(returning: nil)
            } else {
                idle.append(IdleWorker(worker: worker, resume: continuation))
                if limits.loop == .closed || limits.overflow == .wait { handOut() }
            }
        }
    }

    private func finish(_ arrival: Arrival, _ result: TaskResult, worker: Int) {
        guard let began = inFlight.end(worker: worker) else { return }
        let now = NIODeadline.now().uptimeNanoseconds
        recorder.record(
            Measurement(arrival, result, start: start, began: began, ended: now),
            // A status speaks for itself, and is counted as such.
            reason: result.state == .failure && result.exchange?.failure != .status ? result.reason : nil
        )
        if phase == .draining, inFlight.count == 0 { end() }
    }

    /// Hands out no more; ends when nothing is under way, or when the time for that is up.
    private func drain(cancelling: Bool) {
        guard phase == .running || phase == .waiting else { return }
        phase = .draining
        timer?.cancel()
        timer = nil
        if cancelling { cancelDueArrivals() }
        if inFlight.count == 0 { return end() }
        let limit = NIODeadline.now() + .nanoseconds(Int64(clamping: limits.drain))
        drainTimer = loop.scheduleTask(deadline: limit) { self.end() }
    }

    /// Counts the arrivals whose instant has come and that nobody will take any more.
    private func cancelDueArrivals() {
        guard limits.loop == .open else { return }
        let now = NIODeadline.now().uptimeNanoseconds
        while case .arrival(let arrival) = source.peek(), start &+ arrival.offset <= now {
            source.take()
            recorder.schedule(at: start &+ arrival.offset)
            recorder.cancel()
        }
    }

    private func end() {
        guard phase != .ended else { return }
        phase = .ended
        drainTimer?.cancel()
        closeTimer?.cancel()
        let now = NIODeadline.now().uptimeNanoseconds
        for (arrival, began) in inFlight.giveUpAll() {
            recorder.record(Measurement(unfinished: arrival, start: start, began: began, ended: now), reason: nil)
        }
        for worker in idle { worker.resume.resume(returning: nil) }
        idle.removeAll()
        for worker in workers { worker.cancel() }
        workers.removeAll()
        source.onReady = nil
        ended.succeed(recorder)
    }
}

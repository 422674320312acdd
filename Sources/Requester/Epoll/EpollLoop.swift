import CEpoll
package import Dispatch
import Glibc
package import NIOCore
import Synchronization

/// An event loop that does what a load generator over plain TCP needs, and nothing else: sockets by epoll(7), timers by
/// timerfd(2), tasks from anywhere.
///
/// SwiftNIO's channels cost two thirds of the time in user space that a request of HTTP/1.1 takes (measured; see the design's
/// ladder), so plaintext HTTP/1.1 goes over this loop, behind the same state machines, and everything else over NIO's. It is a
/// NIO event loop to whoever has futures and timers on it; channels cannot be made on it.
///
/// `@unchecked Sendable`: what is not constant or atomic is touched only on the loop's thread.
package final class EpollLoop: EventLoop, @unchecked Sendable {
    private var poller: Poller
    private var timers = LoopTimers()
    private var tasks: [() -> Void] = []
    private var running: [() -> Void] = []
    private let timer: CInt
    /// When the timer's descriptor will be readable; `.max` for never.
    private var timerInstant = UInt64.max
    /// Whether the thread goes on.
    private var isRunning = true

    private let remote = Mutex<[@Sendable () -> Void]>([])
    private let wakeUp: CInt
    /// Whether the thread will look at `remote` without being woken.
    private let isAwake = Atomic(true)
    private let thread = Atomic<UInt>(0)

    /// Where what a socket has is read into, by one at a time.
    ///
    /// Raw memory, as recv(2) fills it and nothing else may write to it: it is read before the next socket is, and nobody
    /// keeps a pointer into it. It lives as long as the loop.
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)

    /// Called each time that the sockets were looked at, while there are any; meanwhile the loop does not sleep.
    private var turnObservers: [(owner: ObjectIdentifier, observe: () -> Void)] = []

    /// Rounds of tasks that make tasks before the sockets are looked at again.
    private static let roundsPerTurn = 8

    /// A loop that does not run yet; nil where the process may open no more descriptors.
    init?() {
        guard var poller = Poller() else {
            // No deinit runs for what was never made whole.
            scratch.deallocate()
            return nil
        }
        wakeUp = eventfd(0, CInt(EFD_NONBLOCK | EFD_CLOEXEC))
        timer = timerfd_create(CLOCK_MONOTONIC, CInt(TFD_NONBLOCK | TFD_CLOEXEC))
        guard wakeUp >= 0, timer >= 0, poller.add(wakeUp, .read, WakeUp(wakeUp)) != nil,
            poller.add(timer, .read, Alarm()) != nil
        else {
            // As above.
            for descriptor in [wakeUp, timer] where descriptor >= 0 { Glibc.close(descriptor) }
            scratch.deallocate()
            return nil
        }
        self.poller = poller
    }

    deinit {
        Glibc.close(wakeUp)
        Glibc.close(timer)
        scratch.deallocate()
    }

    /// The timer has gone off: nothing is to be done but to look, and setting it anew takes it back.
    private final class Alarm: PolledSource {
        func ready(_ events: Events) {}
    }

    /// Somebody has woken the loop up.
    ///
    /// What they ask for may have been taken before their call came, so this takes the call back by itself: one that stayed
    /// would keep the loop from sleeping.
    private final class WakeUp: PolledSource {
        private let descriptor: CInt

        init(_ descriptor: CInt) {
            self.descriptor = descriptor
        }

        func ready(_ events: Events) {
            var count: UInt64 = 0
            _ = read(descriptor, &count, 8)
        }
    }
}

// The thread.
extension EpollLoop {
    /// Goes round on the thread that calls it, until it is shut down.
    func run() {
        thread.store(UInt(pthread_self()), ordering: .releasing)
        while isRunning {
            let now = runTasks()
            let sleeps = tasks.isEmpty && turnObservers.isEmpty
            if sleeps { setTimer(at: now) }
            wait(sleeps: sleeps)
            for observer in turnObservers { observer.observe() }
        }
        // What was asked for before the end is done, and what that asks for: somebody may wait for it.
        repeat { _ = runTasks() } while !tasks.isEmpty
        thread.store(0, ordering: .releasing)
    }

    /// Runs what is due and what was asked for, and what those ask for, a few times over.
    private func runTasks() -> UInt64 {
        var now = NIODeadline.now().uptimeNanoseconds
        for _ in 0..<Self.roundsPerTurn {
            takeRemote()
            while let action = timers.takeDue(at: now) { action() }
            if tasks.isEmpty { break }
            swap(&tasks, &running)
            for task in running { task() }
            running.removeAll(keepingCapacity: true)
            now = NIODeadline.now().uptimeNanoseconds
        }
        return now
    }

    private func wait(sleeps: Bool) {
        if sleeps {
            isAwake.store(false, ordering: .sequentiallyConsistent)
            // What came between the last look and this one.
            if remote.withLock({ !$0.isEmpty }) { isAwake.store(true, ordering: .sequentiallyConsistent) }
        }
        let count = poller.wait(sleeps && !isAwake.load(ordering: .sequentiallyConsistent) ? -1 : 0)
        isAwake.store(true, ordering: .sequentiallyConsistent)
        for index in 0..<count {
            if let (source, events) = poller.source(of: index) { source.ready(events) }
        }
    }

    private func takeRemote() {
        let taken = remote.withLock { waiting -> [@Sendable () -> Void] in
            guard !waiting.isEmpty else { return [] }
            defer { waiting = [] }
            return waiting
        }
        for task in taken { tasks.append(task) }
    }

    /// Sets the timer's descriptor to the next instant at which something is due.
    private func setTimer(at now: UInt64) {
        let next = timers.next()
        // One that has gone off is readable until it is set anew.
        guard next != timerInstant || timerInstant <= now else { return }
        timerInstant = next
        var setting = itimerspec()
        if next < .max {
            // An instant of 0 would turn it off.
            let instant = min(max(1, next), UInt64(Int64.max))
            setting.it_value.tv_sec = Int(instant / 1_000_000_000)
            setting.it_value.tv_nsec = Int(instant % 1_000_000_000)
        }
        timerfd_settime(timer, CInt(TFD_TIMER_ABSTIME), &setting, nil)
    }

    /// Calls a closure each time that the sockets were looked at, and does not sleep meanwhile.
    ///
    /// - Parameters:
    ///   - owner: whose closure it is; one that an owner gave before goes.
    ///   - observe: nil for no more.
    package func observeTurns(for owner: AnyObject, _ observe: (() -> Void)?) {
        turnObservers.removeAll { $0.owner == ObjectIdentifier(owner) }
        if let observe { turnObservers.append((ObjectIdentifier(owner), observe)) }
    }

    /// Ends the thread when what was asked for by now is done.
    func stop() {
        execute { self.isRunning = false }
    }
}

// Descriptors; on the loop.
extension EpollLoop {
    /// See ``Poller/add(_:_:_:)``.
    func watch(_ descriptor: CInt, _ events: Events, _ source: any PolledSource) -> Poller.Place? {
        poller.add(descriptor, events, source)
    }

    /// See ``Poller/change(_:at:_:_:)``.
    func change(_ descriptor: CInt, at place: Poller.Place, _ events: Events, _ source: any PolledSource) {
        poller.change(descriptor, at: place, events, source)
    }

    /// See ``Poller/remove(at:)``.
    func unwatch(at place: Poller.Place) {
        poller.remove(at: place)
    }

    /// Does something soon, without the price of a lock.
    func soon(_ task: @escaping () -> Void) {
        tasks.append(task)
    }
}

// What NIO asks of an event loop.
extension EpollLoop {
    package var inEventLoop: Bool { thread.load(ordering: .acquiring) == UInt(pthread_self()) }

    package func execute(_ task: @escaping @Sendable () -> Void) {
        if inEventLoop { return tasks.append(task) }
        remote.withLock { $0.append(task) }
        if isAwake.exchange(true, ordering: .sequentiallyConsistent) { return }
        var one: UInt64 = 1
        _ = write(wakeUp, &one, 8)
    }

    package func submit<T>(_ task: @escaping @Sendable () throws -> T) -> EventLoopFuture<T> {
        let promise = makePromise(of: T.self)
        execute { promise.assumeIsolated().completeWith(Result { try task() }) }
        return promise.futureResult
    }

    package func scheduleTask<T>(
        deadline: NIODeadline,
        _ task: @escaping @Sendable () throws -> T
    ) -> Scheduled<T> {
        let promise = makePromise(of: T.self)
        let holder = TimerHolder()
        let set: @Sendable () -> Void = { [self] in
            guard !holder.isCancelled else { return }
            holder.timer = timers.set(at: deadline.uptimeNanoseconds) {
                promise.assumeIsolated().completeWith(Result { try task() })
            }
        }
        if inEventLoop { set() } else { execute(set) }
        return Scheduled(promise: promise) { [self] in
            let cancel: @Sendable () -> Void = { [self] in
                holder.isCancelled = true
                if let timer = holder.timer { timers.cancel(timer) }
                holder.timer = nil
            }
            if inEventLoop { cancel() } else { execute(cancel) }
        }
    }

    package func scheduleTask<T>(in delay: TimeAmount, _ task: @escaping @Sendable () throws -> T) -> Scheduled<T> {
        scheduleTask(deadline: .now() + delay, task)
    }

    package func shutdownGracefully(queue: DispatchQueue, _ callback: @Sendable @escaping ((any Error)?) -> Void) {
        stop()
        queue.async { callback(nil) }
    }

    /// A timer that is set and cancelled on the loop.
    ///
    /// `@unchecked Sendable`: whoever schedules may be anywhere, but what is inside is touched only on the loop's thread.
    private final class TimerHolder: @unchecked Sendable {
        var timer: LoopTimers.Timer?
        var isCancelled = false
    }
}

import Dispatch
import NIOCore
import NIOEmbedded
import TestSupport

/// An event loop on a simulated clock, whose timers go off late, each by another time, as those of real machines do.
///
/// `@unchecked Sendable`: used on one thread.
final class LateEventLoop: EventLoop, @unchecked Sendable {
    /// The most nanoseconds by which a timer is late.
    static let latest: Int64 = 3_000_000

    private let loop = EmbeddedEventLoop()
    private var random = SeededGenerator(seed: 11)

    var inEventLoop: Bool { true }
    var now: NIODeadline { loop.now }

    /// Lets the clock go on to an instant; what is due meanwhile is done at its time.
    func advance(to instant: NIODeadline) { loop.advanceTime(to: instant) }

    func execute(_ task: @escaping @Sendable () -> Void) { loop.execute(task) }

    func submit<T>(_ task: @escaping @Sendable () throws -> T) -> EventLoopFuture<T> { loop.submit(task) }

    func scheduleTask<T>(deadline: NIODeadline, _ task: @escaping @Sendable () throws -> T) -> Scheduled<T> {
        let lateness = TimeAmount.nanoseconds(.random(in: 0...Self.latest, using: &random))
        return loop.scheduleTask(deadline: max(deadline, now) + lateness, task)
    }

    func scheduleTask<T>(in time: TimeAmount, _ task: @escaping @Sendable () throws -> T) -> Scheduled<T> {
        scheduleTask(deadline: now + time, task)
    }

    func shutdownGracefully(queue: DispatchQueue, _ callback: @escaping @Sendable ((any Error)?) -> Void) {
        loop.shutdownGracefully(queue: queue, callback)
    }
}

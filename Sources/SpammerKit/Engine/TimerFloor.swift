import Corpus
import NIOCore

/// How late this machine's timers are by themselves, so that a run's lateness can be held against it.
enum TimerFloor {
    private static let rounds = 40
    private static let interval: Int64 = 1_000_000

    /// Sets a timer again and again, and sees when it goes off.
    ///
    /// - Parameter loop: whose timers are measured; it should be idle.
    /// - Returns: Nanoseconds from the instant that was asked for to the one at which the timer's task ran.
    static func measure(on loop: any EventLoop) async -> LatencyHistogram {
        var lateness = LatencyHistogram()
        for _ in 0..<rounds {
            let instant = NIODeadline.now() + .nanoseconds(interval)
            let timer = loop.scheduleTask(deadline: instant) {
                NIODeadline.now().uptimeNanoseconds &- instant.uptimeNanoseconds
            }
            guard let late = try? await timer.futureResult.get() else { break }
            lateness.record(late)
        }
        return lateness
    }
}

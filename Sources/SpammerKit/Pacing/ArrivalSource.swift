package import NIOCore

/// One event loop's share of a schedule, pulled arrival by arrival, in the order of their instants.
///
/// Confined to its loop: only the loop's driver calls it.
package protocol ArrivalSource: AnyObject {
    /// Looks at when the next arrival is, and leaves it where it is.
    func peek() -> NextArrival

    /// Takes the arrival that ``peek()`` spoke of; nil where it spoke of none.
    func take() -> Arrival?

    /// Called by the source, on the loop, when `peek` has said ``NextArrival/pending`` and that is no longer so.
    var onReady: (() -> Void)? { get set }
}

/// What comes next from an ``ArrivalSource``.
package enum NextArrival {
    /// An arrival, so many nanoseconds from the start of the run.
    case arrival(at: UInt64)
    /// There may be more, but it has not been read yet.
    case pending
    /// There are no more.
    case finished
}

/// A schedule of arrivals for a whole run, shared out among its event loops.
///
/// Instants are absolute: each is computed from the start of the run, never from the arrival before it, so that nothing
/// adds up.
package protocol ArrivalSchedule: Sendable {
    /// The share of one loop.
    ///
    /// - Parameters:
    ///   - index: which loop, from 0.
    ///   - count: how many loops the run has.
    ///   - eventLoop: the loop itself.
    func source(loop index: Int, of count: Int, on eventLoop: any EventLoop) -> any ArrivalSource

    /// What the log and the summary say of it: `20 a second for 10 s`.
    var summary: String { get }

    /// Arrivals a second that it asks for; nil where it goes as fast as it can.
    var rate: Double? { get }

    /// Nanoseconds from the run's start to its end, where that is known before.
    var length: UInt64? { get }
}

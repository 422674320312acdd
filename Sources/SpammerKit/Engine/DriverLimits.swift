/// How a run's arrivals are handed out on one event loop.
package struct DriverLimits: Sendable {
    /// When a task is begun.
    package enum Loop: Sendable, Hashable {
        /// At the arrival's instant, whatever has become of the ones before it.
        case open
        /// As soon as one of the workers is free; instants are not looked at.
        case closed
    }

    /// What becomes of an arrival that finds as many in flight as there may be.
    package enum Overflow: Sendable, Hashable {
        /// It is dropped, and counted.
        case drop
        /// It waits, and the wait is in its response time.
        case wait
    }

    /// When a task is begun.
    package var loop: Loop
    /// The most tasks that are under way at once on this loop.
    package var inFlight: Int
    /// What becomes of an arrival past that.
    package var overflow: Overflow
    /// Nanoseconds that tasks under way may take once no more are begun.
    package var drain: UInt64

    /// Nanoseconds from the run's start whose arrivals are sent and not judged.
    package var warmup: UInt64 = 0

    /// Whether the loop waits for an arrival's instant by looking at its sockets and the clock again and again, which takes
    /// a core for each loop and is as punctual as the machine allows.
    package var isPrecise = false

    /// How the order of recorded connections is kept; nil where requests go over any connection.
    var order: ConnectionOrder.ThinkTime?

    /// Nanoseconds before an instant from which on a precise loop looks at the clock and sets no timer: timers of virtual
    /// machines have tails of about this length.
    static let watch: UInt64 = 5_000_000

    /// Nanoseconds from the run's start after which a closed loop begins no more tasks; nil for the schedule's end.
    package var closedFor: UInt64?

    /// Arrivals that one turn of the loop hands out before it looks at its sockets again.
    ///
    /// When the loop is behind by thousands, responses must still be read, or each late request would make the next ones
    /// look slow.
    static let arrivalsPerTurn = 64

    /// Nanoseconds between two looks at workers that wait: those that nobody has needed from one to the next are let go.
    static let workerRest: Int64 = 5_000_000_000
    /// Workers that are let go at once: their ends take the loop's time, some tens of microseconds for so many.
    static let workersLetGoAtOnce = 32
    /// Nanoseconds from there to the next ones: ten thousand are gone in three seconds.
    static let letGoPause: Int64 = 10_000_000
    /// Workers whose memory is worth asking the allocator for: some megabytes.
    static let workersWorthTrimming = 500

    package init(loop: Loop = .open, inFlight: Int = 10_000, overflow: Overflow = .drop, drain: UInt64 = 30_000_000_000)
    {
        self.loop = loop
        self.inFlight = max(1, inFlight)
        self.overflow = overflow
        self.drain = drain
    }
}

package import Corpus

/// How a run is going: what is shown while it goes on, gathered from looks at it once a second.
package struct RunProgress: Sendable {
    /// What the run is about.
    package enum Phase: Sendable, Hashable {
        /// Arrivals are handed out.
        case sending
        /// No more are; those in flight may end.
        case draining
    }

    /// Seconds that the run sends; nil where nobody knows.
    package let runtime: Double?
    /// Requests a second that were asked for; nil where nobody knows, as of a closed loop.
    package let askedRate: Double?
    /// Nanoseconds of lateness that the 99th percentile may reach.
    package let latenessLimit: UInt64

    /// Seconds since the run's start, at the last look.
    package private(set) var elapsed = 0.0
    /// What the run is about.
    package private(set) var phase = Phase.sending
    /// Requests in flight.
    package private(set) var inFlight = 0
    /// What happened between the last two looks.
    package private(set) var interval = RunInterval()
    /// Requests sent a second, look by look; the last ``mostRates`` of them.
    package private(set) var rates: [Double] = []
    /// Response times of the whole run so far, in nanoseconds.
    package private(set) var responseTime = LatencyHistogram()
    /// Lateness of the whole run so far, in nanoseconds.
    package private(set) var lateness = LatencyHistogram()
    /// Failures of the whole run so far, by kind.
    package private(set) var failures: [FailureKind: UInt64] = [:]

    /// Looks whose rate is kept: a minute of them.
    package static let mostRates = 60

    /// Seconds between two looks that make a rate.
    private static let leastSeconds = 0.5

    /// The progress of a run that has not begun.
    package init(runtime: Double?, askedRate: Double?, latenessLimit: UInt64 = VerdictGate().latenessLimit) {
        self.runtime = runtime
        self.askedRate = askedRate
        self.latenessLimit = latenessLimit
    }

    /// Takes in what a look found.
    ///
    /// - Parameters:
    ///   - interval: what happened since the look before.
    ///   - inFlight: requests in flight now.
    ///   - phase: what the run is about now.
    ///   - elapsed: seconds since the run's start.
    package mutating func add(_ interval: RunInterval, inFlight: Int, phase: Phase, elapsed: Double) {
        let seconds = elapsed - self.elapsed
        // The last look comes at any time; a part of a second says little of the rate.
        if seconds >= Self.leastSeconds || rates.isEmpty {
            rates.append(seconds > 0 ? Double(interval.sent) / seconds : 0)
        }
        if rates.count > Self.mostRates { rates.removeFirst(rates.count - Self.mostRates) }
        self.interval = interval
        self.inFlight = inFlight
        self.phase = phase
        self.elapsed = elapsed
        responseTime.merge(interval.responseTime)
        lateness.merge(interval.lateness)
        failures.merge(interval.failures) { $0 &+ $1 }
    }

    /// Where every arrival of the run went that has ended, so far.
    package var books: Books { interval.books }

    /// Requests that were sent so far: those that have ended, and those in flight.
    package var sent: UInt64 { books.sent &+ UInt64(max(0, inFlight)) }

    /// Requests sent a second between the last two looks.
    package var rate: Double { rates.last ?? 0 }

    /// The part of the run's length that is over, from 0 to 1; nil where nobody knows the length.
    package var share: Double? {
        guard let runtime else { return nil }
        return runtime > 0 ? min(1, max(0, elapsed / runtime)) : 1
    }

    /// The kind of failure that there is most of; nil where nothing failed.
    package var worstFailure: (kind: FailureKind, count: UInt64)? {
        var worst: (kind: FailureKind, count: UInt64)?
        // In the order of their declaration, so that of two equal ones always the same is shown.
        for kind in FailureKind.allCases {
            if let count = failures[kind], count > worst?.count ?? 0 { worst = (kind, count) }
        }
        return worst
    }
}

package import Corpus

/// What happened in a run since it was last looked at: what a progress line shows.
package struct RunInterval: Sendable {
    /// Arrivals of the whole run so far.
    package internal(set) var books = Books()
    /// Arrivals sent since the last look.
    package internal(set) var sent: UInt64 = 0
    /// Arrivals failed since the last look.
    package internal(set) var failed: UInt64 = 0
    /// Those by kind.
    package internal(set) var failures: [FailureKind: UInt64] = [:]
    /// Arrivals dropped since the last look.
    package internal(set) var dropped: UInt64 = 0
    /// Response times, in nanoseconds, of what ended since the last look.
    package internal(set) var responseTime = LatencyHistogram()
    /// Lateness, in nanoseconds, of what ended since the last look.
    package internal(set) var lateness = LatencyHistogram()

    /// An interval in which nothing happened.
    package init() {}

    /// Adds what another event loop saw in the same interval.
    package mutating func merge(_ other: RunInterval) {
        books.add(other.books)
        sent &+= other.sent
        failed &+= other.failed
        failures.merge(other.failures) { $0 &+ $1 }
        dropped &+= other.dropped
        responseTime.merge(other.responseTime)
        lateness.merge(other.lateness)
    }
}

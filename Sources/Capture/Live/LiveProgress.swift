package import Corpus

/// How far a live recording is.
package struct LiveProgress: Sendable, Hashable {
    /// Nanoseconds since it began.
    package var elapsed: UInt64
    /// Packets that were read.
    package var packets: UInt64
    /// Exchanges that were recorded.
    package var exchanges: UInt64
    /// Packets that the kernel had no room for, by interface, since the progress before; only those that lost any.
    package var newDrops: [String: UInt64]
    /// No exchange that began before it is still to come, but for one that waits for bytes that were lost.
    package var settledUntil: Timestamp?
}

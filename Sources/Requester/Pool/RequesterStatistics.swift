/// What a requester has done so far.
package struct RequesterStatistics: Sendable, Hashable {
    /// Connections that came about.
    package var connects = 0
    /// Of those, connections of HTTP/2.
    package var http2Connects = 0
    /// Attempts that did not, each address on its own.
    package var failedConnects = 0
    /// Requests that went over a connection that was there.
    package var reuses = 0
    /// Of those that came about, the ones that were opened before anything was sent.
    package var prewarmed = 0
    /// Requests that waited as there were as many connections to their origin as there may be.
    package var originWaits = 0
    /// Requests that waited as there were as many connections in all as there may be.
    package var poolWaits = 0
    /// Connections that the target reset.
    package var resets = 0
    /// Connections that were ended as they had had their time.
    package var retired = 0
    /// Requests that were sent again.
    package var retries = 0
    /// Connections that are open now.
    package var open = 0
    /// Bytes that were written.
    package var bytesOut: UInt64 = 0
    /// Bytes that were read.
    package var bytesIn: UInt64 = 0
    /// Names that were looked up.
    package var lookups = 0
    /// Times that a name was asked for that was known, or being looked up already.
    package var lookupHits = 0
    /// Look-ups without an answer.
    package var lookupFailures = 0
    /// Nanoseconds that the look-ups took, all together.
    package var lookupNanoseconds: UInt64 = 0

    package init() {}

    /// Adds the figures of another loop.
    package mutating func add(_ other: RequesterStatistics) {
        connects += other.connects
        http2Connects += other.http2Connects
        failedConnects += other.failedConnects
        reuses += other.reuses
        prewarmed += other.prewarmed
        originWaits += other.originWaits
        poolWaits += other.poolWaits
        resets += other.resets
        retired += other.retired
        retries += other.retries
        open += other.open
        bytesOut &+= other.bytesOut
        bytesIn &+= other.bytesIn
        lookups += other.lookups
        lookupHits += other.lookupHits
        lookupFailures += other.lookupFailures
        lookupNanoseconds &+= other.lookupNanoseconds
    }
}

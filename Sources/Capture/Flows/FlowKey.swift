/// The two ends of a TCP connection, the same for packets of both directions.
struct FlowKey: Hashable, Sendable {
    private let low: FlowEndpoint
    private let high: FlowEndpoint

    /// The connection that a segment belongs to.
    init(_ segment: TCPSegment) {
        if Self.isOrdered(segment.source, segment.destination) {
            (low, high) = (segment.source, segment.destination)
        } else {
            (low, high) = (segment.destination, segment.source)
        }
    }

    /// Any order will do, as long as it is one.
    private static func isOrdered(_ left: FlowEndpoint, _ right: FlowEndpoint) -> Bool {
        switch (left.address, right.address) {
        case (.v4(let one), .v4(let other)):
            return one == other ? left.port <= right.port : one < other
        case (.v6(let high, let low), .v6(let otherHigh, let otherLow)):
            return (high, low, left.port) <= (otherHigh, otherLow, right.port)
        // Both ends of a packet are of one family.
        case (.v4, .v6): return true
        case (.v6, .v4): return false
        }
    }
}

/// A share of a capture's connections: those that one thread reassembles and dissects.
///
/// How many there are does not depend on the machine, so neither does what is recorded.
struct Lane: Sendable, Hashable {
    /// Which one, from 0.
    let index: Int
    /// Of how many.
    let count: Int

    /// All connections.
    static let only = Lane(index: 0, count: 1)

    /// The lanes of a capture that is read from a file.
    ///
    /// Reading, two of these, and writing keep two cores busy, and one core loses little by them.
    static let ofFile = (0..<2).map { Lane(index: $0, count: 2) }

    /// Whether it counts what belongs to no connection, and so to all lanes or none.
    var isFirst: Bool { index == 0 }

    /// Whether a segment's connection is in it.
    func holds(_ segment: TCPSegment) -> Bool {
        count == 1 || Self.index(of: segment, count: count) == index
    }

    /// The lane of a segment's connection, the same for both directions.
    @inline(__always)
    static func index(of segment: TCPSegment, count: Int) -> Int {
        let hash = Self.hash(segment.source) &+ Self.hash(segment.destination)
        return Int(hash >> 33) % count
    }

    @inline(__always)
    private static func hash(_ end: FlowEndpoint) -> UInt64 {
        let address: UInt64 =
            switch end.address {
            case .v4(let bits): UInt64(bits)
            case .v6(let high, let low): high ^ low
            }
        // Multiplied by 2⁶⁴ divided by the golden ratio (Knuth, The Art of Computer Programming, volume 3, section 6.4).
        let mixed = (address ^ UInt64(end.port) << 40) &* 0x9E37_79B9_7F4A_7C15
        return (mixed ^ mixed >> 29) &* 0x9E37_79B9_7F4A_7C15
    }
}

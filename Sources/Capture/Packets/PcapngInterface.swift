import Corpus

/// An interface of a pcapng section: what its packets begin with, and what its time stamps count
/// (draft-ietf-opsawg-pcapng, section 4.2).
struct PcapngInterface: Sendable, Hashable {
    /// libpcap's number of its link layer.
    var linkType: CInt
    /// Bytes that are kept of a packet; 0 for all.
    var snapLength: UInt32
    /// `if_tsresol`: units of a second, ten to the minus so many, or two where the top bit is set.
    var resolution: UInt8 = 6
    /// `if_tsoffset`: seconds that are added to each time stamp.
    var offset: Int64 = 0
    /// The most that its statistics have said so far.
    private(set) var drops = Drops()

    /// Packets that were dropped since the capture began, as a block of statistics counts them (section 4.6).
    struct Drops: Sendable, Hashable {
        /// `isb_ifdrop`.
        var byInterface: UInt64 = 0
        /// `isb_osdrop`.
        var bySystem: UInt64 = 0
    }

    /// Takes what a block of statistics says.
    ///
    /// - Returns: How many more were dropped than it was known.
    mutating func raiseDrops(to latest: Drops) -> UInt64 {
        let known = drops
        drops.byInterface = max(known.byInterface, latest.byInterface)
        drops.bySystem = max(known.bySystem, latest.bySystem)
        return (drops.byInterface &- known.byInterface) &+ (drops.bySystem &- known.bySystem)
    }

    /// The instant of a time stamp; the first or last one that there is, where it is out of reach.
    func time(_ stamp: UInt64) -> Timestamp {
        let power = UInt64(resolution & 0x7F)
        let isBinary = resolution & 0x80 != 0
        let units: UInt64
        if isBinary {
            units = power < 64 ? 1 << power : .max
        } else {
            units = Self.powerOfTen(power)
        }
        let (seconds, rest) = stamp.quotientAndRemainder(dividingBy: units)
        let (high, low) = rest.multipliedFullWidth(by: 1_000_000_000)
        // `rest` is below `units`, so the quotient is below a thousand million.
        let fraction = units.dividingFullWidth((high, low)).quotient
        let (whole, isPast) = Int64(clamping: seconds).addingReportingOverflow(offset)
        let (nanoseconds, isFar) = (isPast ? Int64.max : whole).multipliedReportingOverflow(by: 1_000_000_000)
        let start = isFar ? (whole < 0 && !isPast ? Int64.min : .max) : nanoseconds
        return Timestamp(nanoseconds: start).advanced(by: fraction)
    }

    private static func powerOfTen(_ power: UInt64) -> UInt64 {
        guard power < 20 else { return .max }
        return (0..<power).reduce(1) { value, _ in value &* 10 }
    }
}

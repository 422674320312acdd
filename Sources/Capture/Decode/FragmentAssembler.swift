/// A part of an IP datagram.
struct IPFragment: Sendable, Hashable {
    /// What the parts of one datagram have in common (RFC 791, section 3.2; RFC 8200, section 4.5).
    struct Key: Sendable, Hashable {
        var source: IPAddress
        var destination: IPAddress
        var identification: UInt32
        /// What the datagram carries; in IPv6, the header after the fragment header.
        var transport: UInt8
    }

    var key: Key
    /// Where its payload belongs in the datagram's.
    var offset: Int
    /// Whether no part follows it.
    var isLast: Bool
    /// Where its payload lies in the packet.
    var payload: Range<Int>
    /// Whether the capture has all of the payload.
    var isWhole: Bool
}

/// Puts datagrams together from their fragments.
///
/// Of bytes that come twice, those of the fragment that begins earlier in the datagram win, and of two that begin at the
/// same place, the first.
struct FragmentAssembler: Sendable {
    /// Datagrams that are put together at once; past it, the oldest is given up.
    static let datagramLimit = 1024

    /// Bytes of fragments that are held at once; past it, the oldest datagram is given up.
    static let heldLimit = 16 << 20

    /// No datagram is longer (RFC 791, section 3.1).
    private static let lengthLimit = 65_535

    /// Bytes that one datagram's fragments may have together, repeated ones among them.
    private static let datagramHeldLimit = 2 * lengthLimit

    private var datagrams: [IPFragment.Key: Datagram] = [:]
    private var order: [IPFragment.Key] = []
    private var oldest = 0
    private var held = 0

    private struct Datagram {
        var parts: [(range: Range<Int>, bytes: [UInt8])] = []
        var length: Int?
        var held = 0
    }

    /// Datagrams that were given up unfinished.
    private(set) var abandoned: UInt64 = 0

    /// Takes a fragment.
    ///
    /// - Parameter bytes: its payload.
    /// - Returns: The datagram's payload, where this was the part that was missing.
    mutating func add(_ fragment: IPFragment, _ bytes: RawSpan) -> [UInt8]? {
        let end = fragment.offset &+ bytes.byteCount
        guard fragment.isWhole, bytes.byteCount > 0, end <= Self.lengthLimit else { return nil }
        if datagrams[fragment.key] == nil { order.append(fragment.key) }
        var datagram = datagrams.removeValue(forKey: fragment.key) ?? Datagram()
        held &-= datagram.held
        if fragment.isLast, datagram.length == nil { datagram.length = end }
        if datagram.held &+ bytes.byteCount <= Self.datagramHeldLimit {
            datagram.held &+= bytes.byteCount
            let index = datagram.parts.firstIndex { $0.range.lowerBound > fragment.offset } ?? datagram.parts.count
            datagram.parts.insert((fragment.offset..<end, bytes.withUnsafeBytes { Array($0) }), at: index)
        }
        if let whole = Self.whole(datagram) { return whole }
        makeRoom(for: datagram.held, of: fragment.key)
        held &+= datagram.held
        datagrams[fragment.key] = datagram
        return nil
    }

    /// Counts those that are unfinished at the end.
    mutating func finish() {
        abandoned &+= UInt64(datagrams.count)
        datagrams = [:]
        order = []
        oldest = 0
        held = 0
    }

    /// Gives datagrams up, the oldest first, until there is room for so many bytes of one.
    private mutating func makeRoom(for count: Int, of key: IPFragment.Key) {
        while datagrams.count >= Self.datagramLimit || held &+ count > Self.heldLimit, oldest < order.count {
            let candidate = order[oldest]
            oldest += 1
            if candidate == key {
                order.append(key)
            } else if let datagram = datagrams.removeValue(forKey: candidate) {
                held &-= datagram.held
                abandoned &+= 1
            }
            guard !datagrams.isEmpty else { break }
        }
        // Those that became whole are still in the order.
        if order.count > 4 * Self.datagramLimit {
            order = order[oldest...].filter { $0 == key || datagrams[$0] != nil }
            oldest = 0
        }
    }

    /// The payload, if the parts are without a hole.
    private static func whole(_ datagram: Datagram) -> [UInt8]? {
        guard let length = datagram.length, datagram.held >= length else { return nil }
        var payload: [UInt8] = []
        payload.reserveCapacity(length)
        for part in datagram.parts {
            guard part.range.lowerBound <= payload.count else { return nil }
            guard part.range.upperBound > payload.count else { continue }
            payload.append(contentsOf: part.bytes[(payload.count - part.range.lowerBound)...])
        }
        guard payload.count >= length else { return nil }
        payload.removeLast(payload.count - length)
        return payload
    }
}

import Corpus

/// Puts datagrams together from their fragments.
///
/// Of bytes that come twice, those of the fragment that begins earlier in the datagram win, and of two that begin at the
/// same place, the first.
struct FragmentAssembler: Sendable {
    /// Datagrams that are put together at once; past it, the oldest is given up.
    static let datagramLimit = 1024

    /// Bytes of memory that fragments hold at once; past it, the oldest datagram is given up.
    static let heldLimit = 16 << 20

    /// Nanoseconds after its first fragment at which a datagram is given up (RFC 8200, section 4.5).
    ///
    /// Its number is used again before long, and fragments of two datagrams must not become one.
    static let patience: UInt64 = 60_000_000_000

    /// No datagram is longer (RFC 791, section 3.1).
    private static let lengthLimit = 65_535

    /// Fragments that one datagram has at most, repeated ones among them: all but the last have eight bytes or more.
    private static let fragmentLimit = (lengthLimit + 7) / 8

    /// Bytes that one datagram's fragments may have together, repeated ones among them.
    private static let datagramBytesLimit = 2 * lengthLimit

    /// What holding a fragment costs beside its bytes, near enough.
    private static let fragmentOverhead = 64

    private var datagrams = AgedDictionary<IPFragment.Key, Datagram>()
    private var held = 0

    private struct Datagram: Sendable {
        /// When its first fragment came.
        let since: Timestamp
        private var parts: [(range: Range<Int>, bytes: [UInt8])] = []
        private var length: Int?
        private var byteCount = 0

        init(since: Timestamp) {
            self.since = since
        }

        /// Bytes of memory that it holds.
        var held: Int { byteCount &+ parts.count &* FragmentAssembler.fragmentOverhead }

        mutating func add(_ bytes: RawSpan, at offset: Int, isLast: Bool) {
            let end = offset &+ bytes.byteCount
            if isLast, length == nil { length = end }
            guard byteCount &+ bytes.byteCount <= FragmentAssembler.datagramBytesLimit,
                parts.count < FragmentAssembler.fragmentLimit
            else { return }
            byteCount &+= bytes.byteCount
            let index = parts.firstIndex { $0.range.lowerBound > offset } ?? parts.count
            parts.insert((offset..<end, bytes.withUnsafeBytes { Array($0) }), at: index)
        }

        /// The payload, if the parts are without a hole.
        var whole: [UInt8]? {
            guard let length, byteCount >= length else { return nil }
            var payload: [UInt8] = []
            payload.reserveCapacity(length)
            for part in parts {
                guard part.range.lowerBound <= payload.count else { return nil }
                guard part.range.upperBound > payload.count else { continue }
                payload.append(contentsOf: part.bytes[(payload.count - part.range.lowerBound)...])
            }
            guard payload.count >= length else { return nil }
            payload.removeLast(payload.count - length)
            return payload
        }
    }

    /// Datagrams that were given up unfinished.
    private(set) var abandoned: UInt64 = 0

    /// Takes a fragment.
    ///
    /// - Parameters:
    ///   - bytes: its payload.
    ///   - time: when it was captured.
    /// - Returns: The datagram's payload, where this was the part that was missing.
    mutating func add(_ fragment: IPFragment, _ bytes: RawSpan, at time: Timestamp) -> [UInt8]? {
        guard fragment.isWhole, bytes.byteCount > 0, fragment.offset &+ bytes.byteCount <= Self.lengthLimit else {
            return nil
        }
        if let known = datagrams[fragment.key], time.nanoseconds(since: known.since) > Self.patience {
            held &-= known.held
            datagrams.remove(fragment.key)
            abandoned &+= 1
        }
        if datagrams[fragment.key] == nil { datagrams.insert(Datagram(since: time), for: fragment.key) }
        let added = datagrams.change(fragment.key) { datagram in
            let before = datagram.held
            datagram.add(bytes, at: fragment.offset, isLast: fragment.isLast)
            return (held: datagram.held &- before, whole: datagram.whole)
        }
        held &+= added?.held ?? 0
        if let whole = added?.whole {
            held &-= datagrams.remove(fragment.key)?.held ?? 0
            return whole
        }
        while datagrams.count > Self.datagramLimit || held > Self.heldLimit, let oldest = datagrams.removeOldest() {
            held &-= oldest.held
            abandoned &+= 1
        }
        return nil
    }

    /// Counts those that are unfinished at the end.
    mutating func finish() {
        abandoned &+= UInt64(datagrams.count)
        datagrams.removeAll()
        held = 0
    }
}

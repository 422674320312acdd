/// What the first bytes of a capture in libpcap's own format say of the rest (draft-ietf-opsawg-pcap, section 4).
struct PcapFormat: Sendable, Hashable {
    /// Bytes of the file's header.
    static let headerLength = 24

    /// No capture keeps more of a packet, but for one whose header says so; libpcap has the same limit.
    private static let usualSnapLength = 262_144

    /// What is never believed, whatever the header says.
    private static let largestSnapLength = 16 << 20

    /// libpcap's number of the link layer.
    let linkType: CInt

    /// The most bytes that a packet can have here.
    let packetLimit: Int

    /// Bytes of the header of each packet: 16, or 24 with the Linux patches of old that add an interface.
    let recordHeaderLength: Int

    private let isLittleEndian: Bool
    private let unitsPerSecond: UInt32
    private let lengthOrder: LengthOrder

    /// Which of a packet's two lengths comes first: before version 2.3 it was that on the wire.
    private enum LengthOrder: Sendable {
        case capturedFirst
        case wireFirst
        /// Version 2.3, of which there are both: the smaller one is what was captured.
        case either
    }

    /// A packet's header: when it was captured, and how long it is.
    struct Record: Sendable, Hashable {
        /// Seconds since 1970, as they stand there.
        var seconds: UInt32
        /// Parts of a second, in the capture's unit.
        var fraction: UInt32
        /// Bytes that follow.
        var captured: UInt32
        /// Bytes that the packet had on the wire.
        var wire: UInt32
    }

    /// Reads the header of a file; nil where it is none, or of a version that nobody wrote.
    ///
    /// - Parameter header: no fewer than ``headerLength`` bytes.
    init?(_ header: RawSpan) {
        guard header.byteCount >= Self.headerLength else { return nil }
        let magic = header.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt32.self)
        switch magic {
        case 0xA1B2_C3D4, 0xA1B2_3C4D, 0xA1B2_CD34: isLittleEndian = UInt32(1).littleEndian == 1
        case 0xD4C3_B2A1, 0x4D3C_B2A1, 0x34CD_B2A1: isLittleEndian = UInt32(1).littleEndian != 1
        default: return nil
        }
        let value = isLittleEndian ? UInt32(littleEndian: magic) : UInt32(bigEndian: magic)
        unitsPerSecond = value == 0xA1B2_3C4D ? 1_000_000_000 : 1_000_000
        recordHeaderLength = value == 0xA1B2_CD34 ? 24 : 16
        let major = Self.uint16(header, at: 4, isLittleEndian)
        let minor = Self.uint16(header, at: 6, isLittleEndian)
        // 543.0 is what some programs of DG/UX wrote, with the wire's length first, as libpcap knows.
        guard major == 2 || major == 543 else { return nil }
        lengthOrder =
            if major == 543 || minor < 3 { .wireFirst } else if minor == 3 { .either } else { .capturedFirst }
        let snapLength = Int(Self.uint32(header, at: 16, isLittleEndian))
        packetLimit = max(Self.usualSnapLength, min(snapLength, Self.largestSnapLength))
        // The upper half says whether the packets end with a check sequence, and how long that is.
        linkType = CInt(Self.uint32(header, at: 20, isLittleEndian) & 0xFFFF)
    }

    /// The header of a packet.
    ///
    /// - Parameter bytes: no fewer than ``recordHeaderLength``.
    func record(_ bytes: RawSpan) -> Record {
        let first = Self.uint32(bytes, at: 8, isLittleEndian)
        let second = Self.uint32(bytes, at: 12, isLittleEndian)
        let isSwapped =
            switch lengthOrder {
            case .capturedFirst: false
            case .wireFirst: true
            case .either: first > second
            }
        return Record(
            seconds: Self.uint32(bytes, at: 0, isLittleEndian),
            fraction: Self.uint32(bytes, at: 4, isLittleEndian),
            captured: isSwapped ? second : first,
            wire: isSwapped ? first : second
        )
    }

    /// The nanoseconds from 1970 to a packet.
    func nanoseconds(_ record: Record) -> Int64 {
        // Both products are below 2 to the 62.
        Int64(record.seconds) &* 1_000_000_000 &+ Int64(record.fraction) &* (unitsPerSecond == 1_000_000 ? 1000 : 1)
    }

    /// Whether a packet with this header can be read at all.
    func isPossible(_ record: Record) -> Bool {
        Int(record.captured) <= packetLimit
    }

    /// Whether a header is as a program writes them, after one that was read before; what is damaged hardly ever is.
    ///
    /// Only of use to tell where a packet may begin: time stamps that leap are no reason to leave one out.
    func isLikely(_ record: Record, after seconds: UInt32?) -> Bool {
        // Of an empty packet only the time tells that it is one: zeros are damage more often than not.
        guard isPossible(record), record.captured > 0 || seconds != nil, record.captured <= record.wire,
            Int(record.wire) <= max(packetLimit, Self.usualSnapLength), record.fraction < unitsPerSecond
        else { return false }
        guard let seconds else { return true }
        let distance = record.seconds > seconds ? record.seconds - seconds : seconds - record.seconds
        return distance <= Self.likelyPause
    }

    /// Seconds between two packets of one capture: a week.
    private static let likelyPause: UInt32 = 7 * 86_400

    private static func uint16(_ bytes: RawSpan, at offset: Int, _ isLittleEndian: Bool) -> UInt16 {
        let value = bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self)
        return isLittleEndian ? UInt16(littleEndian: value) : UInt16(bigEndian: value)
    }

    @inline(__always)
    private static func uint32(_ bytes: RawSpan, at offset: Int, _ isLittleEndian: Bool) -> UInt32 {
        let value = bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)
        return isLittleEndian ? UInt32(littleEndian: value) : UInt32(bigEndian: value)
    }
}

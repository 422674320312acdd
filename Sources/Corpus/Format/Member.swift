/// The head of one gzip member of a corpus (RFC 1952, section 2.3), with what a reader needs to pass over the member.
///
/// Ten bytes of gzip's own, two of the extra field's length, and one subfield `SC` of 18 bytes.
struct Member: Equatable {
    /// What a member holds.
    enum Kind: UInt8 {
        /// The format's version; the first member.
        case header = 0
        /// Exchanges.
        case block = 1
        /// The index, the totals, the baseline and the provenance.
        case footer = 2
        /// The last member, without content: where the footer is.
        case end = 3
    }

    /// What it holds.
    var kind: Kind
    /// Bytes of the whole member, compressed, head and trailer included; in an ``Kind/end`` member the footer's offset.
    var length: UInt64
    /// Bytes of its content.
    var contentLength: UInt32
    /// Exchanges in it.
    var count: UInt32

    /// The version of the format that this code writes; a reader takes no other.
    static let version: UInt8 = 1

    /// What a header's content begins with.
    static let headerText = "Spammer request corpus\n"

    /// Bytes of a member's head.
    static let headLength = 34

    /// Bytes of gzip's trailer: CRC-32 and length.
    static let trailerLength = 8

    /// Bytes of an ``Kind/end`` member: the head, an empty deflate block (RFC 1951, section 3.2.6), the trailer.
    static let endLength = headLength + 2 + trailerLength

    /// The most bytes of content that a member may hold; a footer of a million blocks and a thousand endpoints has less.
    static let contentLimit = 256 << 20

    /// The most bytes of a whole member but an ``Kind/end``: deflate adds a little to what it cannot compress.
    static let lengthLimit: UInt64 = 257 << 20

    /// Why bytes are not the head of a member.
    enum Fault: Error, Equatable {
        case notACorpus
        case version(UInt8)
        case malformed
    }

    /// The head's bytes.
    var encoded: [UInt8] {
        // Deflate, with an extra field, no time, no operating system: the same input gives the same bytes.
        var bytes: [UInt8] = [0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 255, 22, 0, UInt8(ascii: "S"), UInt8(ascii: "C"), 18, 0]
        bytes.append(Self.version)
        bytes.append(kind.rawValue)
        Self.append(length, bytes: 8, to: &bytes)
        Self.append(UInt64(contentLength), bytes: 4, to: &bytes)
        Self.append(UInt64(count), bytes: 4, to: &bytes)
        return bytes
    }

    init(kind: Kind, length: UInt64, contentLength: UInt32, count: UInt32) {
        self.kind = kind
        self.length = length
        self.contentLength = contentLength
        self.count = count
    }

    /// Reads a head.
    init(_ bytes: ArraySlice<UInt8>) throws(Fault) {
        guard bytes.count >= Self.headLength else { throw .notACorpus }
        let start = bytes.startIndex
        guard bytes[start] == 0x1F, bytes[start + 1] == 0x8B, bytes[start + 3] == 4,
            bytes[start + 10] == 22, bytes[start + 12] == UInt8(ascii: "S"), bytes[start + 13] == UInt8(ascii: "C")
        else { throw .notACorpus }
        guard bytes[start + 16] == Self.version else { throw .version(bytes[start + 16]) }
        guard bytes[start + 2] == 8, bytes[start + 4..<start + 9].allSatisfy({ $0 == 0 }), bytes[start + 9] == 255,
            bytes[start + 11] == 0, bytes[start + 14] == 18, bytes[start + 15] == 0,
            let kind = Kind(rawValue: bytes[start + 17])
        else { throw .malformed }
        self.init(
            kind: kind,
            length: Self.number(bytes[start + 18..<start + 26]),
            contentLength: UInt32(truncatingIfNeeded: Self.number(bytes[start + 26..<start + 30])),
            count: UInt32(truncatingIfNeeded: Self.number(bytes[start + 30..<start + 34]))
        )
        guard contentLength <= Self.contentLimit, kind == .end || length <= Self.lengthLimit else { throw .malformed }
    }

    /// The number of little-endian bytes.
    static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Appends a number as so many little-endian bytes.
    static func append(_ value: UInt64, bytes count: Int, to bytes: inout [UInt8]) {
        for index in 0..<count { bytes.append(UInt8(truncatingIfNeeded: value >> (UInt64(index) * 8))) }
    }
}

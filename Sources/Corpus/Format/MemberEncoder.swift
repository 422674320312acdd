import CZlib

/// Makes whole gzip members of contents, with one compressor that is used again and again.
final class MemberEncoder {
    /// The level of deflate: past it a corpus gets some percent smaller at several times the time.
    static let level: Int32 = 6

    private var stream = z_stream()
    private let isReady: Bool

    init() {
        // Raw deflate (RFC 1951): gzip's head and trailer are written here, since zlib's own head has no extra field of ours.
        isReady =
            deflateInit2_(
                &stream,
                Self.level,
                Z_DEFLATED,
                -15,
                9,
                Z_DEFAULT_STRATEGY,
                ZLIB_VERSION,
                Int32(MemoryLayout<z_stream>.size)
            ) == Z_OK
    }

    deinit {
        deflateEnd(&stream)
    }

    /// A member with this content.
    ///
    /// - Throws: ``CorpusError/compression`` where zlib gives up, as it does without memory.
    func member(_ kind: Member.Kind, content: [UInt8], count: Int = 0) throws(CorpusError) -> [UInt8] {
        Self.member(kind, content: content, deflated: try deflated(content), count: count)
    }

    /// A member with this content, whose deflate stream is there.
    static func member(_ kind: Member.Kind, content: [UInt8], deflated: [UInt8], count: Int) -> [UInt8] {
        member(kind, holding: content, stream: deflated, count: count)
    }

    /// A member that lies at an offset of a sealed file: its content is the sealed bytes of the length of what it holds, in
    /// four bytes, and what it holds, compressed.
    static func member(
        _ kind: Member.Kind,
        content: [UInt8],
        deflated: [UInt8],
        count: Int,
        sealedBy seal: CorpusSeal,
        at offset: UInt64
    ) throws(CorpusError) -> [UInt8] {
        var bytes: [UInt8] = []
        Member.append(UInt64(content.count), bytes: 4, to: &bytes)
        bytes.append(contentsOf: deflated)
        let sealed = try seal.seal(bytes, kind, at: offset, count: count)
        return member(kind, holding: sealed, stream: StoredDeflate.encoded(sealed), count: count)
    }

    private static func member(_ kind: Member.Kind, holding content: [UInt8], stream: [UInt8], count: Int) -> [UInt8] {
        let length = Member.headLength + stream.count + Member.trailerLength
        let head = Member(
            kind: kind,
            length: UInt64(length),
            contentLength: UInt32(clamping: content.count),
            count: UInt32(clamping: count)
        )
        var bytes = head.encoded
        bytes.reserveCapacity(length)
        bytes.append(contentsOf: stream)
        Member.append(UInt64(content.crc32), bytes: 4, to: &bytes)
        Member.append(UInt64(content.count), bytes: 4, to: &bytes)
        return bytes
    }

    /// The last member of a corpus, which has no content.
    ///
    /// - Parameter footer: the footer member's offset.
    static func end(footer: UInt64) -> [UInt8] {
        Member(kind: .end, length: footer, contentLength: 0, count: 0).encoded + [3, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    }

    /// A content's deflate stream (RFC 1951).
    func deflated(_ content: [UInt8]) throws(CorpusError) -> [UInt8] {
        guard isReady, deflateReset(&stream) == Z_OK else { throw .compression }
        let bound = Int(deflateBound(&stream, UInt(content.count)))
        var hasEnded = false
        let compressed = content.withUnsafeBufferPointer { input in
            [UInt8](unsafeUninitializedCapacity: bound) { output, count in
                // zlib reads `avail_in` bytes from `next_in`, which it does not write to, and writes no more than `avail_out`.
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.avail_in = UInt32(clamping: input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(clamping: bound)
                hasEnded = deflate(&stream, Z_FINISH) == Z_STREAM_END
                count = hasEnded ? Int(stream.total_out) : 0
            }
        }
        guard hasEnded else { throw .compression }
        return compressed
    }
}

extension [UInt8] {
    /// CRC-32 (RFC 1952, section 8).
    var crc32: UInt32 {
        crc32(from: 0)
    }

    /// CRC-32 of what a checksum is of, and these bytes after it.
    func crc32(from checksum: UInt32) -> UInt32 {
        withUnsafeBufferPointer { UInt32(truncatingIfNeeded: crc32_z(UInt(checksum), $0.baseAddress, $0.count)) }
    }
}

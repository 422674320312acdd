import CZlib

/// The content of a gzip file (RFC 1952) of one member or many.
final class GzipSource: ByteSource {
    private static let chunk = 256 << 10

    private let compressed: any ByteSource
    private var stream = z_stream()
    private let input: UnsafeMutableRawBufferPointer
    private var consumed: UInt64 = 0
    private var isBetweenMembers = true
    private var isInitialized = false
    private var isOver = false
    private var hasEndedOnce = false
    private var fault: SourceFault?

    /// Decompresses what another source gives.
    init(_ compressed: any ByteSource) throws(SourceFault) {
        self.compressed = compressed
        input = .allocate(byteCount: Self.chunk, alignment: 16)
        // 16 asks for gzip's framing, 15 for the largest window.
        let code = inflateInit2_(&stream, 16 + 15, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
        guard code == Z_OK else { throw .system("zlib cannot be set up") }
        isInitialized = true
    }

    deinit {
        if isInitialized { inflateEnd(&stream) }
        input.deallocate()
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceFault) -> Int {
        guard !isOver else { return 0 }
        // A fault comes again with every further read.
        if let fault { throw fault }
        while true {
            if stream.avail_in == 0 {
                let count = try compressed.read(into: input)
                if count == 0 {
                    guard isBetweenMembers else { throw failing(.gzipCutOff(at: consumed)) }
                    isOver = true
                    return 0
                }
                consumed += UInt64(count)
                // zlib reads `avail_in` bytes of it, which the read has just filled.
                stream.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
                stream.avail_in = CUnsignedInt(count)
            }
            let room = CUnsignedInt(clamping: buffer.count)
            // And writes `avail_out` at most, which is the room that there is.
            stream.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
            stream.avail_out = room
            let wasBetweenMembers = isBetweenMembers
            isBetweenMembers = false
            let code = inflate(&stream, Z_NO_FLUSH)
            let made = Int(room - stream.avail_out)
            switch code {
            case Z_STREAM_END:
                isBetweenMembers = true
                inflateReset(&stream)
            case Z_OK, Z_BUF_ERROR:
                break
            default:
                guard wasBetweenMembers, hasEndedOnce else {
                    throw failing(.gzipDamaged(at: consumed - UInt64(stream.avail_in)))
                }
                // What follows a whole member and is no member, such as padding with zeros, is left alone, as gzip does.
                isOver = true
                return made
            }
            if code == Z_STREAM_END { hasEndedOnce = true }
            if made > 0 { return made }
        }
    }

    private func failing(_ fault: SourceFault) -> SourceFault {
        self.fault = fault
        return fault
    }
}

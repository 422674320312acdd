import CZlib

/// The size and the CRC-32 (RFC 1952, section 8) of a body, taken as it comes.
struct BodyDigest: Sendable, Equatable {
    /// Bytes so far.
    private(set) var size: UInt64 = 0

    private var state: CUnsignedLong = 0

    /// The CRC-32 of the bytes so far.
    var crc32: UInt32 { UInt32(truncatingIfNeeded: state) }

    /// Adds the bytes that follow.
    mutating func update(_ bytes: RawSpan) {
        size &+= UInt64(bytes.byteCount)
        state = bytes.withUnsafeBytes { buffer in
            // zlib reads `count` bytes from the buffer's start, which is valid for the time of the call.
            crc32_z(state, buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), buffer.count)
        }
    }

    /// Counts bytes that are lost; the CRC is of no use after them.
    mutating func skip(_ count: UInt64) {
        size &+= count
    }
}

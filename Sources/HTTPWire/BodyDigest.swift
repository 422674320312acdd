import CZlib

/// The size and the CRC-32 (RFC 1952, section 8) of a body, taken as it comes.
package struct BodyDigest: Sendable, Hashable {
    /// Bytes so far.
    package private(set) var size: UInt64 = 0

    private var state: CUnsignedLong = 0

    /// The digest of nothing.
    package init() {}

    /// The digest of a whole body.
    package init(of body: [UInt8]) {
        update(body.span.bytes)
    }

    /// The CRC-32 of the bytes so far.
    package var crc32: UInt32 { UInt32(truncatingIfNeeded: state) }

    /// Adds the bytes that follow.
    package mutating func update(_ bytes: RawSpan) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// Adds the bytes that follow.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        size &+= UInt64(bytes.count)
        // zlib reads `count` bytes from the buffer's start, which is valid for the time of the call; where there is no buffer it
        // would begin anew.
        guard let start = bytes.baseAddress else { return }
        state = crc32_z(state, start.assumingMemoryBound(to: UInt8.self), bytes.count)
    }

    /// Counts bytes that are lost; the CRC is of no use after them.
    package mutating func skip(_ count: UInt64) {
        size &+= count
    }
}

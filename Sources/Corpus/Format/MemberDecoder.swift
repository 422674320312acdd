import CZlib

/// Gets the content out of gzip members, with one decompressor that is used again and again.
final class MemberDecoder {
    /// Why a member has no content to give.
    enum Fault: Error {
        /// The compressed bytes are damaged, or end early.
        case damaged
        /// The content has another length than the head says.
        case length
        /// The content has another checksum than the trailer says.
        case checksum
        /// The bytes were not sealed with this key for this place of this file.
        case seal
    }

    private var stream = z_stream()
    private let isReady: Bool

    init() {
        isReady = inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    }

    deinit {
        inflateEnd(&stream)
    }

    /// The content of a member.
    ///
    /// Memory is taken as the content comes, not by the length that the head claims.
    ///
    /// - Parameters:
    ///   - member: the member's head.
    ///   - bytes: the whole member, head and trailer included.
    func content(of member: Member, in bytes: [UInt8]) throws(Fault) -> [UInt8] {
        let expected = Int(member.contentLength)
        guard bytes.count >= Member.headLength + Member.trailerLength else {
            throw .damaged
        }
        let compressed = Member.headLength..<bytes.count - Member.trailerLength
        let content = try inflated(bytes[compressed], expected: expected)
        let trailer = bytes[compressed.upperBound...]
        guard Member.number(trailer.prefix(4)) == UInt64(content.crc32),
            Member.number(trailer.suffix(4)) == UInt64(expected)
        else { throw .checksum }
        return content
    }

    /// What a sealed member holds: that of which the length and the compressed bytes were sealed.
    func content(ofSealed bytes: [UInt8]) throws(Fault) -> [UInt8] {
        guard bytes.count >= 4 else { throw .damaged }
        let expected = Int(Member.number(bytes.prefix(4)))
        guard expected <= Member.contentLimit else { throw .length }
        return try inflated(bytes.dropFirst(4), expected: expected)
    }

    private func inflated(_ compressed: ArraySlice<UInt8>, expected: Int) throws(Fault) -> [UInt8] {
        guard isReady, inflateReset(&stream) == Z_OK else { throw .damaged }
        // Deflate makes at most 1,032 bytes of one (zlib's technical notes), so a claim past that is a lie.
        guard expected <= compressed.count.multipliedReportingOverflow(by: 1032).partialValue else { throw .length }
        var content = [UInt8](repeating: 0, count: expected)
        let status = compressed.withUnsafeBufferPointer { input in
            content.withUnsafeMutableBufferPointer { output in
                // zlib reads `avail_in` bytes from `next_in`, which it does not write to, and writes no more than `avail_out`.
                stream.next_in = input.baseAddress.map { UnsafeMutablePointer(mutating: $0) }
                stream.avail_in = UInt32(clamping: input.count)
                var spare: UInt8 = 0
                return withUnsafeMutablePointer(to: &spare) { spare in
                    stream.next_out = output.baseAddress ?? spare
                    stream.avail_out = UInt32(clamping: expected)
                    return inflate(&stream, Z_FINISH)
                }
            }
        }
        guard status == Z_STREAM_END, stream.avail_in == 0 else { throw .damaged }
        guard Int(stream.total_out) == expected else { throw .length }
        return content
    }
}

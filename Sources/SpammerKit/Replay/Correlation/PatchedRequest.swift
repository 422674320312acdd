import NIOCore

/// An encoded request with other bytes in some places.
enum PatchedRequest {
    /// Bytes that take the place of others.
    struct Patch {
        var range: Range<Int>
        var bytes: [UInt8]
    }

    /// The request with the patches, and with the length of its body as that is then.
    ///
    /// - Parameters:
    ///   - patches: in the order of their places, and apart.
    ///   - length: how long its body is, and where that is written.
    /// - Returns: The request as it was where a patch is not within it.
    static func bytes(
        _ request: ByteBuffer,
        _ patches: [Patch],
        _ length: EncodedLayout.BodyLength?
    ) -> ByteBuffer {
        var patches = patches
        if let length {
            let growth = patches.filter { $0.range.lowerBound >= length.body.lowerBound }
                .reduce(0) { $0 + $1.bytes.count - $1.range.count }
            if growth != 0 {
                let text = String(max(0, length.body.count + growth), radix: length.isChunk ? 16 : 10)
                let place = patches.firstIndex { $0.range.lowerBound >= length.digits.upperBound } ?? patches.count
                patches.insert(Patch(range: length.digits, bytes: Array(text.utf8)), at: place)
            }
        }
        var buffer = ByteBuffer()
        buffer.reserveCapacity(request.readableBytes + patches.reduce(0) { $0 + $1.bytes.count })
        var position = 0
        for patch in patches {
            guard patch.range.lowerBound >= position,
                var before = request.getSlice(
                    at: request.readerIndex + position,
                    length: patch.range.lowerBound - position
                )
            else { return request }
            buffer.writeBuffer(&before)
            buffer.writeBytes(patch.bytes)
            position = patch.range.upperBound
        }
        guard position <= request.readableBytes,
            var rest = request.getSlice(at: request.readerIndex + position, length: request.readableBytes - position)
        else { return request }
        buffer.writeBuffer(&rest)
        return buffer
    }
}

import CZlib

/// Bodies, and other bytes, that are compressed with gzip (RFC 9110, section 8.4.1.3).
package enum BodyCoding {
    /// The most bytes that a body may come to.
    private static let limit = 128 << 20
    private static let step = 64 << 10

    /// A body without its coding; nil for one that is damaged, cut off, or too large.
    ///
    /// - Parameter limit: the most bytes that it may come to; more than 128 MiB are never made.
    package static func inflated(_ body: [UInt8], atMost limit: Int = .max) -> [UInt8]? {
        let limit = min(limit, self.limit)
        var stream = z_stream()
        guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            return nil
        }
        defer { inflateEnd(&stream) }
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: step)
        var status = Z_OK
        body.withUnsafeBufferPointer { input in
            // zlib reads `avail_in` bytes from `next_in`, which it does not write to, and writes no more than `avail_out`.
            stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            stream.avail_in = UInt32(clamping: input.count)
            while status == Z_OK, result.count <= limit {
                let made = buffer.withUnsafeMutableBufferPointer { output in
                    stream.next_out = output.baseAddress
                    stream.avail_out = UInt32(clamping: output.count)
                    status = inflate(&stream, Z_NO_FLUSH)
                    return output.count - Int(stream.avail_out)
                }
                result.append(contentsOf: buffer.prefix(made))
            }
        }
        return status == Z_STREAM_END && stream.avail_in == 0 && result.count <= limit ? result : nil
    }

    /// A body in gzip's coding; nil where zlib cannot.
    package static func gzipped(_ body: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        guard deflateInit2_(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK else {
            return nil
        }
        defer { deflateEnd(&stream) }
        let bound = Int(deflateBound(&stream, UInt(body.count)))
        var hasEnded = false
        let packed = body.withUnsafeBufferPointer { input in
            [UInt8](unsafeUninitializedCapacity: bound) { output, count in
                // As above; `bound` is the most that the packed body can take.
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.avail_in = UInt32(clamping: input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(clamping: bound)
                hasEnded = deflate(&stream, Z_FINISH) == Z_STREAM_END
                count = hasEnded ? Int(stream.total_out) : 0
            }
        }
        return hasEnded ? packed : nil
    }
}

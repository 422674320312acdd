import CZlib

/// Bodies, and other bytes, that are compressed (RFC 9110, section 8.4.1).
package enum BodyCoding {
    /// The most bytes that a body may come to.
    private static let limit = 128 << 20
    private static let step = 64 << 10

    /// What is around the compressed bytes, as zlib counts it.
    package enum Form: Int32 {
        /// The header and the end of gzip (RFC 1952).
        case gzip = 31
        /// Those of zlib (RFC 1950), which HTTP calls `deflate`.
        case zlib = 15
        /// Nothing, which some servers call `deflate` (RFC 9110, section 8.4.1.2).
        case bare = -15
    }

    /// A body without its coding; nil for one that is damaged, cut off, or too large.
    ///
    /// - Parameter limit: the most bytes that it may come to; more than 128 MiB are never made.
    package static func inflated(_ body: [UInt8], _ form: Form = .gzip, atMost limit: Int = .max) -> [UInt8]? {
        let limit = min(limit, self.limit)
        var stream = z_stream()
        guard inflateInit2_(&stream, form.rawValue, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
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

    /// A body without the coding that `Content-Encoding` names; nil where that is not known here, or the body is not of it.
    ///
    /// - Parameters:
    ///   - coding: the field's value in lower case; empty where there is none.
    ///   - limit: as for ``inflated(_:_:atMost:)``.
    package static func decoded(_ body: [UInt8], coding: String, atMost limit: Int) -> [UInt8]? {
        switch coding {
        case "", "identity": return body
        case "gzip", "x-gzip": return inflated(body, .gzip, atMost: limit)
        case "deflate": return inflated(body, .zlib, atMost: limit) ?? inflated(body, .bare, atMost: limit)
        default: return nil
        }
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

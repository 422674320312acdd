/// Builds HTTP/2 frames, byte by byte (RFC 9113, section 4.1).
package enum HTTP2FrameBuilder {
    package static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    package static let endStream: UInt8 = 1
    package static let endHeaders: UInt8 = 4
    package static let padded: UInt8 = 8
    package static let priority: UInt8 = 0x20

    /// A frame of a type.
    package static func frame(_ type: UInt8, _ flags: UInt8, _ stream: UInt32, _ payload: [UInt8]) -> [UInt8] {
        Array(FrameBuilder.big(UInt32(payload.count)).dropFirst()) + [type, flags] + FrameBuilder.big(stream) + payload
    }

    /// SETTINGS of numbers and values.
    package static func settings(_ values: [(UInt16, UInt32)] = [], isAcknowledgment: Bool = false) -> [UInt8] {
        frame(4, isAcknowledgment ? 1 : 0, 0, values.flatMap { FrameBuilder.big($0.0) + FrameBuilder.big($0.1) })
    }

    /// DATA, with padding where any is asked for.
    package static func data(_ stream: UInt32, _ bytes: [UInt8], endsStream: Bool = false, padding: Int? = nil)
        -> [UInt8]
    {
        let flags = (endsStream ? endStream : 0) | (padding != nil ? padded : 0)
        return frame(0, flags, stream, pad(bytes, padding))
    }

    /// HEADERS of a block, over as many frames as it is cut into.
    package static func headers(
        _ stream: UInt32,
        _ block: [UInt8],
        endsStream: Bool = false,
        padding: Int? = nil,
        hasPriority: Bool = false,
        cuts: Int = 1
    ) -> [UInt8] {
        let size = max(1, (block.count + cuts - 1) / max(1, cuts))
        var rest = block.dropFirst(size)
        var flags = (endsStream ? endStream : 0) | (padding != nil ? padded : 0) | (hasPriority ? priority : 0)
        if rest.isEmpty { flags |= endHeaders }
        let first = (hasPriority ? [0, 0, 0, 0, 15] : []) + Array(block.prefix(size))
        var bytes = frame(1, flags, stream, pad(first, padding))
        while !rest.isEmpty {
            let part = Array(rest.prefix(size))
            rest = rest.dropFirst(size)
            bytes += frame(9, rest.isEmpty ? endHeaders : 0, stream, part)
        }
        return bytes
    }

    /// PUSH_PROMISE of a block.
    package static func pushPromise(_ stream: UInt32, promised: UInt32, _ block: [UInt8]) -> [UInt8] {
        frame(5, endHeaders, stream, FrameBuilder.big(promised) + block)
    }

    /// RST_STREAM.
    package static func reset(_ stream: UInt32, code: UInt32 = 8) -> [UInt8] {
        frame(3, 0, stream, FrameBuilder.big(code))
    }

    /// GOAWAY.
    package static func goAway(last: UInt32, code: UInt32 = 0) -> [UInt8] {
        frame(7, 0, 0, FrameBuilder.big(last) + FrameBuilder.big(code) + Array("bye".utf8))
    }

    private static func pad(_ bytes: [UInt8], _ padding: Int?) -> [UInt8] {
        guard let padding else { return bytes }
        return [UInt8(padding)] + bytes + [UInt8](repeating: 0, count: padding)
    }
}

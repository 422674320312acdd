import HTTPWire
import NIOCore

/// The head of an encoded request, as far as its cookies ask for it.
struct RequestHead {
    /// The request line and the field lines, without the empty line.
    private let bytes: [UInt8]
    /// What comes behind the field lines, in the encoded request.
    private let rest: Int
    private var target = 0..<0
    private var host = 0..<0
    /// The `Cookie` lines, and their values.
    private var cookies: [(line: Range<Int>, value: Range<Int>)] = []

    /// Reads the head of a request that ``RequestEncoder`` wrote; nil for what is none.
    init?(_ encoded: ByteBuffer) {
        let view = encoded.readableBytesView
        guard let end = Self.headEnd(view) else { return nil }
        bytes = Array(view[view.startIndex..<end])
        rest = end - view.startIndex
        let line = bytes.prefix { $0 != ASCII.carriageReturn }
        guard let first = line.firstIndex(of: ASCII.space), let last = line.lastIndex(of: ASCII.space), first < last
        else { return nil }
        target = first + 1..<last
        var lines = FieldLines(bytes[min(line.endIndex + 2, bytes.endIndex)...]).makeIterator()
        while let field = lines.next() {
            if FieldName.host.matches(bytes, in: field.name) { host = field.value }
            if Self.cookie.matches(bytes, in: field.name) { cookies.append((lines.line, field.value)) }
        }
    }

    /// Whether it has cookies.
    var hasCookies: Bool { !cookies.isEmpty }

    /// The values of its `Cookie` fields.
    var cookieValues: [ArraySlice<UInt8>] { cookies.map { bytes[$0.value] } }

    /// Where it goes, as cookies see it.
    func place(isTLS: Bool) -> CookieJar.Place {
        let name = HostAndPort(String(decoding: bytes[host], as: UTF8.self)).host.lowercased()
        let path = bytes[target].prefix { $0 != UInt8(ascii: "?") }
        return CookieJar.Place(host: Array(name.utf8), path: path, isTLS: isTLS)
    }

    /// The request with other cookies, in one line where its first one was; with an empty value, with none.
    func encoded(_ request: ByteBuffer, cookies value: [UInt8]) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(request.readableBytes + value.count + 16)
        var position = 0
        for (index, cookie) in cookies.enumerated() {
            buffer.writeBytes(bytes[position..<cookie.line.lowerBound])
            if index == 0, !value.isEmpty {
                buffer.writeStaticString("Cookie: ")
                buffer.writeBytes(value)
                buffer.writeStaticString("\r\n")
            }
            position = cookie.line.upperBound
        }
        buffer.writeBytes(bytes[position...])
        let end = request.readerIndex + rest
        if let tail = request.getSlice(at: end, length: request.writerIndex - end) { buffer.writeImmutableBuffer(tail) }
        return buffer
    }

    /// Behind the last field line's end.
    private static func headEnd(_ view: ByteBufferView) -> Int? {
        view.withUnsafeBytes { bytes in
            var index = 3
            while index < bytes.count {
                // The last byte of CR LF CR LF tells how far the next one may be.
                switch bytes[index] {
                case ASCII.lineFeed
                where bytes[index - 2] == ASCII.lineFeed && bytes[index - 1] == ASCII.carriageReturn:
                    return view.startIndex + index - 1
                case ASCII.lineFeed, ASCII.carriageReturn: index += 1
                default: index += 2
                }
            }
            return nil
        }
    }

    private static let cookie: FieldName = "cookie"
}

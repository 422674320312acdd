import HTTPWire

/// What the first bytes of a stream, or of a segment within one, look like.
///
/// Pure, and cheap on what is not HTTP: most streams are known by their first five bytes.
enum StreamShape: Sendable, Equatable {
    /// A line that can only be an HTTP/1 request line.
    case request
    /// A line that can only be an HTTP/1 status line.
    case response
    /// A TLS record's header (RFC 8446, section 5.1).
    case tls
    /// The preface of an HTTP/2 client (RFC 9113, section 3.4).
    case http2
    /// All bytes so far fit one of the above, and there are too few of them to tell.
    case undecided
    /// None of the above.
    case other

    /// Looks at the first bytes.
    init(_ bytes: RawSpan) {
        self = Self.decide(bytes)
    }

    private static func decide(_ bytes: RawSpan) -> StreamShape {
        // The preface first: it looks like the request line of a version that is not HTTP/1.
        let http2 = bytes.likeness(toLine: "PRI * HTTP/2.0\r\n")
        guard http2 == .no else { return http2 == .yes ? .http2 : .undecided }
        let response = bytes.likenessToStatusLine()
        guard response != .yes else { return .response }
        let request = bytes.likenessToRequestLine()
        guard request != .yes else { return .request }
        let tls = bytes.likenessToTLSRecord()
        guard tls != .yes else { return .tls }
        let isOpen = response == .open || request == .open || tls == .open || bytes.mayBeHTTP2Settings
        return isOpen ? .undecided : .other
    }
}

/// Whether bytes are the beginning of something.
enum Likeness: Sendable, Equatable {
    case yes
    case no
    /// All of the bytes fit, and there are too few of them.
    case open
}

extension RawSpan {
    /// Whether these are the first bytes of a status line: `HTTP/1.1 200`, then a space or the line's end.
    func likenessToStatusLine() -> Likeness {
        let version = likeness(toLine: "HTTP/1.")
        guard version == .yes else { return version }
        for offset in 7..<12 {
            guard offset < byteCount else { return .open }
            guard offset == 8 ? byte(offset) == ASCII.space : ASCII.isDigit(byte(offset)) else { return .no }
        }
        guard byteCount > 12 else { return .open }
        let next = byte(12)
        return next == ASCII.space || next == ASCII.carriageReturn || next == ASCII.lineFeed ? .yes : .no
    }

    /// Whether these are the first bytes of a request line: a token, a target, and HTTP/1.x before the line's end.
    ///
    /// Where the line after it has come too, that must begin as a field or be empty.
    func likenessToRequestLine() -> Likeness {
        guard let methodEnd = methodEnd() else { return .no }
        guard methodEnd < byteCount else { return .open }
        // No control byte is part of a request line.
        let end = firstControl(from: methodEnd)
        guard end < byteCount else { return .open }
        var next = end
        if byte(end) == ASCII.carriageReturn { next &+= 1 }
        guard next < byteCount else { return endsInVersion(methodEnd..<end) ? .open : .no }
        guard byte(next) == ASCII.lineFeed, endsInVersion(methodEnd..<end) else { return .no }
        guard next &+ 1 < byteCount else { return .yes }
        let following = byte(next &+ 1)
        let isLineEnd = following == ASCII.carriageReturn || following == ASCII.lineFeed
        return isLineEnd || ASCII.isToken(following) || ASCII.isBlank(following) ? .yes : .no
    }

    /// Whether these are the first bytes of a TLS record of a known type, version and length.
    func likenessToTLSRecord() -> Likeness {
        guard byteCount > 0 else { return .open }
        guard (0x14...0x17).contains(byte(0)) else { return .no }
        if byteCount > 1, byte(1) != 3 { return .no }
        if byteCount > 2, byte(2) > 4 { return .no }
        guard byteCount >= 5 else { return .open }
        let length = Int(byte(3)) << 8 | Int(byte(4))
        // 2^14 of content and at most 2048 of expansion (RFC 5246, section 6.2.3).
        return length > 0 && length <= (1 << 14) + 2048 ? .yes : .no
    }

    /// Whether these may be the first bytes of an HTTP/2 server, which are a SETTINGS frame (RFC 9113, section 3.4).
    ///
    /// They may come before the client's preface, which alone tells what the connection is.
    fileprivate var mayBeHTTP2Settings: Bool {
        guard byteCount > 3 else { return byteCount > 0 && byte(0) == 0 && (byteCount < 2 || byte(1) < 4) }
        let length = Int(byte(1)) << 8 | Int(byte(2))
        guard byte(0) == 0, length <= 1024, length % 6 == 0, byte(3) == 4 else { return false }
        return (4..<Swift.min(byteCount, 9)).allSatisfy { byte($0) == 0 }
    }

    /// The offset of the space after a method, or the end where all bytes so far fit; nil for what is no method.
    private func methodEnd() -> Int? {
        let longest = HTTP1Limits.default.methodBytes
        for offset in 0..<Swift.min(byteCount, longest &+ 1) {
            if byte(offset) == ASCII.space { return offset > 0 ? offset : nil }
            guard offset < longest, ASCII.isToken(byte(offset)) else { return nil }
        }
        return byteCount
    }

    /// Whether the range, from the space after the method on, ends in a target, a space and `HTTP/1.x`.
    private func endsInVersion(_ range: Range<Int>) -> Bool {
        var end = range.upperBound
        while end > range.lowerBound, byte(end &- 1) == ASCII.space { end &-= 1 }
        // A space, at least one byte of target, a space, and eight bytes of version.
        guard end &- range.lowerBound >= 11, ASCII.isDigit(byte(end &- 1)) else { return false }
        return hasBytes(" HTTP/1.", at: end &- 9)
    }

    fileprivate func likeness(toLine literal: StaticString) -> Likeness {
        guard matchesPrefix(of: literal, at: 0) else { return .no }
        return byteCount >= literal.utf8CodeUnitCount ? .yes : .open
    }
}

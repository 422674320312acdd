extension StartLine {
    /// A request line without its end: method, target and version (RFC 9112, section 3).
    ///
    /// Stray spaces are accepted as many servers do: the method ends at the first space, the version begins after the
    /// last one, and what is between them is the target. The method was looked at before (``isPlausibleRequest(_:limits:)``).
    static func request(
        _ line: RawSpan,
        notes: inout MessageNotes
    ) throws(HTTP1Failure) -> StartLine {
        var methodEnd = 0
        while methodEnd < line.byteCount, line.byte(methodEnd) != ASCII.space { methodEnd &+= 1 }
        let rest = line.trimmed(methodEnd..<line.byteCount)
        var versionStart = rest.upperBound
        while versionStart > rest.lowerBound, line.byte(versionStart &- 1) != ASCII.space { versionStart &-= 1 }
        let target = line.trimmed(rest.lowerBound..<versionStart)
        guard methodEnd > 0, !target.isEmpty else { throw .startLine }
        let version = try version(line.extracting(versionStart..<rest.upperBound))
        if target.count &+ (rest.upperBound &- versionStart) &+ methodEnd &+ 2 != line.byteCount
            || line.extracting(target).firstOffset(of: ASCII.space, from: 0) != nil
        {
            notes.insert(.spaceInRequestLine)
        }
        return .request(method: 0..<methodEnd, target: target, version: version)
    }

    /// A status line without its end: version, status code and reason phrase (RFC 9112, section 4).
    ///
    /// The reason phrase may be missing, and so may the space before it.
    static func response(_ line: RawSpan) throws(HTTP1Failure) -> StartLine {
        guard line.hasBytes("HTTP/", at: 0) else { throw .startLine }
        let versionEnd = Swift.min(8, line.byteCount)
        let version = try version(line.extracting(0..<versionEnd))
        guard line.byteCount >= 12, line.byte(8) == ASCII.space else { throw .startLine }
        var status: UInt16 = 0
        for offset in 9..<12 {
            let digit = line.byte(offset)
            guard ASCII.isDigit(digit) else { throw .startLine }
            status = status &* 10 &+ UInt16(digit &- 0x30)
        }
        guard status >= 100 else { throw .startLine }
        guard line.byteCount == 12 || line.byte(12) == ASCII.space else { throw .startLine }
        let reasonStart = Swift.min(13, line.byteCount)
        return .response(version: version, status: status, reason: reasonStart..<line.byteCount)
    }

    /// Whether the first bytes of a line, as far as they have come, can begin a request line.
    static func isPlausibleRequest(_ line: RawSpan, limits: HTTP1Limits) -> Bool {
        for offset in 0..<line.byteCount {
            let byte = line.byte(offset)
            if byte == ASCII.space { return offset > 0 }
            guard ASCII.isToken(byte), offset < limits.methodBytes else { return false }
        }
        return true
    }

    /// Whether the first bytes of a line, as far as they have come, can begin a status line.
    static func isPlausibleResponse(_ line: RawSpan) -> Bool {
        line.matchesPrefix(of: "HTTP/", at: 0)
    }

    /// `HTTP/1.0` or `HTTP/1.1`; a higher minor version is read as 1.1 (RFC 9110, section 2.5).
    private static func version(_ bytes: RawSpan) throws(HTTP1Failure) -> HTTPVersion {
        guard bytes.hasBytes("HTTP/", at: 0) else { throw .startLine }
        guard bytes.byteCount == 8, bytes.hasBytes("1.", at: 5), ASCII.isDigit(bytes.byte(7)) else { throw .version }
        return bytes.byte(7) == 0x30 ? .http10 : .http11
    }

    /// The same line in a buffer that begins so much earlier.
    func shifted(by distance: Int) -> StartLine {
        func shift(_ range: Range<Int>) -> Range<Int> {
            range.lowerBound &+ distance..<range.upperBound &+ distance
        }
        return switch self {
        case .none: .none
        case .request(let method, let target, let version):
            .request(method: shift(method), target: shift(target), version: version)
        case .response(let version, let status, let reason):
            .response(version: version, status: status, reason: shift(reason))
        }
    }
}

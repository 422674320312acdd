/// Where a line ends.
struct LineEnd {
    /// The offset after the line's content.
    var content: Int
    /// The offset after its CRLF or LF.
    var next: Int
    /// Whether it was ended by LF alone.
    var isBareLineFeed: Bool
    /// Whether a control byte other than a tab is in the content.
    var hasControl: Bool

    /// Whether the line can be kept as it is.
    var isClean: Bool { !isBareLineFeed && !hasControl }
}

extension RawSpan {
    /// The end of the line that begins at an offset, or nil where it is not in the bytes.
    func lineEnd(from start: Int) -> LineEnd? {
        var hasControl = false
        var offset = firstControl(from: start)
        while offset < byteCount {
            switch byte(offset) {
            case ASCII.lineFeed:
                return LineEnd(content: offset, next: offset &+ 1, isBareLineFeed: true, hasControl: hasControl)
            case ASCII.carriageReturn:
                guard offset &+ 1 < byteCount else { return nil }
                if byte(offset &+ 1) == ASCII.lineFeed {
                    return LineEnd(content: offset, next: offset &+ 2, isBareLineFeed: false, hasControl: hasControl)
                }
                hasControl = true
            case ASCII.tab:
                break
            default:
                hasControl = true
            }
            offset = firstControl(from: offset &+ 1)
        }
        return nil
    }

    /// How many bytes there are without a CR at their end, which may be half of a line's end.
    var countWithoutLineEnd: Int {
        byteCount > 0 && byte(byteCount &- 1) == ASCII.carriageReturn ? byteCount &- 1 : byteCount
    }
}

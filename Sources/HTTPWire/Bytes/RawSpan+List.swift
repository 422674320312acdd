extension RawSpan {
    /// Calls a closure with the range of each element of a comma-separated list (RFC 9110, section 5.6.1).
    ///
    /// White space around elements and empty elements are left out.
    func forEachListElement(_ visit: (Range<Int>) -> Void) {
        var start = 0
        while start <= byteCount {
            let comma = firstOffset(of: ASCII.comma, from: start) ?? byteCount
            let element = trimmed(start..<comma)
            if !element.isEmpty { visit(element) }
            start = comma &+ 1
        }
    }
}

/// The fields of a raw block of field lines, `Name: value` and CRLF each, in their order.
///
/// Reads the blocks that ``MessageHead`` and the corpus keep. It copies nothing: it yields ranges of the block.
/// A line without a colon is yielded as a name with an empty value, so that nothing is lost unseen; an empty line is
/// passed over; a bare LF ends a line too.
package struct FieldLines: Sequence, Sendable {
    /// The lines; the ranges that are yielded are of its indices.
    package let block: ArraySlice<UInt8>

    /// The fields of a slice.
    package init(_ block: ArraySlice<UInt8>) {
        self.block = block
    }

    /// The fields of a whole buffer.
    package init(_ block: [UInt8]) {
        self.block = block[...]
    }

    /// Walks the lines from the first one on.
    package func makeIterator() -> Iterator {
        Iterator(block: block)
    }

    /// The value of the first field of a name, without the white space around it, or nil.
    package func firstValue(of name: FieldName) -> ArraySlice<UInt8>? {
        for line in self where name.matches(block[line.name]) {
            return block[line.value]
        }
        return nil
    }

    /// The first value of a name as text; bytes that are not UTF-8 show as U+FFFD.
    package func firstText(of name: FieldName) -> String? {
        firstValue(of: name).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The fields one after another.
    package struct Iterator: IteratorProtocol, Sendable {
        private let block: ArraySlice<UInt8>
        /// From the block's start.
        private var offset = 0

        /// The whole line of the field that ``next()`` gave last, with its end: a range of the block's indices.
        package private(set) var line = 0..<0

        fileprivate init(block: ArraySlice<UInt8>) {
            self.block = block
        }

        /// The next field, or nil at the end of the block.
        package mutating func next() -> FieldLine? {
            let lines = block
            let bytes = lines.span.bytes
            while offset < bytes.byteCount {
                let start = offset
                let lineFeed = bytes.firstOffset(of: ASCII.lineFeed, from: start)
                offset = lineFeed.map { $0 &+ 1 } ?? bytes.byteCount
                var end = lineFeed ?? bytes.byteCount
                if end > start, bytes.byte(end &- 1) == ASCII.carriageReturn { end &-= 1 }
                guard end > start else { continue }
                line = start &+ lines.startIndex..<offset &+ lines.startIndex
                return FieldLine(splitting: bytes, in: start..<end).shifted(by: lines.startIndex)
            }
            return nil
        }
    }
}

extension FieldLine {
    /// The name and the value of a line without its end.
    ///
    /// White space around either is left out. Without a colon all of it is the name.
    init(splitting bytes: RawSpan, in line: Range<Int>) {
        var colon = line.lowerBound
        while colon < line.upperBound, bytes.byte(colon) != ASCII.colon { colon &+= 1 }
        name = bytes.trimmed(line.lowerBound..<colon)
        value = bytes.trimmed(Swift.min(colon &+ 1, line.upperBound)..<line.upperBound)
    }

    /// The same field in a buffer that begins so much earlier.
    @inline(__always)
    func shifted(by distance: Int) -> FieldLine {
        FieldLine(
            name: name.lowerBound &+ distance..<name.upperBound &+ distance,
            value: value.lowerBound &+ distance..<value.upperBound &+ distance
        )
    }
}

extension RawSpan {
    /// A range without the spaces and tabs at its ends.
    @inline(__always)
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, ASCII.isBlank(byte(start)) { start &+= 1 }
        while end > start, ASCII.isBlank(byte(end &- 1)) { end &-= 1 }
        return start..<end
    }
}

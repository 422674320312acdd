/// The strings of a table that was read from a block, back to back.
struct StringColumn {
    var storage: [UInt8] = []
    var ends: [Int] = []

    init() {}

    var count: Int { ends.count }

    /// A string, which has to be one of them.
    subscript(index: Int) -> ArraySlice<UInt8> {
        storage[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
    }

    /// Reads the section of the lengths and that of the strings.
    ///
    /// - Parameter most: the most strings that there may be; nil for as many as there are bytes of lengths.
    init(_ lengths: ByteReader, _ strings: ByteReader, atMost most: Int? = nil) throws(ByteReader.Malformed) {
        var lengths = lengths
        var strings = strings
        let size = strings.remaining
        storage = Array(try strings.bytes(size))
        // Each length takes a byte at least, so this is bounded by what is there.
        ends.reserveCapacity(min(lengths.remaining, most ?? .max))
        var end = 0
        while lengths.remaining > 0 {
            end += try lengths.count(atMost: size - end)
            ends.append(end)
            guard ends.count <= most ?? .max else { throw .init(what: "more strings than exchanges") }
        }
        guard end == size else { throw .init(what: "strings longer than their lengths") }
    }
}

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
    init(_ lengths: ByteReader, _ strings: ByteReader) throws(ByteReader.Malformed) {
        var lengths = lengths
        var strings = strings
        let size = strings.remaining
        storage = Array(try strings.bytes(size))
        // Each length takes a byte at least, so this is bounded by what is there.
        ends.reserveCapacity(lengths.remaining)
        var end = 0
        while lengths.remaining > 0 {
            end += try lengths.count(atMost: size - end)
            ends.append(end)
        }
        guard end == size else { throw .init(what: "strings longer than their lengths") }
    }
}

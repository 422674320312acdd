/// Reads what ``ByteWriter`` has written, or says that it was not.
///
/// No length is believed before the bytes are there.
struct ByteReader {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    /// What was to be read is not there, or is not of its form.
    struct Malformed: Error {
        let what: StaticString
    }

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    init(_ bytes: [UInt8]) {
        self.init(bytes[...])
    }

    /// Bytes that have not been read.
    var remaining: Int { bytes.endIndex - position }

    mutating func byte() throws(Malformed) -> UInt8 {
        guard position < bytes.endIndex else { throw Malformed(what: "a byte past the end") }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func varint() throws(Malformed) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            guard position < bytes.endIndex else { throw Malformed(what: "a number that is cut off") }
            let byte = bytes[position]
            position += 1
            if shift == 63, byte > 1 { throw Malformed(what: "a number past 64 bits") }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
            if shift > 63 { throw Malformed(what: "a number past 64 bits") }
        }
    }

    mutating func zigzag() throws(Malformed) -> Int64 {
        let value = try varint()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    /// A varint that is a count or a length, and no more than `limit`.
    mutating func count(atMost limit: Int) throws(Malformed) -> Int {
        guard let value = Int(exactly: try varint()), value <= limit else {
            throw Malformed(what: "a count past its bound")
        }
        return value
    }

    mutating func bytes(_ count: Int) throws(Malformed) -> ArraySlice<UInt8> {
        guard count >= 0, count <= remaining else { throw Malformed(what: "bytes past the end") }
        defer { position += count }
        return bytes[position..<position + count]
    }

    /// A number of bytes, then the bytes.
    mutating func section() throws(Malformed) -> ByteReader {
        ByteReader(try bytes(count(atMost: remaining)))
    }
}

/// Bytes of a block under construction.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    var count: Int { bytes.count }

    mutating func append(byte: UInt8) {
        bytes.append(byte)
    }

    mutating func append(_ more: some Sequence<UInt8>) {
        bytes.append(contentsOf: more)
    }

    /// Seven bits a byte, the least significant first; the top bit says that more follow (LEB128).
    mutating func append(varint value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// The varint of a number with its sign in the lowest bit, so that small negative numbers stay short.
    mutating func append(zigzag value: Int64) {
        append(varint: UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }

    /// A number of bytes, then the bytes.
    mutating func append(section: [UInt8]) {
        append(varint: UInt64(section.count))
        bytes.append(contentsOf: section)
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
    }
}

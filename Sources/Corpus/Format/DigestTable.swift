/// The response digests of a block: number 0 is none; a digest that comes again is called by its number.
struct DigestTable {
    private var numbers: [UInt32: Int] = [:]
    private var column = ByteWriter()

    mutating func number(of digest: UInt32?) -> Int {
        guard let digest else { return 0 }
        if let number = numbers[digest] { return number }
        let number = numbers.count + 1
        numbers[digest] = number
        for shift in stride(from: UInt32(0), to: 32, by: 8) {
            column.append(byte: UInt8(truncatingIfNeeded: digest >> shift))
        }
        return number
    }

    /// Four bytes each, the least significant first.
    var encoded: [UInt8] { column.bytes }

    /// The digests of an encoded table; the first one has number 1.
    static func decode(_ section: ByteReader) throws(ByteReader.Malformed) -> [UInt32] {
        var section = section
        guard section.remaining % 4 == 0 else { throw .init(what: "a digest that is cut off") }
        var digests: [UInt32] = []
        digests.reserveCapacity(section.remaining / 4)
        while section.remaining > 0 {
            digests.append(UInt32(truncatingIfNeeded: Member.number(try section.bytes(4))))
        }
        return digests
    }
}

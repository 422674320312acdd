/// The blocks of field lines of a block's exchanges: each line once, and each combination of lines once.
///
/// Requests of one client differ in a line or two, so a line is what is shared. A block of lines that has been seen is found
/// whole, in one look-up.
struct FieldSetTable {
    /// Whole blocks of lines; only to find them again.
    private var blocks = ByteTable()
    private var lines = ByteTable()
    /// For each block, the number of its lines and each line's index.
    private var sets = ByteWriter()
    private var setCount = 0
    private var growth = 0

    /// The index of a block of field lines, which is added if it is new.
    mutating func index(of block: UnsafeRawBufferPointer) -> Int {
        let known = blocks.count
        let index = blocks.index(of: block)
        if index == known { add(block) }
        return index
    }

    /// Bytes of all blocks of lines, each with all of its lines: few lines can be combined to much.
    var wholeSize: Int { blocks.storage.count }

    /// Bytes that were added since the last call.
    mutating func takeGrowth() -> Int {
        defer { growth = 0 }
        return growth
    }

    private mutating func add(_ block: UnsafeRawBufferPointer) {
        let linesBefore = lines.storage.count
        let setsBefore = sets.count
        var indexes: [Int] = []
        var start = 0
        // A line is what ends with a line feed, so that any bytes come back as they were, well formed or not.
        while start < block.count {
            let rest = UnsafeRawBufferPointer(rebasing: block[start...])
            let end = rest.firstIndex(of: UInt8(ascii: "\n")).map { start + $0 + 1 } ?? block.count
            indexes.append(lines.index(of: UnsafeRawBufferPointer(rebasing: block[start..<end])))
            start = end
        }
        sets.append(varint: UInt64(indexes.count))
        for index in indexes { sets.append(varint: UInt64(index)) }
        setCount += 1
        growth += lines.storage.count - linesBefore + sets.count - setsBefore
    }

    /// The lines, then the sets.
    func append(to content: inout ByteWriter) {
        lines.append(to: &content)
        var all = ByteWriter()
        all.append(varint: UInt64(setCount))
        all.append(sets.bytes)
        content.append(section: all.bytes)
    }

    /// The blocks of field lines of an encoded table, whole again.
    ///
    /// - Parameter limit: bytes that they may take all together.
    static func decode(
        lines: StringColumn,
        sets: ByteReader,
        limit: Int
    ) throws(ByteReader.Malformed) -> StringColumn {
        var sets = sets
        let count = try sets.count(atMost: sets.remaining)
        var joined = StringColumn()
        for _ in 0..<count {
            for _ in 0..<(try sets.count(atMost: sets.remaining)) {
                let line = try sets.count(atMost: lines.count - 1)
                joined.storage.append(contentsOf: lines[line])
                // A line may be called often, so a small block could claim much.
                guard joined.storage.count <= limit else { throw .init(what: "field lines past their bound") }
            }
            joined.ends.append(joined.storage.count)
        }
        return joined
    }
}

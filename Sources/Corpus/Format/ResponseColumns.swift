/// The columns of a block's responses, which only blocks with one have.
struct ResponseColumns {
    private var fieldSets = FieldSetTable()
    private var fieldColumn = ByteWriter()
    private var bodies = ByteTable()
    private var bodyColumn = ByteWriter()

    /// Whether an exchange of the block has a response.
    private(set) var hasAny = false

    /// Bytes of all blocks of field lines, each with all of its lines.
    var wholeSize: Int { fieldSets.wholeSize }

    /// Adds the response of the next exchange.
    ///
    /// - Returns: About how many bytes it takes in the block.
    mutating func append(_ response: RecordedResponse?) -> Int {
        guard let response else {
            fieldColumn.append(varint: 0)
            bodyColumn.append(varint: 0)
            return 0
        }
        hasAny = true
        let before = bodies.storage.count
        let set = response.fieldLines.withUnsafeBytes { fieldSets.index(of: $0) }
        fieldColumn.append(varint: UInt64(set) + 1)
        bodyColumn.append(varint: response.body.map { UInt64(bodies.index(of: $0[...])) + 1 } ?? 0)
        return bodies.storage.count - before + fieldSets.takeGrowth() + 4
    }

    /// Field lines, the set of each response, bodies, and the body of each.
    func append(to content: inout ByteWriter) {
        fieldSets.append(to: &content)
        content.append(section: fieldColumn.bytes)
        bodies.append(to: &content)
        content.append(section: bodyColumn.bytes)
    }
}

/// The responses of a block that was read.
struct StoredResponses: Sendable {
    private let fieldSets: StringColumn
    private let bodies: StringColumn
    /// The number of each exchange's set of lines and of its body, from 1; 0 for none.
    private var sets: [UInt32] = []
    private var bodyNumbers: [UInt32] = []

    /// Reads the columns, and checks every number in them.
    init(_ reader: inout ByteReader, count: Int) throws(ByteReader.Malformed) {
        let lines = try StringColumn(try reader.section(), try reader.section())
        fieldSets = try FieldSetTable.decode(lines: lines, sets: try reader.section(), limit: Member.contentLimit)
        var column = try reader.section()
        for _ in 0..<count { sets.append(UInt32(truncatingIfNeeded: try column.count(atMost: fieldSets.count))) }
        guard column.remaining == 0 else { throw .init(what: "a column longer than the block") }
        bodies = try StringColumn(try reader.section(), try reader.section(), atMost: count)
        column = try reader.section()
        for _ in 0..<count { bodyNumbers.append(UInt32(truncatingIfNeeded: try column.count(atMost: bodies.count))) }
        guard column.remaining == 0 else { throw .init(what: "a column longer than the block") }
    }

    /// The response of an exchange, by its place in the block; nil where it has none.
    func response(_ index: Int) -> RecordedResponse? {
        let (set, body) = (Int(sets[index]), Int(bodyNumbers[index]))
        guard set > 0 else { return nil }
        return RecordedResponse(
            fieldLines: Array(fieldSets[set - 1]),
            body: body > 0 ? Array(bodies[body - 1]) : nil
        )
    }
}

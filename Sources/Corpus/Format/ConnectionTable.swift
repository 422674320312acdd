/// The connections of a block: number 0 is none, the others in the order of their first exchange.
struct ConnectionTable {
    private var numbers: [RecordedConnection: Int] = [:]
    private var lastConnection: RecordedConnection?
    private var lastNumber = 0
    private var previousID: UInt64 = 0
    private var column = ByteWriter()

    /// The number of a connection, which is added if it is new.
    mutating func number(of connection: RecordedConnection?) -> Int {
        guard let connection else { return 0 }
        if let lastConnection, lastConnection == connection { return lastNumber }
        let number = numbers[connection] ?? add(connection)
        lastConnection = connection
        lastNumber = number
        return number
    }

    private mutating func add(_ connection: RecordedConnection) -> Int {
        let number = numbers.count + 1
        numbers[connection] = number
        column.append(zigzag: Int64(bitPattern: connection.id &- previousID))
        previousID = connection.id
        append(connection.client)
        append(connection.server)
        return number
    }

    /// A text's length + 1 and its bytes, or 0 for none.
    private mutating func append(_ text: String?) {
        guard let text else { return column.append(varint: 0) }
        column.append(varint: UInt64(text.utf8.count) + 1)
        column.append(text.utf8)
    }

    /// How many there are, then each one.
    var encoded: [UInt8] {
        var all = ByteWriter()
        all.append(varint: UInt64(numbers.count))
        all.append(column.bytes)
        return all.bytes
    }

    /// The connections of an encoded table; the first one has number 1.
    ///
    /// - Parameter exchanges: how many the block has; each connection has one of them at least.
    static func decode(
        _ section: ByteReader,
        atMost exchanges: Int
    ) throws(ByteReader.Malformed) -> [RecordedConnection] {
        var section = section
        // Each takes three bytes at least, so a count past that is a lie.
        let count = try section.count(atMost: min(exchanges, section.remaining / 3))
        var connections: [RecordedConnection] = []
        connections.reserveCapacity(count)
        var id: UInt64 = 0
        for _ in 0..<count {
            id = id &+ UInt64(bitPattern: try section.zigzag())
            let client = try text(&section)
            let server = try text(&section)
            connections.append(RecordedConnection(id: id, client: client, server: server))
        }
        return connections
    }

    private static func text(_ section: inout ByteReader) throws(ByteReader.Malformed) -> String? {
        let length = try section.count(atMost: section.remaining)
        return length == 0 ? nil : String(decoding: try section.bytes(length - 1), as: UTF8.self)
    }
}

/// The links of a block's requests to earlier responses, which only blocks with one have.
struct LinkColumns {
    private var sources = ByteTable()
    private var column = ByteWriter()

    /// Whether an exchange of the block has a link.
    private(set) var hasAny = false

    /// The bit of a use's byte that says that characters are escaped.
    static let escaped: UInt8 = 0x80

    /// Adds the links of the next exchange.
    ///
    /// - Returns: About how many bytes they take in the block.
    mutating func append(_ exchange: borrowing Exchange) -> Int {
        let (before, texts) = (column.count, sources.storage.count)
        column.append(varint: UInt64(exchange.links.count))
        let connection = exchange.connection?.id ?? 0
        for link in exchange.links {
            hasAny = true
            column.append(varint: UInt64(sources.index(of: Array(link.source.text.utf8)[...])))
            column.append(zigzag: Int64(bitPattern: link.connection &- connection))
            column.append(varint: link.age)
            column.append(byte: link.use.rawValue | (link.isEscaped ? Self.escaped : 0))
            column.append(varint: UInt64(clamping: link.range.lowerBound))
            column.append(varint: UInt64(clamping: link.range.count))
        }
        return hasAny ? column.count - before + sources.storage.count - texts : 0
    }

    /// The sources, and the links of each exchange.
    func append(to content: inout ByteWriter) {
        sources.append(to: &content)
        content.append(section: column.bytes)
    }
}

/// The links of a block that was read.
struct StoredLinks: Sendable {
    private var links: [ValueLink] = []
    /// Where the links of each exchange end.
    private var ends: [Int] = []

    /// Reads the columns, and checks what is in them.
    ///
    /// - Parameters:
    ///   - count: how many exchanges there are.
    ///   - connection: the number of the connection of each; 0 for none.
    init(_ reader: inout ByteReader, count: Int, connection: (Int) -> UInt64) throws(ByteReader.Malformed) {
        let texts = try StringColumn(try reader.section(), try reader.section())
        var sources: [ValueSource] = []
        for index in 0..<texts.count {
            guard let source = String(validating: texts[index], as: UTF8.self).flatMap({ ValueSource($0) }) else {
                throw .init(what: "a source of a value that there is not")
            }
            sources.append(source)
        }
        var column = try reader.section()
        for index in 0..<count {
            // Each takes more than a byte.
            for _ in 0..<(try column.count(atMost: min(column.remaining, ValueLink.mostOfRequest))) {
                let source = sources[try column.count(atMost: sources.count - 1)]
                let other = connection(index) &+ UInt64(bitPattern: try column.zigzag())
                let age = try column.varint()
                let use = try column.byte()
                guard let kind = ValueUse(rawValue: use & ~LinkColumns.escaped) else {
                    throw .init(what: "a use of a value that there is not")
                }
                let start = try column.count(atMost: Member.contentLimit)
                let length = try column.count(atMost: Member.contentLimit)
                links.append(
                    ValueLink(
                        source: source,
                        connection: other,
                        age: age,
                        use: kind,
                        isEscaped: use & LinkColumns.escaped != 0,
                        range: start..<start + length
                    )
                )
            }
            ends.append(links.count)
        }
        guard column.remaining == 0 else { throw .init(what: "a column longer than the block") }
    }

    /// The links of an exchange, by its place in the block.
    func links(_ index: Int) -> [ValueLink] {
        let start = index == 0 ? 0 : ends[index - 1]
        return start == ends[index] ? [] : Array(links[start..<ends[index]])
    }
}

import HTTPWire

/// Gathers exchanges into the columns of one block.
///
/// One column for each thing that an exchange has: what is alike stands together and compresses well. A string is kept once
/// a block and then called by its number. `FORMAT.md` describes the bytes.
struct BlockEncoder {
    /// Content at which a block is full, before compression.
    static let fullAt = 1 << 20

    /// Exchanges at which a block is full, so that seeking in a corpus of tiny exchanges stays fast.
    static let fullAtCount = 65_536

    private(set) var count = 0
    /// About how many bytes the content has so far.
    private(set) var size = 0
    private(set) var first = Timestamp(nanoseconds: 0)
    private(set) var last = Timestamp(nanoseconds: 0)

    private var starts: [Int64] = []
    private var times: [UInt64] = []  // Time to first byte + 1 and the rest of the duration + 1, in turn; 0 for nil.
    private var connections = ConnectionTable()
    private var connectionColumn = ByteWriter()
    private var methods = ByteTable()
    private var methodColumn = ByteWriter()
    private var authorities = ByteTable()
    private var authorityColumn = ByteWriter()
    private var targets = ByteTable()
    private var targetColumn = ByteWriter()
    private var fieldSets = FieldSetTable()
    private var fieldColumn = ByteWriter()
    private var trailerColumn = ByteWriter()
    private var bodies = ByteTable()
    private var bodyColumn = ByteWriter()
    private var flagColumn = ByteWriter()
    private var endingColumn = ByteWriter()
    private var statusColumn = ByteWriter()
    private var sizeColumn = ByteWriter()
    private var digests = DigestTable()
    private var digestColumn = ByteWriter()
    private var grpcColumn = ByteWriter()
    private var hasGRPC = false
    private var responses = ResponseColumns()
    private var links = LinkColumns()

    /// The bit beside the unit of time that says that the block has responses.
    static let hasResponses: UInt8 = 0x80
    /// The bit that says that it has links.
    static let hasLinks: UInt8 = 0x40

    /// Field lines at which a block is full, each exchange's written out: what they come to in the memory of a reader.
    static let fullAtFieldBytes = 64 << 20

    /// Whether the block should be written before another exchange comes.
    var isFull: Bool {
        size >= Self.fullAt || count >= Self.fullAtCount
            || fieldSets.wholeSize + responses.wholeSize >= Self.fullAtFieldBytes
    }

    mutating func append(_ exchange: borrowing Exchange) {
        if count == 0 { first = exchange.start }
        last = exchange.start
        count += 1
        starts.append(exchange.start.nanoseconds)
        connectionColumn.append(varint: UInt64(connections.number(of: exchange.connection)))
        append(exchange.request)
        append(exchange.outcome)
        size += responses.append(exchange.response) + links.append(exchange)
    }

    private mutating func append(_ request: borrowing RecordedRequest) {
        let before = methods.storage.count + authorities.storage.count + targets.storage.count + bodies.storage.count
        request.storage.withUnsafeBytes { all in
            func part(_ part: RecordedRequest.Part) -> UnsafeRawBufferPointer {
                // The subscript checks the range; the pointer does not leave the closure.
                UnsafeRawBufferPointer(rebasing: all[request.range(of: part)])
            }
            methodColumn.append(varint: UInt64(methods.index(of: part(.method))))
            authorityColumn.append(varint: UInt64(authorities.index(of: part(.authority))))
            targetColumn.append(varint: UInt64(targets.index(of: part(.target))))
            fieldColumn.append(varint: UInt64(fieldSets.index(of: part(.fields))))
            trailerColumn.append(varint: UInt64(fieldSets.index(of: part(.trailers))))
            bodyColumn.append(varint: UInt64(bodies.index(of: part(.body))))
        }
        let version: UInt8 =
            switch request.version {
            case nil: 0
            case .http10: 1
            case .http11: 2
            case .http2: 3
            }
        flagColumn.append(byte: version | (request.scheme?.rawValue ?? 0) << 2 | request.bodyState.rawValue << 4)
        let after = methods.storage.count + authorities.storage.count + targets.storage.count + bodies.storage.count
        size += after - before + fieldSets.takeGrowth() + 24
    }

    private mutating func append(_ outcome: borrowing Outcome) {
        endingColumn.append(byte: outcome.ending.rawValue)
        statusColumn.append(varint: outcome.status.map { UInt64($0) + 1 } ?? 0)
        times.append(Self.optional(outcome.timeToFirstByte))
        times.append(Self.optional(outcome.duration))
        sizeColumn.append(varint: Self.optional(outcome.responseSize))
        digestColumn.append(varint: UInt64(digests.number(of: outcome.responseDigest)))
        grpcColumn.append(varint: outcome.grpcStatus.map { UInt64($0.code) + 1 } ?? 0)
        if outcome.grpcStatus != nil { hasGRPC = true }
    }

    /// A value + 1, or 0 for none, held below 2⁶² so that a flag fits beside it: in nanoseconds that is 146 years.
    private static func optional(_ value: UInt64?) -> UInt64 {
        value.map { min($0, 1 << 62 - 2) + 1 } ?? 0
    }

    /// The block's content; the encoder is empty afterwards.
    mutating func finish() -> [UInt8] {
        let unit = TimeUnit.largest(dividing: starts, times)
        var content = ByteWriter()
        content.append(varint: UInt64(count))
        content.append(zigzag: first.nanoseconds)
        let flags = (responses.hasAny ? Self.hasResponses : 0) | (links.hasAny ? Self.hasLinks : 0)
        content.append(byte: unit.rawValue | flags)
        content.append(section: startColumn(unit))
        content.append(section: connections.encoded)
        content.append(section: connectionColumn.bytes)
        Self.append(methods, methodColumn, to: &content)
        Self.append(authorities, authorityColumn, to: &content)
        Self.append(targets, targetColumn, to: &content)
        fieldSets.append(to: &content)
        content.append(section: fieldColumn.bytes)
        content.append(section: trailerColumn.bytes)
        Self.append(bodies, bodyColumn, to: &content)
        content.append(section: flagColumn.bytes)
        content.append(section: endingColumn.bytes)
        content.append(section: statusColumn.bytes)
        let (firstByte, rest) = timeColumns(unit)
        content.append(section: firstByte)
        content.append(section: rest)
        content.append(section: sizeColumn.bytes)
        content.append(section: digests.encoded)
        content.append(section: digestColumn.bytes)
        content.append(section: hasGRPC ? grpcColumn.bytes : [])
        if responses.hasAny { responses.append(to: &content) }
        if links.hasAny { links.append(to: &content) }
        self = BlockEncoder()
        return content.bytes
    }

    private func startColumn(_ unit: TimeUnit) -> [UInt8] {
        var column = ByteWriter()
        var previous = first.nanoseconds
        for start in starts {
            column.append(varint: UInt64(bitPattern: start &- previous) / unit.nanoseconds)
            previous = start
        }
        return column.bytes
    }

    /// Times to the first byte; then what is left of the durations, or where that is less than nothing, the durations.
    private func timeColumns(_ unit: TimeUnit) -> (firstByte: [UInt8], rest: [UInt8]) {
        var firstByte = ByteWriter()
        var rest = ByteWriter()
        for index in stride(from: 0, to: times.count, by: 2) {
            let (first, duration) = (times[index], times[index + 1])
            firstByte.append(varint: first == 0 ? 0 : (first - 1) / unit.nanoseconds + 1)
            if duration == 0 {
                rest.append(varint: 0)
            } else if first != 0, duration >= first {
                rest.append(varint: ((duration - first) / unit.nanoseconds) << 1 | 1)
            } else {
                rest.append(varint: ((duration - 1) / unit.nanoseconds + 1) << 1)
            }
        }
        return (firstByte.bytes, rest.bytes)
    }

    private static func append(_ table: ByteTable, _ column: ByteWriter, to content: inout ByteWriter) {
        table.append(to: &content)
        content.append(section: column.bytes)
    }
}

extension ByteTable {
    /// The lengths of the strings as one section, and the strings as another.
    func append(to content: inout ByteWriter) {
        var lengths = ByteWriter()
        for index in 0..<count { lengths.append(varint: UInt64(range(at: index).count)) }
        content.append(section: lengths.bytes)
        content.append(section: storage)
    }
}

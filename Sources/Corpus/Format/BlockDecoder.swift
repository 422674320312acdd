import HTTPWire

/// One block's exchanges, read and checked; an exchange is put together when it is asked for.
///
/// A class, as a value with so many columns would be retained column by column for each exchange.
package final class ExchangeBlock: Sendable {
    /// How many there are.
    package let count: Int

    private let starts: [Int64]
    private let connections: [RecordedConnection]
    private let connectionColumn: [UInt32]
    private let methods: StringColumn
    private let methodColumn: [UInt32]
    private let authorities: StringColumn
    private let authorityColumn: [UInt32]
    private let targets: StringColumn
    private let targetColumn: [UInt32]
    private let fieldSets: StringColumn
    private let fieldColumn: [UInt32]
    private let trailerColumn: [UInt32]
    private let bodies: StringColumn
    private let bodyColumn: [UInt32]
    private let flags: [UInt8]
    private let endings: [UInt8]
    private let outcomes: OutcomeColumns
    /// Nil where no exchange of the block has one.
    private let responses: StoredResponses?
    /// As above.
    private let links: StoredLinks?

    /// Reads a block's content and checks every number in it, so that ``exchange(_:)`` cannot fail.
    init(_ content: [UInt8]) throws(ByteReader.Malformed) {
        var reader = ByteReader(content)
        // No writer writes more, and what is held of each in memory is many times what it takes here.
        count = try reader.count(atMost: min(content.count, BlockEncoder.fullAtCount))
        let base = try reader.zigzag()
        let unitByte = try reader.byte()
        guard let unit = TimeUnit(rawValue: unitByte & ~(BlockEncoder.hasResponses | BlockEncoder.hasLinks)) else {
            throw .init(what: "a unit of time that there is not")
        }
        starts = try Self.starts(try reader.section(), base: base, unit: unit, count: count)
        connections = try ConnectionTable.decode(try reader.section(), atMost: count)
        connectionColumn = try Self.column(try reader.section(), count: count, below: connections.count + 1)
        (methods, methodColumn) = try Self.strings(&reader, count: count)
        (authorities, authorityColumn) = try Self.strings(&reader, count: count)
        (targets, targetColumn) = try Self.strings(&reader, count: count)
        let lines = try StringColumn(try reader.section(), try reader.section())
        fieldSets = try FieldSetTable.decode(lines: lines, sets: try reader.section(), limit: Member.contentLimit)
        fieldColumn = try Self.column(try reader.section(), count: count, below: fieldSets.count)
        trailerColumn = try Self.column(try reader.section(), count: count, below: fieldSets.count)
        (bodies, bodyColumn) = try Self.strings(&reader, count: count)
        flags = try Self.bytes(try reader.section(), count: count) { $0 >> 2 & 3 < 3 && $0 >> 4 < 3 }
        endings = try Self.bytes(try reader.section(), count: count) { Outcome.Ending(rawValue: $0) != nil }
        outcomes = try OutcomeColumns(&reader, unit: unit, count: count)
        responses = unitByte & BlockEncoder.hasResponses == 0 ? nil : try StoredResponses(&reader, count: count)
        links =
            unitByte & BlockEncoder.hasLinks == 0
            ? nil
            : try StoredLinks(&reader, count: count) { [connections, connectionColumn] index in
                let number = Int(connectionColumn[index])
                return number == 0 ? 0 : connections[number - 1].id
            }
        guard reader.remaining == 0 else { throw .init(what: "bytes after the last column") }
    }

    /// When an exchange began.
    package func start(_ index: Int) -> Timestamp {
        Timestamp(nanoseconds: starts[index])
    }

    /// An exchange of the block, by its place from 0; has to be below ``count``.
    package func exchange(_ index: Int) -> Exchange {
        let connection = Int(connectionColumn[index])
        let flags = flags[index]
        let request = RecordedRequest(
            slices: methods[Int(methodColumn[index])],
            targets[Int(targetColumn[index])],
            authorities[Int(authorityColumn[index])],
            fieldSets[Int(fieldColumn[index])],
            body: bodies[Int(bodyColumn[index])],
            trailers: fieldSets[Int(trailerColumn[index])],
            version: Self.versions[Int(flags & 3)],
            scheme: RecordedRequest.Scheme(rawValue: flags >> 2 & 3),
            bodyState: RecordedRequest.BodyState(rawValue: flags >> 4) ?? .truncated
        )
        var exchange = Exchange(
            start: start(index),
            connection: connection == 0 ? nil : connections[connection - 1],
            request: request,
            outcome: outcomes.outcome(index, ending: Outcome.Ending(rawValue: endings[index]) ?? .unknown),
            response: responses?.response(index)
        )
        if let links { exchange.links = links.links(index) }
        return exchange
    }

    private static let versions: [HTTPVersion?] = [nil, .http10, .http11, .http2]
}

extension ExchangeBlock {
    private static func starts(
        _ section: ByteReader,
        base: Int64,
        unit: TimeUnit,
        count: Int
    ) throws(ByteReader.Malformed) -> [Int64] {
        var section = section
        var starts: [Int64] = []
        starts.reserveCapacity(count)
        // Counted from the earliest time that there is, so that a step may be longer than a signed number holds.
        var sinceEarliest = UInt64(bitPattern: base) ^ 1 << 63
        for _ in 0..<count {
            let (step, isTooLong) = try section.varint().multipliedReportingOverflow(by: unit.nanoseconds)
            let (next, isPastLast) = sinceEarliest.addingReportingOverflow(step)
            guard !isTooLong, !isPastLast else { throw .init(what: "a time past 64 bits") }
            sinceEarliest = next
            starts.append(Int64(bitPattern: next ^ 1 << 63))
        }
        guard section.remaining == 0 else { throw .init(what: "more times than exchanges") }
        return starts
    }

    /// A table of strings, and the column of their numbers.
    private static func strings(
        _ reader: inout ByteReader,
        count: Int
    ) throws(ByteReader.Malformed) -> (StringColumn, [UInt32]) {
        let strings = try StringColumn(try reader.section(), try reader.section(), atMost: count)
        return (strings, try column(try reader.section(), count: count, below: strings.count))
    }

    private static func column(
        _ section: ByteReader,
        count: Int,
        below limit: Int
    ) throws(ByteReader.Malformed) -> [UInt32] {
        var section = section
        var column: [UInt32] = []
        column.reserveCapacity(count)
        for _ in 0..<count { column.append(UInt32(truncatingIfNeeded: try section.count(atMost: limit - 1))) }
        guard section.remaining == 0 else { throw .init(what: "a column longer than the block") }
        return column
    }

    private static func bytes(
        _ section: ByteReader,
        count: Int,
        where isValid: (UInt8) -> Bool
    ) throws(ByteReader.Malformed) -> [UInt8] {
        var section = section
        guard section.remaining == count else { throw .init(what: "a column of another length than the block") }
        let bytes = Array(try section.bytes(count))
        guard bytes.allSatisfy(isValid) else { throw .init(what: "a flag that there is not") }
        return bytes
    }
}

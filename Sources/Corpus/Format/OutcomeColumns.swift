/// The columns of a block's outcomes, but for the endings.
struct OutcomeColumns: Sendable {
    private var statuses: [UInt16?] = []
    private var firstBytes: [UInt64?] = []
    private var durations: [UInt64?] = []
    private var sizes: [UInt64?] = []
    private var digests: [UInt32?] = []
    /// Empty where no exchange of the block is a call of gRPC.
    private var grpcStatuses: [GRPCStatus?] = []

    init(_ reader: inout ByteReader, unit: TimeUnit, count: Int) throws(ByteReader.Malformed) {
        var column = try reader.section()
        for _ in 0..<count {
            let status = try column.count(atMost: Int(UInt16.max) + 1)
            statuses.append(status == 0 ? nil : UInt16(status - 1))
        }
        column = try Self.next(&reader, after: column)
        for _ in 0..<count { firstBytes.append(try Self.time(try column.varint(), unit)) }
        column = try Self.next(&reader, after: column)
        for index in 0..<count { durations.append(try Self.duration(try column.varint(), unit, firstBytes[index])) }
        column = try Self.next(&reader, after: column)
        for _ in 0..<count {
            let size = try column.varint()
            sizes.append(size == 0 ? nil : size - 1)
        }
        column = try Self.next(&reader, after: column)
        let table = try DigestTable.decode(column)
        column = try reader.section()
        for _ in 0..<count {
            let number = try column.count(atMost: table.count)
            digests.append(number == 0 ? nil : table[number - 1])
        }
        guard column.remaining == 0 else { throw .init(what: "a column longer than the block") }
        column = try reader.section()
        guard column.remaining > 0 else { return }
        for _ in 0..<count {
            let status = try column.count(atMost: Int(UInt8.max) + 1)
            grpcStatuses.append(status == 0 ? nil : GRPCStatus(code: UInt8(status - 1)))
        }
        guard column.remaining == 0 else { throw .init(what: "a column longer than the block") }
    }

    func outcome(_ index: Int, ending: Outcome.Ending) -> Outcome {
        Outcome(
            ending: ending,
            status: statuses[index],
            timeToFirstByte: firstBytes[index],
            duration: durations[index],
            responseSize: sizes[index],
            responseDigest: digests[index],
            grpcStatus: grpcStatuses.isEmpty ? nil : grpcStatuses[index]
        )
    }

    private static func next(
        _ reader: inout ByteReader,
        after column: ByteReader
    ) throws(ByteReader.Malformed) -> ByteReader {
        guard column.remaining == 0 else { throw .init(what: "a column longer than the block") }
        return try reader.section()
    }

    /// A time in units + 1, or 0 for none.
    private static func time(_ value: UInt64, _ unit: TimeUnit) throws(ByteReader.Malformed) -> UInt64? {
        if value == 0 { return nil }
        let (time, overflow) = (value - 1).multipliedReportingOverflow(by: unit.nanoseconds)
        guard !overflow else { throw .init(what: "a time past 64 bits") }
        return time
    }

    /// Odd: what comes on top of the time to the first byte.
    ///
    /// Even: the duration itself, in units + 1, or 0 for none.
    private static func duration(
        _ value: UInt64,
        _ unit: TimeUnit,
        _ firstByte: UInt64?
    ) throws(ByteReader.Malformed) -> UInt64? {
        guard value & 1 == 1 else { return try time(value >> 1, unit) }
        let (rest, past) = (value >> 1).multipliedReportingOverflow(by: unit.nanoseconds)
        guard let firstByte, !past else { throw .init(what: "a duration without its beginning") }
        let (duration, overflow) = firstByte.addingReportingOverflow(rest)
        guard !overflow else { throw .init(what: "a time past 64 bits") }
        return duration
    }
}

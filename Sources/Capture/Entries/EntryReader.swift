import Corpus
import Foundation

/// Reads the exchanges of a HAR file or of JSON lines, entry by entry.
struct EntryReader {
    /// Connections of one input that are told apart at once.
    private static let connectionLimit = 65_536
    /// Numbers past it are taken for a mistake.
    private static let exportedConnectionLimit: UInt64 = 1 << 40
    private static let chunk = 256 << 10

    private let kind: InputKind
    private let reading: LogReading
    private let decoder = JSONDecoder()
    /// The most bytes of a response's body that are kept; nil where responses are not.
    private let responseLimit: Int?
    private var connections: [String: UInt64] = [:]
    private let firstConnection: UInt64
    private var nextConnection: UInt64
    private var told: Set<String> = []
    private var hasToldOfTimeZone = false
    private var hasToldOfRedaction = false

    /// What was read, and what was wrong.
    private(set) var books = EntryBooks()
    /// The access log that its lines are of; nil for HAR entries, and for lines that are read by a map.
    private var logFormat: AccessLogFormat?

    init(
        _ kind: InputKind,
        _ reading: LogReading = .recognised,
        firstConnection: UInt64,
        keepingResponses responseLimit: Int? = nil
    ) {
        self.responseLimit = responseLimit
        self.kind = kind
        self.reading = reading
        if kind == .alb {
            logFormat = .alb
        } else if kind == .jsonl, case .named(let format) = reading {
            logFormat = format
        }
        self.firstConnection = firstConnection
        nextConnection = firstConnection
    }

    /// The number that the next connection gets.
    var followingConnection: UInt64 { nextConnection }

    /// What the input turned out to be.
    var sourceKind: String {
        if let logFormat { return "\(logFormat.rawValue) log" }
        return isMapped ? "mapped log" : kind.rawValue
    }

    private var isMapped: Bool {
        if kind == .jsonl, case .mapped = reading { return true }
        return false
    }

    /// What no entry told.
    var absent: [String] {
        guard books.account.recorded > 0 else { return [] }
        let all = ["connection", "timeToFirstByte", "responseSize", "responseDigest"].filter { !told.contains($0) }
        return logFormat == nil && !isMapped ? all : ["requestBody"] + all
    }

    /// Reads an input to its end.
    ///
    /// - Parameters:
    ///   - badLimit: the most entries that may be bad.
    ///   - isStopped: whether to end with what was read.
    ///   - deliver: takes the exchanges.
    mutating func read(
        _ input: Input,
        badLimit: UInt64,
        unless isStopped: () -> Bool = { false },
        deliver: (Exchange) throws -> Void
    ) throws {
        var cutter = EntryCutter(kind)
        // Memory for what the system writes, given back at the end of this call; nobody keeps a pointer into it.
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunk, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            if isStopped() {
                return books.warn(
                    "reading it was stopped after \(books.account.total) entries; what follows is not recorded"
                )
            }
            let count = input.read(into: buffer)
            guard count > 0 else { break }
            // A read gives no more than the buffer has room for.
            try cutter.take(UnsafeRawBufferPointer(rebasing: buffer[..<count])) {
                try take($0, input, badLimit, deliver)
            }
            if cutter.isMalformed { break }
        }
        try cutter.finish { try take($0, input, badLimit, deliver) }
        if let unfinished = cutter.unfinished {
            books.account.total += 1
            try books.countBad("entry \(unfinished) is cut off", in: input, limit: badLimit)
        }
        if let fault = input.fault {
            books.warn("\(fault); all \(books.account.recorded) entries before that are used")
        } else if !cutter.isAtGoodEnd {
            let what = cutter.isMalformed ? "its JSON is malformed at about byte" : "it is cut off: it ends at byte"
            books.warn("\(what) \(input.position); all \(books.account.recorded) entries before that are used")
        }
    }

    private mutating func take(
        _ piece: EntryCutter.Piece,
        _ input: Input,
        _ badLimit: UInt64,
        _ deliver: (Exchange) throws -> Void
    ) throws {
        books.account.total += 1
        switch piece {
        case .tooLong(let number):
            try books.countBad(
                "\(place(number)) is longer than \(EntryCutter.entryLimit >> 20) MiB",
                in: input,
                limit: badLimit
            )
        case .entry(let bytes, let number):
            let exchange: Exchange
            do {
                exchange = try read(bytes)
            } catch HARProblem.notHTTP {
                books.account.notHTTP += 1
                return
            } catch {
                try books.countBad("\(place(number)): \(Self.reason(error))", in: input, limit: badLimit)
                return
            }
            books.account.recorded += 1
            note(exchange)
            try deliver(exchange)
        }
    }

    /// Reads an entry, which is HAR's in a HAR file, and in JSON lines one of those or of an access log.
    private mutating func read(_ bytes: [UInt8]) throws -> Exchange {
        if kind == .alb {
            guard let line = ALBLine.members(bytes) else { throw EntryProblem.notALB }
            return try take(AccessLogFormat.alb.request(line))
        }
        if kind == .jsonl, case .mapped(let map) = reading {
            return try take(map.request(LogText.line(bytes, decoder)))
        }
        if let logFormat {
            let line = try LogText.line(bytes, decoder)
            // Entries of HAR may follow; a recognised log is no promise.
            if reading == .recognised, line.has("startedDateTime") { return try readEntry(bytes) }
            return try take(logFormat.request(line))
        }
        do {
            return try readEntry(bytes)
        } catch let error as DecodingError {
            guard kind == .jsonl, books.account.recorded == 0, let line = try? LogText.line(bytes, decoder) else {
                throw error
            }
            guard let format = AccessLogFormat(line) else {
                throw line.has("startedDateTime") ? error : EntryProblem.unknownLog
            }
            logFormat = format
            return try take(format.request(line))
        }
    }

    private mutating func readEntry(_ bytes: [UInt8]) throws -> Exchange {
        let entry = try decoder.decode(HAREntry.self, from: Data(bytes))
        return try entry.exchange(connection: connection(of: entry), keepingResponses: responseLimit)
    }

    private mutating func take(_ request: LoggedRequest) throws -> Exchange {
        if !request.hasTimeZone, !hasToldOfTimeZone {
            hasToldOfTimeZone = true
            books.warn("its times do not say what they are ahead of UTC; they are taken for UTC")
        }
        if request.hasRedactedFields, !hasToldOfRedaction {
            hasToldOfRedaction = true
            books.warn(
                "it says REDACTED in place of some fields' values; its requests are recorded without these fields"
            )
        }
        return try request.exchange(connection: request.connectionKey.map { connection(known: $0) })
    }

    private mutating func connection(of entry: HAREntry) -> UInt64? {
        // A corpus that comes back from an export keeps its numbers, behind those of the inputs before it.
        if let exported = entry.exportedConnection, exported > 0, exported < Self.exportedConnectionLimit {
            let number = firstConnection - 1 + exported
            nextConnection = max(nextConnection, number + 1)
            return number
        }
        return entry.connectionKey.map { connection(known: $0) }
    }

    /// The number of the connection that a text tells from others.
    private mutating func connection(known key: String) -> UInt64 {
        if let known = connections[key] { return known }
        if connections.count >= Self.connectionLimit { connections.removeAll(keepingCapacity: true) }
        defer { nextConnection += 1 }
        connections[key] = nextConnection
        return nextConnection
    }

    private mutating func note(_ exchange: Exchange) {
        guard told.count < 4 else { return }
        if exchange.connection != nil { told.insert("connection") }
        if exchange.outcome.timeToFirstByte != nil { told.insert("timeToFirstByte") }
        if exchange.outcome.responseSize != nil { told.insert("responseSize") }
        if exchange.outcome.responseDigest != nil { told.insert("responseDigest") }
    }

    private func place(_ number: UInt64) -> String {
        kind == .har ? "entry \(number)" : "line \(number)"
    }

    /// Why an entry cannot be read, in a few words.
    private static func reason(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, let context):
            "no \((context.codingPath.map(\.stringValue) + [key.stringValue]).joined(separator: "."))"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            context.codingPath.isEmpty
                ? "no JSON object"
                : "\(context.codingPath.map(\.stringValue).joined(separator: ".")) is of another type than in a HAR entry"
        case DecodingError.dataCorrupted: "no JSON"
        case let problem as HARProblem: problem.description
        case let problem as EntryProblem: problem.description
        default: "it cannot be read"
        }
    }
}

import Corpus

/// Reads the exchanges of a GoReplay file: requests, and the responses that were recorded with them, by their numbers.
struct GorReader {
    /// Requests that wait for their response at once; past it, the oldest is given out without one.
    private static let waitingLimit = 65_536

    /// Bytes that those requests hold together; past it, the oldest is given out without its response.
    var heldLimit = 64 << 20
    private static let chunk = 256 << 10

    private struct Waiting: Sendable {
        var start: Timestamp
        var request: RecordedRequest

        /// Bytes of memory that it holds, near enough.
        var size: Int { request.range(of: .trailers).upperBound }
    }

    private var waiting = AgedDictionary<[UInt8], Waiting>()
    private var held = 0
    private var hasResponses = false

    /// What was read, and what was wrong.
    private(set) var books = EntryBooks()
    /// Responses whose request was not there.
    private(set) var orphans: UInt64 = 0
    /// Requests that were given out before their response could come, as too many waited.
    private(set) var givenUp: UInt64 = 0

    /// What no payload told.
    var absent: [String] {
        ["connection", "timeToFirstByte"] + (hasResponses ? [] : ["response"])
    }

    /// Reads an input to its end.
    ///
    /// - Parameters:
    ///   - badLimit: the most payloads that may be bad.
    ///   - isStopped: whether to end with what was read.
    ///   - deliver: takes the exchanges.
    mutating func read(
        _ input: Input,
        badLimit: UInt64,
        unless isStopped: () -> Bool = { false },
        deliver: (Exchange) throws -> Void
    ) throws {
        var cutter = GorCutter()
        // Memory for what the system writes, given back at the end of this call; nobody keeps a pointer into it.
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunk, alignment: 16)
        defer { buffer.deallocate() }
        while !isStopped() {
            let count = input.read(into: buffer)
            guard count > 0 else { break }
            // A read gives no more than the buffer has room for.
            try cutter.take(UnsafeRawBufferPointer(rebasing: buffer[..<count])) {
                try take($0, input, badLimit, deliver)
            }
        }
        while let oldest = waiting.removeOldest() { try give(oldest, nil, deliver) }
        if isStopped() {
            books.warn("reading it was stopped after \(books.account.total) requests; what follows is not recorded")
        } else if let fault = input.fault {
            books.warn("\(fault); all \(books.account.recorded) requests before that are used")
        } else if cutter.isUnfinished {
            books.warn(
                "it is cut off: it ends at byte \(input.position); all \(books.account.recorded) requests before that are used"
            )
        }
    }

    private mutating func take(
        _ piece: GorCutter.Piece,
        _ input: Input,
        _ badLimit: UInt64,
        _ deliver: (Exchange) throws -> Void
    ) throws {
        switch piece {
        case .tooLong(let number):
            try countBad("payload \(number) is longer than \(EntryCutter.entryLimit >> 20) MiB", input, badLimit)
        case .payload(let bytes, let number):
            guard let payload = GorPayload(bytes) else {
                return try countBad("payload \(number) has no line of type, number and time", input, badLimit)
            }
            switch payload.kind {
            case .request: try take(request: payload, number, input, badLimit, deliver)
            case .response: try take(response: payload, deliver)
            case .replayedResponse: break
            }
        }
    }

    private mutating func take(
        request payload: GorPayload,
        _ number: UInt64,
        _ input: Input,
        _ badLimit: UInt64,
        _ deliver: (Exchange) throws -> Void
    ) throws {
        guard let request = payload.request() else {
            return try countBad("payload \(number) is no HTTP request", input, badLimit)
        }
        books.account.total += 1
        books.account.recorded += 1
        // A number that comes again is another request's.
        if let earlier = waiting.remove(payload.id) { try give(earlier, nil, deliver) }
        let open = Waiting(start: payload.time, request: request)
        held += open.size
        waiting.insert(open, for: payload.id)
        while waiting.count > Self.waitingLimit || (held > heldLimit && waiting.count > 1),
            let oldest = waiting.removeOldest()
        {
            givenUp += 1
            try give(oldest, nil, deliver)
        }
    }

    private mutating func take(response payload: GorPayload, _ deliver: (Exchange) throws -> Void) throws {
        hasResponses = true
        guard let open = waiting.remove(payload.id) else {
            orphans += 1
            return
        }
        try give(open, payload.outcome(toHead: open.request.method == "HEAD"), deliver)
    }

    private mutating func give(_ open: Waiting, _ outcome: Outcome?, _ deliver: (Exchange) throws -> Void) throws {
        held -= open.size
        // A file without responses says nothing of how it went.
        let missing = Outcome(ending: hasResponses ? .noResponse : .unknown)
        try deliver(
            Exchange(start: open.start, connection: nil, request: open.request, outcome: outcome ?? missing)
        )
    }

    private mutating func countBad(_ problem: String, _ input: Input, _ badLimit: UInt64) throws {
        books.account.total += 1
        try books.countBad(problem, in: input, limit: badLimit)
    }
}

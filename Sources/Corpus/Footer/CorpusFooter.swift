/// What a corpus says of itself at its end.
public struct CorpusFooter: Sendable, Equatable, Codable {
    /// The blocks, in the order of the file and of time.
    public internal(set) var index: [BlockEntry] = []
    /// What all exchanges come to.
    public internal(set) var totals = CorpusTotals()
    /// The recording's own figures, by endpoint, in the order in which they first came.
    public internal(set) var endpoints: [EndpointBaseline] = []
    /// Where the exchanges come from.
    public internal(set) var provenance = Provenance()

    /// The size of the corpus's file, as the index has it: up to the footer.
    package var fileSize: UInt64 { index.last.map { $0.offset &+ $0.length } ?? 0 }

    init() {}
}

/// Where a block is, and what it holds.
public struct BlockEntry: Sendable, Hashable, Codable {
    /// Bytes before it in the file.
    public internal(set) var offset: UInt64
    /// Its bytes in the file.
    public internal(set) var length: UInt64
    /// Its exchanges.
    public internal(set) var count: Int
    /// When the first of them began.
    public internal(set) var first: Timestamp
    /// When the last of them began.
    public internal(set) var last: Timestamp
}

/// What all exchanges of a corpus come to.
public struct CorpusTotals: Sendable, Hashable, Codable {
    /// Exchanges.
    public internal(set) var exchanges: UInt64 = 0
    /// When the first of them began; nil where there is none.
    public internal(set) var first: Timestamp?
    /// When the last of them began.
    public internal(set) var last: Timestamp?
    /// Recorded connections.
    public internal(set) var connections: UInt64 = 0
    /// The largest number of a connection; nil in a corpus of an earlier Spammer.
    package internal(set) var highestConnection: UInt64?
    /// Bytes of the requests' bodies.
    public internal(set) var requestBodyBytes: UInt64 = 0
    /// Bytes of the responses' bodies.
    public internal(set) var responseBodyBytes: UInt64 = 0
    /// Exchanges by the host that they were for; the most frequent ones, the rest under `(other)`.
    public internal(set) var hosts: [String: UInt64] = [:]
    /// Exchanges by the server's address; as `hosts`.
    public internal(set) var servers: [String: UInt64] = [:]
    /// Exchanges by the client's address, without its port; as `hosts`.
    ///
    /// Nil in a corpus of an earlier Spammer.
    public internal(set) var clients: [String: UInt64]?
    /// The sizes of the requests' bodies that are not empty; nil in a corpus of an earlier Spammer.
    public internal(set) var requestBodySizes: SizeHistogram?
    /// The sizes of the responses' bodies that are not empty, as far as they are known; as `requestBodySizes`.
    public internal(set) var responseBodySizes: SizeHistogram?
    /// Exchanges whose response is kept, and not its size and its digest only; nil where none is.
    public internal(set) var keptResponses: UInt64?
    /// Of those, the ones with their body; nil where none has it.
    public internal(set) var keptResponseBodies: UInt64?
    /// Bytes of those bodies, equal ones each time that they came; nil where there is none.
    public internal(set) var keptResponseBodyBytes: UInt64?
    /// What requests sent back of earlier responses' values; nil where nobody looked for it.
    package internal(set) var correlation: CorrelationTotals?
    /// CRC-32 over the blocks' contents, so that two corpora of the same exchanges are known as such.
    public internal(set) var contentDigest: UInt32 = 0

    /// Nanoseconds from the first request to the last.
    public var span: UInt64 {
        guard let first, let last else { return 0 }
        return last.nanoseconds(since: first)
    }
}

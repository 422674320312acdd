import Corpus

/// Which responses of a corpus are looked through for values, and which requests get them.
struct LinkPlan: Sendable {
    /// How a value is written in a request.
    struct Writing: Sendable {
        var use: ValueUse
        var isEscaped: Bool
    }

    /// The places in responses that some request of the corpus needs.
    let places: [ValuePlace]

    private let numbers: [ValueSource: Int]
    private let ofEndpoint: [String: [Int]]

    init(_ totals: CorrelationTotals) {
        let sources = totals.places
        places = sources.map(\.place)
        numbers = Dictionary(sources.enumerated().map { ($1, $0) }) { first, _ in first }
        ofEndpoint = Dictionary(grouping: sources.indices) { sources[$0].endpoint }
    }

    /// The links of a request; nil where it sends nothing back and nothing of its response is needed.
    ///
    /// - Parameters:
    ///   - element: the exchange that it is of.
    ///   - request: the request as it was encoded, which middleware may have changed.
    ///   - encoded: its bytes; asked for only where they are needed.
    ///   - endpoint: the name of its endpoint.
    ///   - isSource: whether its response is one that later requests can name.
    ///   - pass: which pass over the corpus it is.
    func links(
        of element: ReplayStream.Element,
        request: RecordedRequest,
        encoded: () -> [UInt8],
        endpoint: String,
        isSource: Bool,
        pass: Int
    ) -> RequestLinks? {
        let exchange = element.exchange
        let sources = isSource ? ofEndpoint[endpoint] ?? [] : []
        guard !sources.isEmpty || !exchange.links.isEmpty else { return nil }
        let run = ReplayStream.number(ofCopy: element.copy, pass: pass)
        let own = Self.number(exchange.connection?.id ?? 0, exchange.start, run)
        guard !exchange.links.isEmpty else { return RequestLinks(exchange: own, sources: sources) }
        guard let layout = EncodedLayout(encoded()) else {
            return RequestLinks(exchange: own, sources: sources, unplaced: exchange.links.count)
        }
        var uses: [RequestLinks.Use] = []
        for link in exchange.links {
            guard let range = layout.place(of: link, recorded: exchange.request, sent: request) else { continue }
            uses.append(
                RequestLinks.Use(
                    exchange: Self.number(link.connection, link.start(before: exchange.start), run),
                    // A place past what the corpus lists has no number, and is looked for in no response.
                    source: numbers[link.source] ?? -1,
                    range: range,
                    writing: Writing(use: link.use, isEscaped: link.isEscaped)
                )
            )
        }
        uses.sort { $0.range.lowerBound < $1.range.lowerBound }
        let apart = Self.apart(uses)
        return RequestLinks(
            exchange: own,
            sources: sources,
            uses: apart,
            unplaced: exchange.links.count - apart.count,
            length: layout.length
        )
    }

    /// Those that begin behind the end of the one before.
    private static func apart(_ uses: [RequestLinks.Use]) -> [RequestLinks.Use] {
        uses.reduce(into: []) { kept, use in
            if kept.last.map({ $0.range.upperBound <= use.range.lowerBound }) ?? true { kept.append(use) }
        }
    }

    private static func number(_ connection: UInt64, _ start: Timestamp, _ run: UInt64) -> UInt64 {
        SplitMix64.mixed(SplitMix64.mixed(UInt64(bitPattern: start.nanoseconds) &+ run) &+ connection)
    }
}

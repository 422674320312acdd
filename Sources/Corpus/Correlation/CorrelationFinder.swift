import HTTPWire

/// Finds which values of a session's requests its earlier responses gave.
///
/// A session is a client's address; a connection, where the address is not known. It keeps no value: a digest of each, of 128
/// bits, in two tables of bounded size. When the first is full it becomes the second, and what was in that one is let go.
package struct CorrelationFinder: Sendable {
    /// A value of a session.
    private struct Key: Hashable {
        var first: UInt64
        var second: UInt64
    }

    /// Where a value came from first.
    private struct Origin {
        var connection: UInt64
        var start: Timestamp
        /// When it was there for the client.
        var available: Timestamp
        var source: Int
    }

    private var recent: [Key: Origin] = [:]
    private var older: [Key: Origin] = [:]
    private var endpoints: EndpointTable
    private var sources: [ValueSource] = []
    private var numbers: [ValueSource: Int] = [:]
    private var identities = ExchangeIdentities()

    /// Values of a table; one takes about 80 bytes.
    private let mostValues: Int
    /// Values of one response.
    private static let mostOfResponse = 512
    /// Places in responses that are told apart.
    static let mostSources = 4096

    /// Knows of no response yet.
    ///
    /// - Parameters:
    ///   - patterns: the endpoints that the user names.
    ///   - mostValues: values in each of its two tables.
    package init(patterns: [EndpointPattern], mostValues: Int = 1 << 18) {
        endpoints = EndpointTable(patterns: patterns)
        self.mostValues = mostValues
    }

    /// The links of an exchange, and takes note of what its response gives.
    ///
    /// Exchanges have to come about in the order of their start.
    package mutating func links(of exchange: Exchange) -> [ValueLink] {
        let session = Self.session(of: exchange.connection)
        var own: Set<Key> = []
        var links: [ValueLink] = []
        let (start, connection) = (exchange.start, exchange.connection?.id ?? 0)
        let hasResponse = exchange.response != nil
        if hasResponse || !recent.isEmpty || !older.isEmpty {
            var tokens = RequestTokens(exchange.request)
            tokens.visit { token in
                let key = Self.key(token.value, session)
                if hasResponse { own.insert(key) }
                guard links.count < ValueLink.mostOfRequest, let origin = origin(of: key), origin.available <= start,
                    origin.start < start || origin.connection != connection
                else { return false }
                links.append(
                    ValueLink(
                        source: sources[origin.source],
                        connection: origin.connection,
                        age: start.nanoseconds(since: origin.start),
                        use: token.use,
                        isEscaped: token.isEscaped,
                        range: token.range
                    )
                )
                return true
            }
        }
        if let response = exchange.response { take(response, of: exchange, session, own) }
        // A piece may be found twice, whole and in a field with the same bytes; places are in order, and apart.
        links.sort { ($0.use.part.rawValue, $0.range.lowerBound) < ($1.use.part.rawValue, $1.range.lowerBound) }
        return links
    }

    private mutating func origin(of key: Key) -> Origin? {
        if let origin = recent[key] { return origin }
        guard let origin = older.removeValue(forKey: key) else { return nil }
        keep(origin, for: key)
        return origin
    }

    /// Takes the values of a response that the session did not have from an earlier one, nor sent with this request.
    private mutating func take(
        _ response: RecordedResponse,
        of exchange: Exchange,
        _ session: UInt64,
        _ own: Set<Key>
    ) {
        let number = endpoints.index(of: exchange.request)
        let (start, connection) = (exchange.start, exchange.connection?.id ?? 0)
        guard identities.isFirst(start: start, connection: connection, endpoint: number) else { return }
        let outcome = exchange.outcome
        let head = start.advanced(by: outcome.timeToFirstByte ?? outcome.duration ?? 0)
        let end = start.advanced(by: outcome.duration ?? outcome.timeToFirstByte ?? 0)
        let values = ResponseValues(fieldLines: response.fieldLines[...], body: response.body ?? [])
        for found in values.distinctive(atMost: Self.mostOfResponse) {
            let key = Self.key(found.value[...], session)
            guard !own.contains(key), origin(of: key) == nil else { continue }
            let place = ValueSource(endpoint: endpoints.names[number], place: found.place)
            guard let source = self.number(of: place) else { continue }
            var available = head
            if case .json = found.place { available = end }
            keep(Origin(connection: connection, start: start, available: available, source: source), for: key)
        }
    }

    private mutating func keep(_ origin: Origin, for key: Key) {
        if recent.count >= mostValues {
            older = recent
            recent = [:]
        }
        recent[key] = origin
    }

    private mutating func number(of source: ValueSource) -> Int? {
        if let number = numbers[source] { return number }
        guard sources.count < Self.mostSources else { return nil }
        numbers[source] = sources.count
        sources.append(source)
        return sources.count - 1
    }

    // MARK: - Digests

    private static func session(of connection: RecordedConnection?) -> UInt64 {
        guard let connection else { return 0 }
        guard let client = connection.client else { return digest([], from: connection.id ^ 0x9E37_79B9_7F4A_7C15) }
        let port = client.utf8.lastIndex(of: ASCII.colon) ?? client.utf8.endIndex
        // An address of IPv6 without brackets has no port.
        let isBare = client.utf8.first != UInt8(ascii: "[") && client.utf8[..<port].contains(ASCII.colon)
        return digest(isBare ? client.utf8[...] : client.utf8[..<port], from: 1)
    }

    private static func key(_ value: ArraySlice<UInt8>, _ session: UInt64) -> Key {
        Key(first: digest(value, from: session), second: digest(value, from: ~session &* 0x9E37_79B9_7F4A_7C15))
    }

    /// FNV-1a, with its bits mixed at both ends.
    private static func digest(_ bytes: some Sequence<UInt8>, from seed: UInt64) -> UInt64 {
        let mixed: UInt64 = bytes.reduce(0xCBF2_9CE4_8422_2325 ^ spread(seed)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return spread(mixed)
    }

    private static func spread(_ word: UInt64) -> UInt64 {
        var word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}

/// Tells exchanges that nothing tells apart: those of an endpoint that began at the same instant on one connection, as far as the
/// recording knows.
///
/// A value's source is named by these three, so that only the first such exchange can be one.
package struct ExchangeIdentities: Sendable {
    private var start: Timestamp?
    private var seen: Set<[UInt64]> = []

    package init() {}

    /// Whether no earlier exchange has the same.
    package mutating func isFirst(start: Timestamp, connection: UInt64, endpoint: Int) -> Bool {
        if self.start != start {
            self.start = start
            if !seen.isEmpty { seen.removeAll(keepingCapacity: true) }
        }
        return seen.insert([connection, UInt64(truncatingIfNeeded: endpoint)]).inserted
    }
}

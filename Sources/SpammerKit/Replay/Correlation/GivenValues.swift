/// The values that responses of the target gave, by the exchange, within bounds of memory.
///
/// Those that were used last are in one table, those before them in another; when the first is full it becomes the second, and
/// what was in that one is let go.
struct GivenValues {
    /// What is known of a value.
    enum Answer: Equatable {
        case value([UInt8])
        /// The response has come, without it.
        case none
        /// The response has not come, or has failed.
        case unknown
    }

    /// What one response gave.
    private struct Response {
        var values: [(source: Int, value: [UInt8])]
        var bytes: Int { values.reduce(GivenValues.overhead) { $0 + $1.value.count + 48 } }
    }

    private var recent: [UInt64: Response] = [:]
    private var recentBytes = 0
    private var older: [UInt64: Response] = [:]
    /// Responses that were let go.
    private(set) var forgotten: UInt64 = 0

    /// Bytes past which the first table is full; the second one has as many at most.
    private let mostBytes: Int
    /// What a response takes beside its values.
    private static let overhead = 100

    init(mostBytes: Int = 2 << 20) {
        self.mostBytes = mostBytes
    }

    /// Takes what a response gave; of exchanges that nothing tells apart, each adds to the others.
    mutating func take(_ values: [(source: Int, value: [UInt8])], of exchange: UInt64) {
        bringBack(exchange)
        var response = recent[exchange] ?? Response(values: [])
        if recent[exchange] != nil { recentBytes -= response.bytes }
        response.values.removeAll { old in values.contains { $0.source == old.source } }
        response.values += values
        recentBytes += response.bytes
        recent[exchange] = response
    }

    /// The value that a response gave at a place.
    mutating func value(of exchange: UInt64, at source: Int) -> Answer {
        bringBack(exchange)
        guard let response = recent[exchange] else { return .unknown }
        return response.values.first { $0.source == source }.map { .value($0.value) } ?? .none
    }

    private mutating func bringBack(_ exchange: UInt64) {
        if recentBytes > mostBytes {
            forgotten &+= UInt64(older.count)
            older = recent
            recent = [:]
            recentBytes = 0
        }
        guard recent[exchange] == nil, let response = older.removeValue(forKey: exchange) else { return }
        recentBytes += response.bytes
        recent[exchange] = response
    }
}

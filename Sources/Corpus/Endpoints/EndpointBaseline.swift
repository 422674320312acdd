/// What the recording says of one endpoint: how often it was called, and how that went.
public struct EndpointBaseline: Sendable, Equatable {
    /// The endpoint's name, `GET /users/{id}`.
    public internal(set) var name: String
    /// Its exchanges.
    public internal(set) var count: UInt64 = 0
    /// How often each status was answered.
    public internal(set) var statuses: [UInt16: UInt64] = [:]
    /// Exchanges without a whole response.
    public internal(set) var incomplete: UInt64 = 0
    /// Bytes of the responses' bodies.
    public internal(set) var responseBytes: UInt64 = 0
    /// From the requests' first bytes to the responses' last.
    package internal(set) var duration = LatencyHistogram()
    /// From the requests' first bytes to the responses' first.
    package internal(set) var timeToFirstByte = LatencyHistogram()

    init(name: String) {
        self.name = name
    }

    mutating func add(_ outcome: Outcome) {
        count += 1
        if let status = outcome.status { statuses[status, default: 0] += 1 }
        if outcome.ending != .complete && outcome.ending != .unknown { incomplete += 1 }
        responseBytes &+= outcome.responseSize ?? 0
        if let time = outcome.duration { duration.record(time) }
        if let time = outcome.timeToFirstByte { timeToFirstByte.record(time) }
    }
}

/// A request and what became of it.
public struct Exchange: Sendable, Hashable {
    /// When the request's first byte was seen.
    public var start: Timestamp

    /// The connection it was on; nil where the source does not tell.
    public var connection: RecordedConnection?

    /// The request.
    public var request: RecordedRequest

    /// What became of it.
    public var outcome: Outcome

    /// The response itself; nil where the recording was not asked to keep it, or there was none.
    public var response: RecordedResponse?

    /// The values of the request that earlier responses gave, in the order of their places; empty where the recording was not
    /// asked to find them.
    package var links: [ValueLink] = []

    /// An exchange of its parts.
    public init(
        start: Timestamp,
        connection: RecordedConnection?,
        request: RecordedRequest,
        outcome: Outcome,
        response: RecordedResponse? = nil
    ) {
        self.start = start
        self.connection = connection
        self.request = request
        self.outcome = outcome
        self.response = response
    }
}

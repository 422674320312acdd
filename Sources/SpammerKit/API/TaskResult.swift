/// Did the task fail or succeed.
public enum TaskState: String, Sendable, Hashable, Codable {
    /// The task did what it was to do.
    case success
    /// It did not.
    case failure
}

/// The result of one task.
public struct TaskResult: Sendable {
    /// Did the task fail or succeed.
    public var state: TaskState

    /// Why it failed, in a few words.
    ///
    /// The log and the summary count equal reasons together, so leave out what differs each time.
    public var reason: String?

    /// How long the request took, where the task sent one.
    ///
    /// Without it the run takes the time from the instant at which the task was meant to begin to its end.
    public var responseTime: Duration?

    /// What the requester measured, where the result was made from its response.
    package var exchange: ExchangeTimings?

    /// A result.
    ///
    /// - Parameters:
    ///   - state: did the task fail or succeed.
    ///   - reason: why it failed, for the log.
    ///   - responseTime: how long its request took, for the summary.
    public init(_ state: TaskState, reason: String? = nil, responseTime: Duration? = nil) {
        self.state = state
        self.reason = reason
        self.responseTime = responseTime
    }
}

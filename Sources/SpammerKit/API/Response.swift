package import Requester

/// What came back for a request, or why nothing did.
public struct Response: Sendable {
    /// What the requester measured.
    package let outcome: WireOutcome

    package init(_ outcome: WireOutcome) {
        self.outcome = outcome
    }

    /// The status code; nil where no response came.
    public var status: Int? { outcome.status == 0 ? nil : Int(outcome.status) }

    /// The first bytes of the body, as many as were asked for, without the chunked framing.
    public var body: [UInt8] { outcome.body }

    /// Bytes of the body that came, kept or not.
    public var bodySize: UInt64 { outcome.responseBytes }

    /// Bytes of a streamed request body that went out before its end, or the response's; 0 for a body that was in memory.
    public var uploadedSize: UInt64 { outcome.uploadedBytes }

    /// Why no whole response came: `connect refused`; nil where one did.
    public var failure: String? { outcome.failure?.message }

    /// Whether a whole response came, with a status below 400.
    public var isSuccess: Bool { outcome.failure == nil && (1..<400).contains(outcome.status) }

    /// From the first byte sent to the last byte of the response, or to the failure.
    public var responseTime: Duration {
        .nanoseconds(Int64(clamping: outcome.lastByte &- min(outcome.sent, outcome.lastByte)))
    }

    /// From the first byte sent to the first byte of the response; nil where no byte came.
    public var timeToFirstByte: Duration? {
        guard outcome.firstByte >= outcome.sent, outcome.firstByte != 0 else { return nil }
        return .nanoseconds(Int64(clamping: outcome.firstByte &- outcome.sent))
    }

    /// The result of a task that is this one request: a success for a status below 400, else a failure with its reason.
    public var result: TaskResult { TaskResult(outcome, recordedStatus: 0) }

    /// A success if `condition` holds, else a failure with the reason; the times are the response's either way.
    ///
    /// ```swift
    /// let response = try await requester.get(url)
    /// return response.result(if: response.status == 201, reason: "not created")
    /// ```
    public func result(if condition: Bool, reason: String) -> TaskResult {
        var result = result
        guard outcome.failure == nil else { return result }
        result.state = condition ? .success : .failure
        result.reason = condition ? nil : reason
        result.exchange?.failure = nil
        return result
    }
}

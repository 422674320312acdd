/// A request that has not been answered yet, and who waits for its outcome.
struct PendingRequest {
    let request: WireRequest
    /// When it was given to the requester.
    let queued: UInt64
    /// When it has to be over.
    let deadline: UInt64
    /// What makes its body; nil where all of it is in the request's bytes.
    let upload: Upload?
    private let waiter: UnsafeContinuation<WireOutcome, Never>

    init(
        _ request: WireRequest,
        queued: UInt64,
        upload: Upload? = nil,
        waiter: UnsafeContinuation<WireOutcome, Never>
    ) {
        self.request = request
        self.queued = queued
        deadline = queued.addingReportingOverflow(request.timeout).overflow ? .max : queued + request.timeout
        self.upload = upload
        self.waiter = waiter
    }

    /// Gives the outcome; exactly once for each request.
    func complete(_ outcome: WireOutcome) {
        guard let upload else { return waiter.resume(returning: outcome) }
        upload.stop()
        var outcome = outcome
        outcome.uploadedBytes = upload.given
        waiter.resume(returning: outcome)
    }

    /// Gives the outcome of a request of which nothing was sent.
    func complete(_ failure: RequestFailure, at now: UInt64, connectTime: UInt64 = 0) {
        var outcome = WireOutcome()
        outcome.lastByte = now
        outcome.connectTime = connectTime
        outcome.failure = failure
        complete(outcome)
    }
}

import Analysis
package import Requester

extension TaskResult {
    /// The result of a request that the requester has ended.
    ///
    /// - Parameters:
    ///   - outcome: what became of it.
    ///   - recordedStatus: the status that it should have; 0 for any below 400.
    package init(_ outcome: WireOutcome, recordedStatus: UInt16) {
        var timings = ExchangeTimings(outcome)
        if let failure = outcome.failure {
            self.init(.failure, reason: failure.message)
        } else if recordedStatus != 0 ? outcome.status == recordedStatus : outcome.status < 400 {
            self.init(.success)
        } else {
            timings.failure = .status
            let reason =
                recordedStatus != 0 ? "status \(recordedStatus) became \(outcome.status)" : "status \(outcome.status)"
            self.init(.failure, reason: reason)
        }
        exchange = timings
        responseTime = .nanoseconds(Int64(clamping: outcome.lastByte &- min(outcome.sent, outcome.lastByte)))
    }
}

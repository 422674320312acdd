import Analysis
package import Corpus
package import Requester

extension TaskResult {
    /// The result of a request that the requester has ended.
    ///
    /// - Parameters:
    ///   - outcome: what became of it.
    ///   - recordedStatus: the status that it should have; 0 for any below 400.
    ///   - recordedCall: how a call of gRPC should end; nil for well, where it is one.
    package init(_ outcome: WireOutcome, recordedStatus: UInt16, grpc recordedCall: GRPCStatus? = nil) {
        let call = outcome.grpcStatus.map(GRPCStatus.init)
        var timings = ExchangeTimings(outcome)
        if let failure = outcome.failure {
            self.init(.failure, reason: failure.message)
        } else if let kind = FailureKind.ofStatus(outcome.status, recorded: recordedStatus) {
            timings.failure = kind
            let reason =
                recordedStatus != 0 ? "status \(recordedStatus) became \(outcome.status)" : "status \(outcome.status)"
            self.init(.failure, reason: reason)
        } else if let call, call != recordedCall ?? .ok {
            // Its HTTP status says nothing: that is 200 for nearly all.
            timings.failure = .status
            self.init(.failure, reason: recordedCall.map { "gRPC \($0) became \(call)" } ?? "gRPC \(call)")
        } else {
            self.init(.success)
        }
        exchange = timings
        responseTime = .nanoseconds(Int64(clamping: outcome.lastByte &- min(outcome.sent, outcome.lastByte)))
    }
}

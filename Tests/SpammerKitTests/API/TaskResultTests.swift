import Analysis
import Corpus
import Requester
import Testing

@testable import SpammerKit

@Suite("What a request's outcome makes of its task")
struct TaskResultTests {
    private func result(
        _ status: UInt16,
        call: UInt8? = nil,
        recorded: UInt16 = 0,
        recordedCall: UInt8? = nil
    ) -> TaskResult {
        var outcome = WireOutcome()
        outcome.status = status
        outcome.grpcStatus = call
        return TaskResult(outcome, recordedStatus: recorded, grpc: recordedCall.map(GRPCStatus.init))
    }

    @Test("a status passes where it is the recorded one, or below 400 where none was recorded")
    func statuses() {
        #expect(result(200).state == .success)
        #expect(result(404).reason == "status 404")
        #expect(result(404, recorded: 404).state == .success)
        #expect(result(200, recorded: 404).reason == "status 404 became 200")
    }

    @Test("a call of gRPC passes where it ends as it was recorded, or well where none was recorded")
    func calls() {
        #expect(result(200, call: 0).state == .success)
        #expect(result(200, call: 14).reason == "gRPC UNAVAILABLE")
        #expect(result(200, call: 14).exchange?.failure == .status)
        #expect(result(200, call: 5, recorded: 200, recordedCall: 5).state == .success)
        #expect(result(200, call: 14, recorded: 200, recordedCall: 0).reason == "gRPC OK became UNAVAILABLE")
        // Its status says more, where that is another one.
        #expect(result(503, call: 14, recorded: 200, recordedCall: 0).reason == "status 200 became 503")
    }
}

import Corpus
import HTTPWire

@testable import StandIn

/// Exchanges of a small service.
enum Recorded {
    static func exchange(
        _ method: String = "GET",
        _ target: String = "/",
        status: UInt16? = 200,
        size: UInt64? = 0,
        firstByte: UInt64? = 0,
        duration: UInt64? = 0,
        ending: Outcome.Ending = .complete
    ) -> Exchange {
        Exchange(
            start: Timestamp(nanoseconds: 0),
            connection: nil,
            request: RecordedRequest(
                method: Array(method.utf8),
                target: Array(target.utf8),
                authority: [],
                fields: [],
                version: .http11,
                scheme: .http
            ),
            outcome: Outcome(
                ending: ending,
                status: status,
                timeToFirstByte: firstByte,
                duration: duration,
                responseSize: size
            )
        )
    }
}

/// A stand-in for some exchanges.
func serve(_ exchanges: [Exchange], latency: StandInServer.Latency = .none) async throws -> StandInServer {
    var rest = exchanges.makeIterator()
    return try await StandInServer.start(service: RecordedService { rest.next() }, latency: latency)
}

import Requester

/// Sends the requests of a corpus, each at the instant that the replay's schedule gives it.
///
/// A response with another status than the recorded one is a failure, and a call of gRPC that ends otherwise. Where no status was
/// recorded, one of 400 or more is.
package struct ReplaySpammer: Spammer {
    private let requester: PooledRequester
    /// The sessions' cookies; nil where they are sent as recorded.
    private let cookies: ReplayCookies?

    /// A spammer that sends through a requester.
    init(requester: PooledRequester, cookies: ReplayCookies? = nil) {
        self.requester = requester
        self.cookies = cookies
    }

    package func task() async throws -> TaskResult {
        throw ReplayError.noRequest
    }

    package nonisolated(nonsending) func task(for arrival: Arrival) async throws -> TaskResult {
        guard let request = arrival.request else { throw ReplayError.noRequest }
        let outcome =
            if let cookies, request.session != 0 {
                await cookies.send(request.wire, session: request.session, with: requester)
            } else {
                await requester.send(request.wire)
            }
        return TaskResult(outcome, recordedStatus: request.recordedStatus, grpc: request.recordedGRPCStatus)
    }
}

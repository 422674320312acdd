import Requester

/// Sends the requests of a corpus, each at the instant that the replay's schedule gives it.
///
/// A response with another status than the recorded one is a failure, and a call of gRPC that ends otherwise. Where no status was
/// recorded, one of 400 or more is.
package struct ReplaySpammer: Spammer {
    private let requester: PooledRequester
    /// The sessions' cookies; nil where they are sent as recorded.
    private let cookies: ReplayCookies?
    /// The values that the target gave; nil where recorded ones are sent back.
    private let correlation: ReplayCorrelation?

    /// Compares responses with the recorded ones; nil where nobody does.
    private let checker: ResponseChecker?

    /// A spammer that sends through a requester.
    init(
        requester: PooledRequester,
        cookies: ReplayCookies? = nil,
        correlation: ReplayCorrelation? = nil,
        checker: ResponseChecker? = nil
    ) {
        self.requester = requester
        self.cookies = cookies
        self.correlation = correlation
        self.checker = checker
    }

    package func task() async throws -> TaskResult {
        throw ReplayError.noRequest
    }

    package nonisolated(nonsending) func task(for arrival: Arrival) async throws -> TaskResult {
        guard let request = arrival.request else { throw ReplayError.noRequest }
        let outcome: WireOutcome
        if let correlation, let links = request.links {
            outcome = await send(correlation.prepared(request.wire, links), session: request.session)
            correlation.take(outcome, links)
        } else {
            outcome = await send(request.wire, session: request.session)
        }
        if let checker, let expected = request.expected {
            checker.take(outcome, expected, exchange: request.exchange, offset: arrival.offset)
        }
        return TaskResult(outcome, recordedStatus: request.recordedStatus, grpc: request.recordedGRPCStatus)
    }

    private nonisolated(nonsending) func send(_ request: WireRequest, session: UInt64) async -> WireOutcome {
        guard let cookies, session != 0 else { return await requester.send(request) }
        return await cookies.send(request, session: session, with: requester)
    }
}

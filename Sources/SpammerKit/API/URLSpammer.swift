package import Requester

/// Sends one request again and again: the simplest spammer there is.
package struct URLSpammer: Spammer {
    private let requester: PooledRequester
    private let request: Request

    /// A spammer that sends `request` through a requester.
    package init(_ request: Request, requester: PooledRequester) {
        self.request = request
        self.requester = requester
    }

    package func task() async throws -> TaskResult {
        TaskResult(await requester.send(request.wire), recordedStatus: 0)
    }
}

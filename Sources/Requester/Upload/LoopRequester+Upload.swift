import NIOCore

// Requests with streamed bodies. They take the way that all others take; beside it there is only their cancellation.
extension LoopRequester {
    /// Sends a request with a streamed body, from any thread; once, from the moment at which its sequence is asked.
    ///
    /// Where the calling task is cancelled, the exchange ends as cancelled.
    nonisolated(nonsending) func send(_ request: WireRequest, streaming body: RequestBodyStream) async -> WireOutcome {
        let began = NIODeadline.now().uptimeNanoseconds
        let upload = Upload(body, on: loop, executor, looks)
        return await withTaskCancellationHandler {
            let outcome = await attempt(request, upload, isRetry: false)
            guard configuration.retries > 0 else { return outcome }
            return await again(request, outcome, from: began) { request in
                await self.attempt(request, upload, isRetry: true)
            }
        } onCancel: {
            loop.execute { self.cancel(request, upload) }
        }
    }

    private nonisolated(nonsending) func attempt(
        _ request: WireRequest,
        _ upload: Upload,
        isRetry: Bool
    ) async -> WireOutcome {
        await withUnsafeContinuation { waiter in
            if loop.inEventLoop { return submit(request, isRetry: isRetry, upload: upload, waiter: waiter) }
            loop.execute { self.submit(request, isRetry: isRetry, upload: upload, waiter: waiter) }
        }
    }

    private func cancel(_ request: WireRequest, _ upload: Upload) {
        upload.isCancelled = true
        if upload.hasBegun {
            upload.abort(.taskCancelled)
        } else {
            abandon(upload, of: PoolKey(origin: request.origin, connection: request.connection))
        }
    }
}

extension RequestFailure {
    /// The task that sent a streamed body was cancelled.
    static let taskCancelled = RequestFailure(.cancelled, "the task that sent it")
}

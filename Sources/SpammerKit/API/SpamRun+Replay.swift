import Requester

extension SpamRun {
    /// A replay of a corpus: each request at its recorded instant, to a target, and compared with the recording.
    ///
    /// ```swift
    /// let run = try await SpamRun.replay("service.corpus", to: "http://staging:8080", speed: 2) { request in
    ///     guard !request.target.hasPrefix("/health") else { return nil }
    ///     var request = request
    ///     request["X-Tenant"] = "blue"
    ///     return request
    /// }
    /// let result = try await run.run()
    /// ```
    ///
    /// Requests are changed ahead of time, on a thread of their own, so that a slow closure costs no punctuality as long as it
    /// keeps up with the pace.
    ///
    /// - Parameters:
    ///   - corpus: the corpus's path.
    ///   - targets: `http://staging:8080` for all requests, `api.prod=http://staging:8080` for those that were recorded for a
    ///     host; without one for all, requests for other hosts are left out and counted.
    ///   - speed: how many times as fast as recorded; above 0.
    ///   - connectionPoolSize: the most connections that are open at once, at least 1.
    ///   - timeout: how long a request may take.
    ///   - logFile: the log goes here and to standard output; nil for standard output only. A file that is there is renamed
    ///     with its time.
    ///   - outputJSON: the summary goes here; nil for none. A file that is there is renamed with its time.
    ///   - rewriting: called for each request in the order of the recording, and gives what is sent in its place; nil to send
    ///     nothing, which the summary counts. What is no request is left out, and counted.
    /// - Throws: an error where the corpus cannot be read or holds nothing, or a target is none, or is where it was recorded.
    public static func replay(
        _ corpus: String,
        to targets: String...,
        speed: Double = 1,
        connectionPoolSize: Int = 300,
        timeout: Duration = .seconds(30),
        logFile: String? = "output.log",
        outputJSON: String? = "result.json",
        rewriting: (@Sendable (ReplayRequest) -> ReplayRequest?)? = nil
    ) async throws -> SpamRun {
        guard speed.isFinite, speed > 0 else { throw SpamRunError.speed(speed) }
        var options = ReplayOptions(corpus: corpus, targets: try ReplayTargets(targets))
        options.pace = .recorded(speed: speed)
        options.timeout = timeout.nanoseconds
        options.middleware = rewriting.map { .closure($0) }
        var configuration = RequesterConfiguration()
        configuration.connectionPoolSize = max(1, connectionPoolSize)
        configuration.timeout = timeout.nanoseconds
        let requester = PooledRequester(
            systemTLS: configuration,
            group: PooledRequester.loops(for: options.targets.origins, configuration.http)
        )
        do {
            var plan = try await Replay(options, requester: requester).plan
            plan.logFile = logFile
            plan.outputJSON = outputJSON
            plan.onTeardown = { await requester.shutdown() }
            return SpamRun(plan)
        } catch {
            await requester.shutdown()
            throw error
        }
    }
}

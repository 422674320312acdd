/// A description of a task that a ``SpamRun`` does again and again, at the pace that it is given.
///
/// Write ``task()``; the run does the rest. One value serves all tasks, many of them at once, so what changes between
/// them belongs in an actor or behind a lock.
///
/// ```swift
/// struct FrontPage: Spammer {
///     let requester = SpammerRequester(connectionPoolSize: 300)
///
///     func task() async throws -> TaskResult {
///         try await requester.get("http://localhost:8080/").result
///     }
/// }
/// ```
public protocol Spammer: Sendable {
    /// Does the task once.
    ///
    /// A task that throws has failed, with the error as its reason. One that does not return by the end of the run is
    /// counted as unfinished. Tasks run on the run's event loops: wait with `await`, never by blocking the thread.
    func task() async throws -> TaskResult

    /// Does the task for one arrival; calls ``task()`` unless the spammer has its own.
    ///
    /// - Parameter arrival: which arrival it is, and when it was meant to be.
    nonisolated(nonsending) func task(for arrival: Arrival) async throws -> TaskResult

    /// Called once, when all tasks have ended and before the summary is written.
    func teardown() async throws
}

extension Spammer {
    /// Calls ``task()``.
    public nonisolated(nonsending) func task(for arrival: Arrival) async throws -> TaskResult {
        try await task()
    }

    /// Does nothing.
    public func teardown() async throws {}
}

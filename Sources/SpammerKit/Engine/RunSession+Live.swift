import Logging
import Report

/// What serves a run to those who watch it.
struct LiveView: Sendable {
    /// Takes the snapshots.
    let run: LiveRun
    /// Serves them.
    let server: LiveServer
}

extension RunSession {
    /// Begins to serve the run where an address is held for it.
    func startLive(_ listener: LiveListener?) async throws -> LiveView? {
        guard let listener else { return nil }
        let run = LiveRun { await self.summarySoFar() }
        let server = try await listener.serve(run)
        log.info(
            "The run can be watched at http://\(server.address)/; its metrics are at http://\(server.address)/metrics"
        )
        return LiveView(run: run, server: server)
    }
}

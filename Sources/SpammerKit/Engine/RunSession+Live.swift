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
    /// Begins to serve the run, where that was asked for.
    ///
    /// - Throws: ``LiveServerError`` where the address cannot be listened on.
    func startLive() async throws -> LiveView? {
        guard let address = plan.live else { return nil }
        let run = LiveRun { await self.summarySoFar() }
        let server = try await LiveServer.start(address, run: run)
        log.info(
            "The run can be watched at http://\(server.address)/; its metrics are at http://\(server.address)/metrics"
        )
        return LiveView(run: run, server: server)
    }
}

import ArgumentParser
import SpammerKit
import UnixSignals

/// Runs a run, and ends it in good order on SIGINT or SIGTERM: the first stops and drains, the second does not wait.
struct RunRunner {
    private let run: SpamRun

    init(_ plan: RunPlan) {
        run = SpamRun(plan)
    }

    init(_ run: SpamRun) {
        self.run = run
    }

    func run() async throws -> RunResult {
        let run = run
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        let watcher = Task {
            for await _ in signals { run.stop() }
        }
        defer { watcher.cancel() }
        return try await run.run()
    }
}

extension RunResult {
    /// The process's exit code, as the result says.
    var exitCode: ExitCode {
        switch verdict {
        case .pass: .success
        case .invalid: .invalidRun
        case .fail: .regression
        }
    }
}

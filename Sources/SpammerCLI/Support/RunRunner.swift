import Analysis
import ArgumentParser
import SpammerKit
import UnixSignals

/// Runs a run, and ends it in good order on SIGINT or SIGTERM: the first stops and drains, the second does not wait.
struct RunRunner {
    private let run: SpamRun
    private let history: HistoryOptions
    private let isQuiet: Bool

    /// A run by a plan, which goes into the history when it is over.
    init(_ plan: RunPlan, keptIn history: HistoryOptions) {
        run = SpamRun(plan)
        self.history = history
        isQuiet = !plan.logsToStandardOutput
    }

    /// What came of the run, which is kept; where it could not do all that it was to, the result has the reason.
    func run() async throws -> RunResult {
        let origin = history.origin()
        let result = try await runToItsEnd()
        // A shard is no run by itself; what all of them are merged to is, and `history add` takes it.
        guard result.summary.shard == nil else { return result }
        let note = history.keep(result.summary, origin)
        if let note, !isQuiet { StandardOutput.write(note) }
        return result
    }

    private func runToItsEnd() async throws -> RunResult {
        let run = run
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        let watcher = Task {
            for await _ in signals { run.stop() }
        }
        defer { watcher.cancel() }
        return try await run.runToItsEnd()
    }
}

extension RunResult {
    /// What the command ends with: the run's failure, or the process's exit code, as the result says.
    var ending: any Error {
        if let failure { return failure }
        return exitCode
    }

    /// The process's exit code, as the result says.
    var exitCode: ExitCode {
        switch verdict {
        case .pass: .success
        case .invalid: .invalidRun
        case .fail: .regression
        }
    }
}

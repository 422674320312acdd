import Analysis
import Logging
import NIOCore
import Report

/// Looks at a run under way once a second: says how far it is and whether it keeps up, and ends it where it was asked to.
struct RunMonitor: Sendable {
    let plan: RunPlan
    let drivers: [LoopDriver]
    let log: Logger
    /// Where the lines of progress go.
    let progressLog: Logger
    /// Where the progress is drawn; nil where it is only told in lines.
    let screen: TerminalScreen?
    /// Where those who watch are told; nil where nobody can.
    let live: LiveServer?
    /// When the run began, by the monotonic clock.
    let start: UInt64
    /// Ends the run.
    let abort: @Sendable (AbortedRun) -> Void

    /// Looks again and again, until the task is cancelled or the drivers are gone.
    ///
    /// - Returns: The progress that there was at the end.
    func watch() async -> RunProgress {
        let clock = ContinuousClock()
        let now = NIODeadline.now().uptimeNanoseconds
        let first = clock.now.advanced(by: .nanoseconds(Int64(clamping: max(start, now) &- now)))
        let conditions = AbortConditions(plan.abortConditions)
        var isAborted = false
        var seconds = 1
        var progress = RunProgress(
            runtime: length,
            askedRate: plan.askedRate,
            latenessLimit: plan.gate.latenessLimit
        )
        while !Task.isCancelled {
            // Absolute instants here too, so that the lines of a long run stay a second apart.
            try? await clock.sleep(until: first.advanced(by: .seconds(seconds)))
            if Task.isCancelled { break }
            seconds += 1
            guard await look(&progress) else { return progress }
            report(progress)
            if let conditions, !isAborted, !isOver, let aborted = await met(conditions) {
                isAborted = true
                abort(aborted)
            }
        }
        _ = await look(&progress)
        return progress
    }

    /// Takes in what happened since the last look; false where the drivers are gone.
    private func look(_ progress: inout RunProgress) async -> Bool {
        guard let whole = await takeInterval() else { return false }
        progress.add(
            whole.interval,
            inFlight: whole.inFlight,
            phase: whole.isSending ? .sending : .draining,
            elapsed: elapsed
        )
        return true
    }

    private func report(_ progress: RunProgress) {
        let text = ProgressText(
            progress.interval,
            elapsed: progress.elapsed,
            runtime: progress.runtime,
            intervalSeconds: 1,
            inFlight: progress.inFlight
        )
        progressLog.info("\(text.line())")
        if let warning = text.cannotKeepUp(limit: progress.latenessLimit) { log.warning("\(warning)") }
        live?.publish(progress)
        screen?.draw { ProgressBlock(progress).lines(columns: $0, $1) }
    }

    private func takeInterval() async -> LoopInterval? {
        var whole = LoopInterval(interval: RunInterval(), inFlight: 0, isSending: false)
        for driver in drivers {
            guard let part = try? await driver.takeInterval().get() else { return nil }
            whole.interval.merge(part.interval)
            whole.inFlight += part.inFlight
            whole.isSending = whole.isSending || part.isSending
        }
        return whole
    }

    private func met(_ conditions: AbortConditions) async -> AbortedRun? {
        var whole = RunSoFar()
        for driver in drivers {
            guard let part = try? await driver.soFar(conditions.needs).get() else { return nil }
            whole.merge(part)
        }
        let (run, recording) = whole.figures(
            names: plan.endpoints(),
            seconds: max(0, elapsed - Double(plan.limits.warmup) / 1e9),
            askedRate: plan.askedRate
        )
        return conditions.met(in: run, recording: recording)
    }

    /// Seconds since the run began.
    private var elapsed: Double {
        let now = NIODeadline.now().uptimeNanoseconds
        return Double(now &- min(start, now)) / 1e9
    }

    /// Seconds that the run sends; nil where nobody knows.
    private var length: Double? { (plan.schedule.length ?? plan.duration).map { Double($0) / 1e9 } }

    /// Whether everything was sent, so that there is nothing left to end.
    private var isOver: Bool { length.map { elapsed >= $0 } ?? false }
}

import Analysis
import Foundation
import Logging
import NIOCore
import NIOPosix
import Report
import Requester
import Synchronization

/// One run under way: its drivers, its log, and what is done when they have ended.
final class RunSession: Sendable {
    /// From the order to begin to the first arrival, so that no loop begins late.
    private static let leadTime: Int64 = 20_000_000

    private let plan: RunPlan
    private let log: Logger
    private let drivers: [LoopDriver]
    private let setAside: [String]

    /// Makes the files and the drivers.
    ///
    /// - Throws: ``OutputFileError`` where a file cannot be made.
    init(_ plan: RunPlan) throws {
        self.plan = plan
        var setAside: [String] = []
        for path in [plan.logFile, plan.outputJSON].compactMap(\.self) {
            if let earlier = try OutputFile(path: path).setAsideEarlier() { setAside.append("\(path) is now \(earlier)") }
        }
        self.setAside = setAside
        let sink = try RunLogHandler.Sink(path: plan.logFile, toStandardOutput: plan.logsToStandardOutput)
        log = Logger(label: "spammer.run") { _ in RunLogHandler(sink: sink) }
        let loops = Array(plan.group.makeIterator())
        var limits = plan.limits
        limits.inFlight = max(1, plan.limits.inFlight / max(1, loops.count))
        drivers = loops.enumerated().map { index, loop in
            LoopDriver(
                loop: loop,
                spammer: plan.spammer,
                source: plan.schedule.source(loop: index, of: loops.count, on: loop),
                limits: limits,
                recorder: RunRecorder()
            )
        }
    }

    func stop() {
        log.info("Stopping: no more are sent; waiting for those under way")
        for driver in drivers { driver.stop() }
    }

    func stopNow() {
        for driver in drivers { driver.stopNow() }
    }

    /// Runs to the end.
    func run() async throws -> RunResult {
        for line in setAside { log.info("An earlier file was in the way: \(line)") }
        try plan.onStart()
        let startedAt = Date()
        let start = (NIODeadline.now() + .nanoseconds(Self.leadTime)).uptimeNanoseconds
        log.info("Starting: \(plan.schedule.summary)")
        for driver in drivers { driver.run(from: start) }
        let recorder = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await self.reportProgress(from: start) }
            let recorder = try await self.outcomes()
            group.cancelAll()
            return recorder
        }
        let ended = NIODeadline.now().uptimeNanoseconds
        do {
            try await plan.spammer.teardown()
        } catch {
            log.error("teardown failed: \(error)")
        }
        return try await finish(recorder, startedAt: startedAt, took: ended &- min(start, ended))
    }

    private func outcomes() async throws -> RunRecorder {
        var whole = RunRecorder()
        for driver in drivers { whole.merge(try await driver.outcome.get()) }
        return whole
    }

    /// Once a second: how far it is, and whether it keeps up.
    private func reportProgress(from start: UInt64) async {
        let clock = ContinuousClock()
        let first = clock.now.advanced(by: .nanoseconds(Self.leadTime))
        var seconds = 1
        while !Task.isCancelled {
            // Absolute instants here too, so that the lines of a long run stay a second apart.
            try? await clock.sleep(until: first.advanced(by: .seconds(seconds)))
            if Task.isCancelled { return }
            seconds += 1
            guard let progress = await snapshot() else { return }
            let elapsed = NIODeadline.now().uptimeNanoseconds &- start
            log.info("\(ProgressText.line(progress, elapsed: elapsed, length: plan.duration ?? plan.schedule.length))")
            if let lateness = progress.excessLateness(plan.latenessLimit) {
                log.warning("Can't keep up! \(lateness)")
            }
        }
    }

    private func snapshot() async -> ProgressSnapshot? {
        var whole: ProgressSnapshot?
        for driver in drivers {
            guard let part = try? await driver.snapshot().get() else { return nil }
            if whole == nil { whole = part } else { whole?.merge(part) }
        }
        return whole
    }

    private func finish(_ recorder: RunRecorder, startedAt: Date, took: UInt64) async throws -> RunResult {
        let seconds = Double(took) / 1e9
        var summary = recorder.summary(
            endpoints: plan.endpoints(),
            rps: plan.rps ?? plan.schedule.rate ?? (seconds > 0 ? Double(recorder.books.sent) / seconds : 0),
            runtime: plan.runtime ?? seconds,
            startedAt: startedAt,
            pacing: plan.schedule.summary,
            configuration: plan.configuration,
            latenessLimit: plan.latenessLimit
        )
        summary.tookSeconds = seconds
        if let requester = plan.requester { summary.connections = await requester.statistics().summary }
        plan.onEnd(&summary)
        for line in SummaryText.lines(summary) { log.info("\(line)") }
        if let path = plan.outputJSON { try write(summary, to: path) }
        return RunResult(summary)
    }

    private func write(_ summary: RunSummary, to path: String) throws {
        do {
            try summary.json().write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw OutputFileError(path: path, problem: String(describing: error))
        }
        log.info("The summary is in \(path)")
    }
}

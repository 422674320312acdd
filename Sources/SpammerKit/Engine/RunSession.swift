import Analysis
import Corpus
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
    static let leadTime: Int64 = 20_000_000

    let plan: RunPlan
    let log: Logger
    /// Where the tables go, below the log's lines.
    private let pages: RunLogHandler
    /// For what a terminal shows in its block of progress.
    private let progressLog: Logger
    /// Where the progress is drawn; nil where it is told in lines.
    private let screen: TerminalScreen?
    let drivers: [LoopDriver]
    private let setAside: [String]
    /// When it was told to stop, by the monotonic clock.
    let stoppedAt = Mutex<UInt64?>(nil)
    /// The condition that ended it.
    let aborted = Mutex<AbortedRun?>(nil)
    /// When it began; nil before that.
    let began = Mutex<Start?>(nil)

    /// Makes the files and the drivers.
    ///
    /// - Throws: ``OutputFileError`` where a file cannot be made.
    init(_ plan: RunPlan) throws {
        self.plan = plan
        var setAside: [String] = []
        let files = [plan.logFile, plan.outputJSON, plan.outputHTML].compactMap(\.self).map(OutputFile.init)
        // All of them before the first is renamed, and before anything is sent.
        for file in files { try file.check() }
        for file in files {
            if let earlier = try file.setAsideEarlier() { setAside.append("\(file.path) is now \(earlier)") }
        }
        self.setAside = setAside
        let screen = plan.terminal.map { TerminalScreen($0) }
        let sink = try RunLogHandler.Sink(
            path: plan.logFile,
            toStandardOutput: plan.logsToStandardOutput,
            screen: screen
        )
        self.screen = screen
        let handler = RunLogHandler(sink: sink)
        pages = handler
        log = Logger(label: "spammer.run") { _ in handler }
        progressLog = Logger(label: "spammer.progress") { _ in RunLogHandler(sink: sink, .progress) }
        let loops = Array(plan.group.makeIterator())
        drivers = loops.enumerated().map { index, loop in
            var limits = plan.limits
            // The rest of the division goes to the first loops, so that the sum is what was asked for.
            let share = plan.limits.inFlight / loops.count + (index < plan.limits.inFlight % loops.count ? 1 : 0)
            limits.inFlight = max(1, share)
            limits.closedFor = plan.duration
            return LoopDriver(
                loop: loop,
                spammer: plan.spammer,
                source: plan.schedule.source(loop: index, of: loops.count, on: loop),
                limits: limits
            )
        }
    }

    func stop() {
        let now = NIODeadline.now().uptimeNanoseconds
        stoppedAt.withLock { $0 = $0 ?? now }
        log.info("Stopping: no more are sent; waiting for those in flight")
        for driver in drivers { driver.stop() }
    }

    /// Ends the run before its time, unless it was told to stop already.
    private func abort(_ aborted: AbortedRun) {
        guard stoppedAt.withLock({ $0 == nil }) else { return }
        self.aborted.withLock { $0 = aborted }
        log.error("\(aborted.sentence)")
        stop()
    }

    func stopNow() {
        for driver in drivers { driver.stopNow() }
    }

    /// Runs to the end.
    ///
    /// - Parameter listener: the address that is held for those who watch; nil where nobody does.
    func run(watchedAt listener: LiveListener?) async throws -> RunResult {
        defer { screen?.end() }
        let live = try await startLive(listener)
        do {
            let (result, progress) = try await run(live)
            await live?.server.finish(progress)
            return result
        } catch {
            await live?.server.finish(nil)
            throw error
        }
    }

    private func run(_ live: LiveView?) async throws -> (RunResult, RunProgress) {
        for line in setAside { log.info("An earlier file was in the way: \(line)") }
        for line in plan.announcement { log.info("\(line)") }
        try plan.onStart()
        for line in await plan.prepare() { log.info("\(line)") }
        let floor = await drivers.first.asyncMap { await TimerFloor.measure(on: $0.loop) }
        let start = startInstant()
        began.withLock { $0 = start }
        log.info("Starting: \(plan.pace)")
        for driver in drivers { driver.run(from: start.monotonic) }
        let monitor = RunMonitor(
            plan: plan,
            drivers: drivers,
            log: log,
            progressLog: progressLog,
            screen: screen,
            live: live?.server,
            start: start.monotonic
        ) { self.abort($0) }
        let progress = Task { await monitor.watch() }
        let record = try await outcomes(from: start.monotonic)
        progress.cancel()
        screen?.end()
        let last = await progress.value
        let ended = NIODeadline.now().uptimeNanoseconds
        do {
            try await plan.spammer.teardown()
        } catch {
            log.error("teardown failed: \(error)")
        }
        return (try await finish(record, start, timerFloor: floor, to: ended, live), last)
    }

    /// The instant of the first arrival, by both clocks.
    struct Start {
        var wall: Timestamp
        var monotonic: UInt64
        /// The instant at which it was to be; nil for none.
        var asked: Timestamp?
    }

    /// The instant that was asked for, or the next one where that is over.
    private func startInstant() -> Start {
        let now = (wall: Timestamp.now, monotonic: NIODeadline.now().uptimeNanoseconds)
        let earliest = now.wall.advanced(by: UInt64(Self.leadTime))
        let asked = plan.start.instant(now: now.wall)
        let wall = max(asked ?? earliest, earliest)
        if let asked {
            if asked < earliest {
                let late = Double(earliest.nanoseconds(since: asked)) / 1e9
                log.warning("The run starts \(late.shortest) s later than at \(asked)")
            } else {
                log.info(
                    "The run starts at \(asked), in \((Double(asked.nanoseconds(since: now.wall)) / 1e9).shortest) s"
                )
            }
        }
        return Start(wall: wall, monotonic: now.monotonic &+ wall.nanoseconds(since: now.wall), asked: asked)
    }

    private func outcomes(from start: UInt64) async throws -> LoopRecord {
        var whole = LoopRecord(origin: start, warmup: plan.limits.warmup)
        for driver in drivers { whole.merge(try await driver.outcome().get()) }
        return whole
    }

    // MARK: - When it is over

    private func finish(
        _ record: LoopRecord,
        _ begin: Start,
        timerFloor: LatencyHistogram?,
        to end: UInt64,
        _ live: LiveView?
    ) async throws -> RunResult {
        var context = await context(of: record, begin, to: end)
        context.timerFloor = timerFloor
        await plan.onTeardown()
        var failure: (any Error)?
        do {
            try plan.onEnd(&context)
        } catch {
            failure = error
            context.failure = String(describing: error)
        }
        let summary = RunSummary(record.judged, context)
        await live?.run.finish(summary)
        pages.page("The run is over") { SummaryText(summary).text($0) }
        if let comparison = summary.comparison {
            pages.page("The replay beside the recording") { ComparisonText(comparison).text($0) }
        }
        // What cannot be written fails the run when all else is: the other files, and the history, are worth having.
        for write in [writeSummary, writePage] {
            do {
                try write(summary)
            } catch {
                failure = failure ?? error
            }
        }
        if let path = plan.logFile { log.info("This log is in \(path)") }
        return RunResult(summary, failure: failure)
    }

    private func writeSummary(_ summary: RunSummary) throws {
        guard let path = plan.outputJSON else { return }
        try OutputFile(path: path).write(try summary.json())
        if path != "-" { log.info("The summary is in \(path)") }
    }

    private func writePage(_ summary: RunSummary) throws {
        guard let path = plan.outputHTML else { return }
        try OutputFile(path: path).write(Data(ReportPage(summary).html.utf8))
        if path != "-" { log.info("The page is in \(path)") }
    }
}

extension Optional {
    /// What an asynchronous closure makes of the value; nil where there is none.
    fileprivate func asyncMap<Result>(_ transform: (Wrapped) async -> Result) async -> Result? {
        guard let self else { return nil }
        return await transform(self)
    }
}

extension Timestamp {
    /// The wall clock's instant.
    static var now: Timestamp {
        Timestamp(nanoseconds: Int64(Date().timeIntervalSince1970 * 1e9))
    }
}

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

    private let plan: RunPlan
    private let log: Logger
    /// For what a terminal shows in its block of progress.
    private let progressLog: Logger
    /// Where the progress is drawn; nil where it is told in lines.
    private let screen: TerminalScreen?
    private let drivers: [LoopDriver]
    private let setAside: [String]
    /// When it was told to stop, by the monotonic clock.
    private let stoppedAt = Mutex<UInt64?>(nil)
    /// The condition that ended it.
    private let aborted = Mutex<AbortedRun?>(nil)

    /// Makes the files and the drivers.
    ///
    /// - Throws: ``OutputFileError`` where a file cannot be made.
    init(_ plan: RunPlan) throws {
        self.plan = plan
        var setAside: [String] = []
        for path in [plan.logFile, plan.outputJSON, plan.outputHTML].compactMap(\.self) where path != "-" {
            if let earlier = try OutputFile(path: path).setAsideEarlier() {
                setAside.append("\(path) is now \(earlier)")
            }
        }
        self.setAside = setAside
        let screen = plan.terminal.map { TerminalScreen($0) }
        let sink = try RunLogHandler.Sink(
            path: plan.logFile,
            toStandardOutput: plan.logsToStandardOutput,
            screen: screen
        )
        self.screen = screen
        log = Logger(label: "spammer.run") { _ in RunLogHandler(sink: sink) }
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
    func run() async throws -> RunResult {
        defer { screen?.end() }
        for line in setAside { log.info("An earlier file was in the way: \(line)") }
        for line in plan.announcement { log.info("\(line)") }
        try plan.onStart()
        for line in await plan.prepare() { log.info("\(line)") }
        let floor = await drivers.first.asyncMap { await TimerFloor.measure(on: $0.loop) }
        let start = startInstant()
        log.info("Starting: \(plan.pace)")
        for driver in drivers { driver.run(from: start.monotonic) }
        let monitor = RunMonitor(
            plan: plan,
            drivers: drivers,
            log: log,
            progressLog: progressLog,
            screen: screen,
            start: start.monotonic
        ) { self.abort($0) }
        let progress = Task { await monitor.watch() }
        let record = try await outcomes(from: start.monotonic)
        progress.cancel()
        screen?.end()
        let ended = NIODeadline.now().uptimeNanoseconds
        do {
            try await plan.spammer.teardown()
        } catch {
            log.error("teardown failed: \(error)")
        }
        return try await finish(record, start, timerFloor: floor, to: ended)
    }

    /// The instant of the first arrival, by both clocks.
    private struct Start {
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
        for driver in drivers { whole.merge(try await driver.outcome.get()) }
        return whole
    }

    // MARK: - When it is over

    private func finish(
        _ record: LoopRecord,
        _ begin: Start,
        timerFloor: LatencyHistogram?,
        to end: UInt64
    ) async throws -> RunResult {
        let start = begin.monotonic
        let recorder = record.judged
        let warmup = Double(plan.limits.warmup) / 1e9
        let seconds = max(0, Double(end &- min(start, end)) / 1e9 - warmup)
        let planned =
            plan.limits.loop == .closed
            ? nil : (plan.schedule.length ?? plan.duration).map { max(0, Double($0) / 1e9 - warmup) }
        var context = RunContext(
            kind: plan.kind,
            toolVersion: Version.text,
            startedAt: begin.wall,
            rate: plan.askedRate ?? (seconds > 0 ? Double(recorder.books.sent) / seconds : 0),
            runtime: plan.runtime.map { max(0, $0 - warmup) } ?? planned ?? seconds,
            endpointNames: plan.endpoints()
        )
        context.speed = plan.speed
        if plan.limits.warmup > 0 { context.warmup = WarmupSummary(seconds: warmup, books: record.warming.books) }
        context.stoppedAfter = stoppedAt.withLock(\.self).map { max(0, Double($0 &- min(start, $0)) / 1e9 - warmup) }
        context.configuration = plan.configuration
        context.options = plan.options
        context.timerFloor = timerFloor
        context.shard = plan.shard
        context.shard?.note(start: begin.wall, asked: begin.asked)
        context.gate = plan.gate
        context.thresholds = plan.thresholds
        context.aborted = aborted.withLock(\.self)
        if let requester = plan.requester {
            let statistics = await requester.statistics()
            context.connections = ConnectionSummary(statistics)
            context.dns = DNSSummary(statistics)
        }
        await plan.onTeardown()
        var failure: (any Error)?
        do {
            try plan.onEnd(&context)
        } catch {
            failure = error
        }
        let summary = RunSummary(recorder, context)
        log.info("The run is over\n\n\(SummaryText(summary).text())")
        if let comparison = summary.comparison {
            log.info("The replay beside the recording\n\n\(ComparisonText(comparison).text())")
        }
        if let path = plan.outputJSON { try write("summary", to: path) { try summary.json() } }
        if let path = plan.outputHTML { try write("page", to: path) { Data(ReportPage(summary).html.utf8) } }
        if let path = plan.logFile { log.info("This log is in \(path)") }
        if let failure { throw failure }
        return RunResult(summary)
    }

    private func write(_ name: String, to path: String, _ content: () throws -> Data) throws {
        do {
            let bytes = try content()
            guard path != "-" else { return try FileHandle.standardOutput.write(contentsOf: bytes) }
            try bytes.write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw OutputFileError(path: path, problem: String(describing: error))
        }
        log.info("The \(name) is in \(path)")
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

extension ConnectionSummary {
    init(_ statistics: RequesterStatistics) {
        self.init(
            opened: UInt64(statistics.connects),
            failed: UInt64(statistics.failedConnects),
            reused: UInt64(statistics.reuses),
            reset: UInt64(statistics.resets),
            bytesReceived: statistics.bytesIn,
            bytesSent: statistics.bytesOut
        )
        if statistics.http2Connects > 0 { http2 = UInt64(statistics.http2Connects) }
        if statistics.prewarmed > 0 { prewarmed = UInt64(statistics.prewarmed) }
        if statistics.originWaits > 0 { waitedForHost = UInt64(statistics.originWaits) }
        if statistics.retired > 0 { retired = UInt64(statistics.retired) }
        if statistics.retries > 0 { retries = UInt64(statistics.retries) }
    }
}

extension DNSSummary {
    init(_ statistics: RequesterStatistics) {
        self.init(
            lookups: UInt64(statistics.lookups),
            hits: UInt64(statistics.lookupHits),
            failures: UInt64(statistics.lookupFailures),
            time: statistics.lookupNanoseconds
        )
    }
}

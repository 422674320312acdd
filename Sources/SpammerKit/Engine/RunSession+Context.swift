import Analysis
import Corpus
import NIOCore
import Requester
import Synchronization

extension RunSession {
    /// What the record of a run does not know, at its end or while it goes on.
    ///
    /// - Parameters:
    ///   - record: what the loops recorded.
    ///   - begin: when it began.
    ///   - end: until when, by the monotonic clock.
    func context(of record: LoopRecord, _ begin: Start, to end: UInt64) async -> RunContext {
        let start = begin.monotonic
        let sent = record.judged.books.sent
        let warmup = Double(plan.limits.warmup) / 1e9
        let seconds = max(0, Double(end &- min(start, end)) / 1e9 - warmup)
        let planned =
            plan.limits.loop == .closed
            ? nil : (plan.schedule.length ?? plan.duration).map { max(0, Double($0) / 1e9 - warmup) }
        var context = RunContext(
            kind: plan.kind,
            toolVersion: Version.text,
            startedAt: begin.wall,
            rate: plan.askedRate ?? (seconds > 0 ? Double(sent) / seconds : 0),
            runtime: plan.runtime.map { max(0, $0 - warmup) } ?? planned ?? seconds,
            endpointNames: plan.endpoints()
        )
        context.speed = plan.speed
        if plan.limits.warmup > 0 { context.warmup = WarmupSummary(seconds: warmup, books: record.warming.books) }
        context.stoppedAfter = stoppedAt.withLock(\.self).map { max(0, Double($0 &- min(start, $0)) / 1e9 - warmup) }
        context.configuration = plan.configuration
        context.options = plan.options
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
        return context
    }

    /// The summary of the run as far as it has come.
    ///
    /// Each loop lends its record for as long as this takes, and goes on; see ``RunRecorder/toLookAt``.
    func summarySoFar() async -> RunSummary {
        let now = NIODeadline.now().uptimeNanoseconds
        let begin = began.withLock(\.self) ?? Start(wall: .now, monotonic: now, asked: nil)
        var whole = LoopRecord(origin: begin.monotonic, warmup: plan.limits.warmup)
        for driver in drivers {
            if let part = try? await driver.recordSoFar().get() { whole.merge(part) }
        }
        var context = await context(of: whole, begin, to: now)
        context.isUnderWay = true
        let seconds = Double(now &- min(begin.monotonic, now)) / 1e9 - Double(plan.limits.warmup) / 1e9
        context.stoppedAfter = min(context.stoppedAfter ?? .infinity, max(0, seconds))
        plan.onLook(&context)
        return RunSummary(whole.judged, context)
    }
}

import Analysis
import NIOCore
package import Requester

/// A replay, put together: its feed, its run, and what it will do, in words.
package struct Replay: Sendable {
    /// How the run is set up; a caller may still change its outputs and limits.
    package var plan: RunPlan

    /// Opens the corpus and plans its replay.
    ///
    /// - Parameters:
    ///   - options: what to replay, where to, and how fast.
    ///   - requester: what sends the requests.
    /// - Throws: `CorpusError` where the corpus cannot be read; ``ReplayError`` where it holds nothing to replay, or the
    ///   target is where it was recorded.
    package init(_ options: ReplayOptions, requester: PooledRequester) async throws {
        var options = options
        let content = try ReplayContent(path: options.corpus, reading: options.reading)
        options.endpointPatterns = content.endpointPatterns
        guard content.totals.exchanges > 0 else { throw ReplayError.empty(options.corpus) }
        if !options.allowsRecordedOrigin {
            for target in options.targets.origins {
                let resolved = await requester.addresses(of: target)
                if let match = content.origins.match(target, resolved: resolved) {
                    throw ReplayError.recordedOrigin(target.description, match)
                }
            }
        }
        if options.correlation != nil {
            guard let found = content.correlation else { throw ReplayError.notCorrelated(options.corpus) }
            options.linkPlan = LinkPlan(found)
        }
        let correlation = options.linkPlan.map { ReplayCorrelation($0) }
        let checker = try options.check.map { check in
            let found = try RecordedNoise(
                path: options.corpus,
                reading: options.reading,
                patterns: content.endpointPatterns,
                isRedacted: content.isRedacted,
                check
            )
            return ResponseChecker(check, found, isRedacted: content.isRedacted, warmup: options.warmup)
        }
        let cookies = options.cookies == nil ? nil : ReplayCookies()
        var plan = RunPlan(
            spammer: ReplaySpammer(
                requester: requester,
                cookies: cookies,
                correlation: correlation,
                checker: checker
            ),
            schedule: ConstantRate(perSecond: 1, seconds: 0)
        )
        plan.group = requester.group
        let loops = Array(plan.group.makeIterator()).count
        let shard = try options.shard.map { try ShardPlan($0, of: options) }
        let feed = ReplayFeed(options: options, totals: content.totals, shard: shard, loops: loops)
        plan.schedule = feed
        plan.duration = options.duration
        plan.requester = requester
        plan.configuration = [
            "command": "replay", "corpus": options.corpus, "target": options.targets.description,
            "pacing": feed.summary,
            "loop": String(options.loops), "original_host": String(options.keepsHost),
            "bodiless": options.sendsBodiless ? "send" : "skip",
        ]
        plan.kind = .replay
        plan.limits.warmup = options.warmup
        if options.connections == .recorded { plan.limits.order = options.pace.thinkTime }
        if case .command(let command, _) = options.middleware { plan.configuration["exec"] = command }
        if let session = options.cookies { plan.configuration["cookies"] = "by \(session.words)" }
        if let session = options.correlation { plan.configuration["correlate"] = "by \(session.words)" }
        if let selection = options.selection.summary { plan.configuration["selection"] = selection }
        if let cap = options.idleCap { plan.configuration["idle_cap"] = "\((Double(cap) / 1e9).shortest) s" }
        plan.configuration["connection_mapping"] = options.connections.rawValue
        if case .recorded(let speed) = options.pace { plan.speed = speed }
        plan.announcement = content.announcement(options, pacing: feed.summary, length: feed.length)
        if let checker { plan.announcement.append(checker.words) }
        if let shard {
            plan.shard = ShardSummary(shard)
            plan.announcement.append(shard.words)
        }
        plan.endpoints = { feed.found.endpoints }
        plan.onStart = { try feed.start() }
        let note: @Sendable (ReplayFeed.Results, inout RunContext) -> Void = { found, context in
            var corpus = content.summary
            if !found.leftOut.isEmpty { corpus.leftOut = found.leftOut }
            if !found.notSelected.isEmpty { corpus.notSelected = found.notSelected }
            context.corpus = corpus
            context.correlation = correlation?.summary
            context.responses = checker?.summary
            context.cookies = (cookies?.counts).map { CookieSummary($0, withoutSession: found.withoutSession) }
        }
        plan.onLook = { note(feed.found, &$0) }
        plan.onEnd = { context in
            feed.close()
            checker?.finish()
            let found = feed.found
            note(found, &context)
            if let failure = found.failure { throw ReplayError.unreadable(failure) }
        }
        self.plan = plan
    }
}

extension CookieSummary {
    fileprivate init(_ counts: SessionCookies.Counts, withoutSession: UInt64) {
        self.init()
        sessions = counts.sessions
        set = counts.set
        ended = counts.ended
        refused = counts.refused
        replaced = counts.changes.replaced
        added = counts.changes.added
        removed = counts.changes.removed
        forgotten = counts.forgotten
        self.withoutSession = withoutSession
    }
}

/// A replay cannot do what it was asked to.
package enum ReplayError: Error, CustomStringConvertible {
    /// The task was called by something that is not a replay's run.
    case noRequest
    /// The corpus could not be read to its end, so part of it was not replayed.
    case unreadable(String)
    /// The corpus has no exchanges.
    case empty(String)
    /// The recording was not asked to find what requests send back.
    case notCorrelated(String)
    /// The target is a host or an address that the corpus was recorded from.
    case recordedOrigin(String, String)

    package var description: String {
        switch self {
        case .noRequest:
            "a replay sends what its schedule brings; run it by the schedule that was made with it"
        case .unreadable(let problem):
            "part of the corpus was not replayed: \(problem)"
        case .empty(let corpus):
            "\(corpus) holds no requests, so there is nothing to replay; `spammer inspect \(corpus)` says what it was made from"
        case .notCorrelated(let corpus):
            """
            --correlate needs a corpus that says which values requests send back, and \(corpus) does not; record it again, \
            with `spammer record --correlate`
            """
        case .recordedOrigin(let target, let match):
            """
            the corpus was recorded from \(match), so a replay to \(target) would hit the recorded service; give another \
            --target, or --allow-recorded-origin if that is meant
            """
        }
    }
}

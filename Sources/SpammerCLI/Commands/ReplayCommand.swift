import Analysis
import ArgumentParser
import Foundation
import Requester
import SpammerKit

/// `spammer replay`: a corpus against a target.
struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Replay a corpus against a target, and judge the run.",
        discussion: """
            spammer replay service.corpus --target http://staging:8080 --speed 2x
            spammer replay service.corpus --target http://staging:8080 \\
                --check-bodies --ignore '$..updated_at'

            Exits with 0 for a pass, 99 for too many failures or a threshold that is not met, 3 where the run proves nothing \
            about the target, 1 where it could not be made, and 64 where the command line is wrong.

            Ctrl-C stops sending, waits for what is in flight, and writes the summary; a second one does not wait.
            """
    )

    @Argument(help: "The corpus.", completion: .file())
    var corpus: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Where to send the requests; 'api.prod=http://staging' those for that host only, and may be given again.",
            discussion: """
                A recorded host is named with its port or without. Where no target is for all hosts, requests for one that is \
                not named are left out, and counted.
                """,
            valueName: "url"
        )
    )
    var target: [String]

    @Option(help: "How many times as fast as recorded: 2x, 0.5x, 200%. (default: 1x)")
    var speed: SpeedValue?

    @Option(name: .shortAndLong, help: "How long: 30s, 5m. What is late by then is still sent.")
    var duration: DurationValue?

    @Flag(help: "Begin again when the corpus ends, until --duration or Ctrl-C.")
    var loop = false

    @Option(help: "What becomes of a request whose body was not recorded, as in a log: skip it, or send it with none.")
    var bodiless = BodilessChoice.skip

    @Flag(help: "Leave Host as it was recorded, instead of the target's.")
    var originalHost = false

    @Flag(help: "Allow the recorded service itself as the target.")
    var allowRecordedOrigin = false

    @Option(
        help: ArgumentHelp(
            "Take options from this YAML file, by their long names: 'speed: 2x', 'header: [\"A: b\"]', 'loop: true'.",
            discussion:
                "What the command line has goes before what the file has. The summary's JSON has the options in effect.",
            valueName: "file"
        ),
        completion: .file()
    )
    var config: String?

    @OptionGroup(title: "How the corpus is read")
    var reading: ReadingOptions

    @OptionGroup(title: "Another pace than the recorded one")
    var pace: PacingOptions

    @OptionGroup(title: "Which part of the recording")
    var selection: SelectionOptions

    @OptionGroup(title: "Which requests (each option may be given again; * and ? stand for any characters)")
    var filter: FilterOptions

    @OptionGroup(title: "What is changed in them")
    var changes: ChangeOptions

    @OptionGroup(title: "Sessions")
    var cookies: CookieOptions

    @OptionGroup(title: "What comes back")
    var responses: ResponseOptions

    @OptionGroup(title: "Connections")
    var connection: ConnectionOptions

    @OptionGroup(title: "What has to hold")
    var limits: ThresholdOptions

    @OptionGroup(title: "What ends it early")
    var abort: AbortOptions

    @OptionGroup(title: "One of several processes")
    var shards: ShardOptions

    @OptionGroup(title: "Output")
    var output: RunOutputOptions

    @OptionGroup(title: "Run history")
    var history: HistoryOptions

    @OptionGroup(title: "Reports")
    var reports: ReportOptions

    private var targets: ReplayTargets {
        get throws {
            do {
                return try ReplayTargets(target)
            } catch {
                throw ValidationError(error.description)
            }
        }
    }

    func validate() throws {
        _ = try targets
        guard duration?.nanoseconds != 0 else { throw ValidationError("--duration has to be more than 0") }
        let takesCookies = try changes.changes().takesCookies
        guard cookies.choice == nil || !takesCookies else {
            throw ValidationError("--cookies and a header that replaces Cookie, or takes it out, exclude each other")
        }
        guard speed == nil || (pace.pacing == nil && !pace.closed) else {
            throw ValidationError(
                "--speed is for the recorded spacing, and --rate, --rate-steps and --closed are other paces"
            )
        }
        guard !pace.poisson || pace.pacing != nil else {
            throw ValidationError("--poisson is for --rate and --rate-steps; the recorded spacing is as it was")
        }
    }

    func run() async throws {
        let thresholds = try limits.thresholds(baseline: .recording, comparesResponses: responses.checkBodies)
        let abortConditions = try abort.conditions(baseline: .recording)
        try reports.check(besides: [output.output, output.html])
        pace.makeThreads()
        var options = ReplayOptions(corpus: corpus, targets: try targets)
        options.reading = try reading.options()
        if let pacing = pace.pacing {
            options.pace = .rate(pacing)
        } else if pace.closed {
            options.pace = .closed
        } else {
            options.pace = .recorded(speed: speed?.factor ?? 1)
        }
        options.duration = duration?.nanoseconds
        options.loops = loop
        options.selection = selection.selection(seed: pace.seed)
        options.idleCap = selection.idleCap?.nanoseconds
        options.filter = try filter.filter()
        options.middleware = changes.exec.map { .command($0) }
        options.headers = try changes.changesWithToken()
        options.rewrites = try changes.rewrites()
        options.query = try changes.query()
        options.cookies = cookies.choice
        options.correlation = cookies.correlation
        options.check = responses.check
        options.warmup = pace.warmup.nanoseconds
        options.connections = connection.connections.count == nil ? .recorded : .pooled
        options.keepsHost = originalHost
        options.sendsBodiless = bodiless == .send
        options.timeout = connection.timeoutNanoseconds
        options.allowsRecordedOrigin = allowRecordedOrigin

        let part = try shards.part()
        options.shard = part

        let requester = try connection.makeRequester(part, to: options.targets.origins)
        var replay = try await Replay(options, requester: requester)
        pace.apply(to: &replay.plan)
        connection.apply(to: &replay.plan, closed: pace.closed, part, requester, to: options.targets.origins)
        replay.plan.thresholds = thresholds
        replay.plan.options = EffectiveOptions.current.shown
        replay.plan.abortConditions = abortConditions
        replay.plan.start = shards.start(part)
        try output.apply(to: &replay.plan, part)
        if reports.takesStandardOutput { replay.plan.logsToStandardOutput = false }
        let result = try await RunRunner(replay.plan, keptIn: history).run()
        await requester.shutdown()
        try reports.write(result.summary)
        throw result.ending
    }
}

/// What becomes of a request whose body was not recorded.
enum BodilessChoice: String, ExpressibleByArgument, CaseIterable {
    /// It is left out, and counted.
    case skip
    /// It is sent with an empty body.
    case send
}

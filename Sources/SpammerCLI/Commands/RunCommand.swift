import Analysis
import ArgumentParser
import Requester
import SpammerKit

/// `spammer run`: one URL at a rate.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Send one request again and again, at a rate.",
        discussion: "spammer run http://localhost:8080/ --rate 50 --duration 10s"
    )

    @Argument(help: "The URL to send to.")
    var url: String

    @Option(name: .shortAndLong, help: "How long: 30s, 5m.")
    var duration = DurationValue(seconds: 10)

    @Option(name: [.customShort("X"), .customLong("request")], help: "The method.")
    var method = "GET"

    @Option(name: [.customShort("H"), .customLong("header")], help: "A header, 'Name: value'; may be given again.")
    var headers: [String] = []

    @Option(name: [.customLong("data")], help: "The body.")
    var body: String?

    @OptionGroup(title: "Pace (20 a second by default)")
    var pace: PacingOptions

    @OptionGroup(title: "Connections")
    var connection: ConnectionOptions

    @OptionGroup(title: "What has to hold")
    var limits: ThresholdOptions

    @OptionGroup(title: "What ends it early")
    var abort: AbortOptions

    @OptionGroup(title: "Output")
    var output: RunOutputOptions

    @OptionGroup(title: "Run history")
    var history: HistoryOptions

    @OptionGroup(title: "Reports")
    var reports: ReportOptions

    func validate() throws {
        guard connection.connections.count != nil else {
            throw ValidationError("--connections recorded is for a replay; here it takes a number")
        }
    }

    func run() async throws {
        let thresholds = try limits.thresholds(baseline: .none, comparesResponses: false)
        let abortConditions = try abort.conditions(baseline: .none)
        try reports.check(besides: [output.output, output.html])
        pace.makeThreads()
        let method = body != nil && method == "GET" ? "POST" : method
        let request = try Request(
            method,
            url,
            headers: try headers.map(Self.header),
            body: Array((body ?? "").utf8),
            timeout: .nanoseconds(Int64(clamping: connection.timeoutNanoseconds))
        )
        let requester = try connection.makeRequester(to: [request.wire.origin])
        var plan = RunPlan(
            spammer: URLSpammer(request, requester: requester),
            schedule: pace.schedule(seconds: pace.closed ? nil : duration.seconds, otherwise: Self.defaultRate)
        )
        plan.runtime = duration.seconds
        plan.duration = duration.nanoseconds
        plan.endpoints = { ["\(method) \(url)"] }
        plan.requester = requester
        plan.group = requester.group
        plan.configuration = [
            "command": "run", "url": url, "method": method, "rate": pace.closed ? "closed" : plan.schedule.summary,
            "duration": "\(duration.seconds) s",
        ]
        pace.apply(to: &plan)
        connection.apply(to: &plan, closed: pace.closed, nil, requester, to: [request.wire.origin])
        plan.thresholds = thresholds
        plan.abortConditions = abortConditions
        try output.apply(to: &plan)
        if reports.takesStandardOutput { plan.logsToStandardOutput = false }
        let result = try await RunRunner(plan, keptIn: history).run()
        await requester.shutdown()
        try reports.write(result.summary)
        throw result.ending
    }

    /// Requests a second where nothing is asked for.
    private static let defaultRate = 20.0

    private static func header(_ text: String) throws -> (String, String) {
        guard let colon = text.firstIndex(of: ":") else {
            throw ValidationError("expected a header such as 'Accept: text/html', and there is no colon in '\(text)'")
        }
        let value = text[text.index(after: colon)...].drop { $0 == " " }
        return (String(text[..<colon]), String(value))
    }
}

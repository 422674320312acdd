import Analysis
import ArgumentParser
import Requester
import SpammerKit

/// `spammer run`: one URL at a rate.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Send one request again and again, at a rate.",
        discussion: """
            spammer run http://localhost:8080/ --rate 50 --duration 10s
            spammer run http://localhost:8080/cart --data @cart.json -R 100 -d 1m

            Exit codes and Ctrl-C are those of `spammer replay`.
            """
    )

    @Argument(help: "The URL to send to.")
    var url: String

    @Option(name: .shortAndLong, help: "How long: 30s, 5m. What is late by then is still sent.")
    var duration = DurationValue(seconds: 10)

    @Option(
        name: [.customShort("X"), .customLong("request")],
        help: ArgumentHelp("The method. (default: GET, or POST where there is a body)", valueName: "method")
    )
    var method: String?

    @Option(name: [.customShort("H"), .customLong("header")], help: "A header, 'Name: value'; may be given again.")
    var headers: [String] = []

    @Option(
        name: .customLong("data"),
        help: ArgumentHelp(
            "The body; or @ and a file that has it, @- for standard input. Makes the method POST.",
            valueName: "text or @file"
        ),
        completion: .file()
    )
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
        guard duration.nanoseconds > 0 else { throw ValidationError("--duration has to be more than 0") }
        do {
            _ = try request(body: [])
        } catch let error as RequestError {
            throw ValidationError(error.description)
        }
    }

    /// The request that is sent again and again.
    private func request(body: [UInt8]) throws -> Request {
        try Request(
            sentMethod,
            url,
            headers: try headers.map(Self.header),
            body: body,
            timeout: .nanoseconds(Int64(clamping: connection.timeoutNanoseconds))
        )
    }

    /// The method; with a body and no other word, as in curl, it is POST.
    private var sentMethod: String { method ?? (body == nil ? "GET" : "POST") }

    func run() async throws {
        let thresholds = try limits.thresholds(baseline: .none, comparesResponses: false)
        let abortConditions = try abort.conditions(baseline: .none)
        try reports.check(besides: [output.output, output.html])
        pace.makeThreads()
        let method = sentMethod
        let request = try request(body: try body.map(RequestData.bytes) ?? [])
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

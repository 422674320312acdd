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

    @Option(name: [.customShort("R"), .long], help: "Requests a second: 500, 10k, 50/1s, 3000/1m.")
    var rate = RateValue(perSecond: 20)

    @Option(name: .shortAndLong, help: "How long: 30s, 5m.")
    var duration = DurationValue(seconds: 10)

    @Option(name: [.customShort("X"), .customLong("request")], help: "The method.")
    var method = "GET"

    @Option(name: [.customShort("H"), .customLong("header")], help: "A header, 'Name: value'; may be given again.")
    var headers: [String] = []

    @Option(name: [.customLong("data")], help: "The body.")
    var body: String?

    @Flag(help: "Send as fast as the connections allow, whatever the rate.")
    var closed = false

    @OptionGroup(title: "Connections")
    var connection: ConnectionOptions

    @OptionGroup(title: "Output")
    var output: RunOutputOptions

    func run() async throws {
        let method = body != nil && method == "GET" ? "POST" : method
        let request = try Request(
            method,
            url,
            headers: try headers.map(Self.header),
            body: Array((body ?? "").utf8),
            timeout: .nanoseconds(Int64(clamping: connection.timeoutNanoseconds))
        )
        let requester = try connection.makeRequester()
        var plan = RunPlan(
            spammer: URLSpammer(request, requester: requester),
            schedule: ConstantRate(perSecond: rate.perSecond, seconds: closed ? nil : duration.seconds)
        )
        plan.runtime = duration.seconds
        if !closed { plan.rps = rate.perSecond }
        plan.duration = duration.nanoseconds
        plan.endpoints = { ["\(method) \(url)"] }
        plan.requester = requester
        plan.configuration = [
            "command": "run", "url": url, "method": method, "rate": closed ? "closed" : "\(rate.perSecond)",
            "duration": "\(duration.seconds) s",
        ]
        connection.apply(to: &plan, closed: closed)
        output.apply(to: &plan)
        let result = try await RunRunner(plan).run()
        await requester.shutdown()
        throw result.exitCode
    }

    private static func header(_ text: String) throws -> (String, String) {
        guard let colon = text.firstIndex(of: ":") else {
            throw ValidationError("expected a header such as 'Accept: text/html', and there is no colon in '\(text)'")
        }
        let value = text[text.index(after: colon)...].drop { $0 == " " }
        return (String(text[..<colon]), String(value))
    }
}

import ArgumentParser
import Report
import StandIn
import UnixSignals

/// `spammer serve`: a stand-in for the recorded service.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Stand in for the recorded service.",
        discussion: """
            spammer serve service.corpus --port 8080 --latency recorded

            A request gets the status, size and latency of its recorded response, and the response itself where the corpus has \
            it (record --response-bodies); one that was recorded more than once gets its responses in turn. What is not in \
            the recording gets 404, and is counted.
            """
    )

    @Argument(help: "The corpus.", completion: .file())
    var corpus: String

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(name: .shortAndLong, help: "The port to listen on; 0 takes a free one, and says which.")
    var port = 8080

    @Option(help: "How long an answer takes: recorded, or none for at once.")
    var latency = Latency.recorded

    @OptionGroup(title: "How the corpus is read")
    var reading: ReadingOptions

    enum Latency: String, ExpressibleByArgument, CaseIterable {
        case recorded
        case none
    }

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port has to be 0 to 65535") }
    }

    func run() async throws {
        let server = try await StandInServer.start(
            corpus: corpus,
            reading: reading.options(),
            host: host,
            port: port,
            latency: latency == .recorded ? .recorded : .none
        )
        StandardOutput.write("Serving \(corpus) on http://\(server.address); Ctrl-C ends it\n")
        if server.withoutBody > 0 {
            StandardOutput.write(
                "For want of room, \(NumberText.count(UInt64(server.withoutBody), "response")) of it \(server.withoutBody == 1 ? "has" : "have") filler as the body\n"
            )
        }
        if server.leftOut > 0 {
            StandardOutput.write("Its last \(server.leftOut) answers are never given, as it has too many\n")
        }
        for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) { break }
        let served = await server.shutdown()
        StandardOutput.write(
            "Served \(NumberText.count(UInt64(served.requests), "request")), \(NumberText.count(UInt64(served.unknown))) of them not in the recording\n"
        )
    }
}

import SpammerKit

/// A task of your own: put something into the cart, and expect it to be there.
struct SimpleSpammer: Spammer {
    let url: String
    let requester = SpammerRequester(connectionPoolSize: 300)

    func task() async throws -> TaskResult {
        let response = try await requester.post("\(url)/cart", body: Array(#"{"product": 7, "count": 1}"#.utf8))
        return response.result(if: response.status == 200, reason: "not put into the cart")
    }

    func teardown() async throws {
        await requester.shutdown()
    }
}

@main
struct Main {
    static func main() async throws {
        let url = CommandLine.arguments.dropFirst().first ?? "http://127.0.0.1:8080"
        let run = try SpamRun(
            rps: 20,
            runtime: 10,
            spammer: SimpleSpammer(url: url),
            logFile: "output.log",
            outputJSON: "result.json"
        )
        let result = try await run.run()
        print("\(result.passes) of \(result.total) passed, 95% of them within \(result.percentileResponseTime) ms")
    }
}

import SpammerKit

@main
struct Main {
    static func main() async throws {
        let shop = CommandLine.arguments.dropFirst().first ?? "http://127.0.0.1:8080"
        let run = try SpamRun(
            rps: 20,
            runtime: 2,
            spammer: Checkout(shop: shop),
            logFile: nil,
            outputJSON: "result.json"
        )
        let result = try await run.run()
        print("\(result.passes) of \(result.total) passed, 95% of them within \(result.percentileResponseTime) ms")
    }
}

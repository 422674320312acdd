import Foundation
import TestSupport
import Testing

@Suite("A replay that is watched", .timeLimit(.minutes(5)))
struct LiveRunTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// A replay of the sample that goes on until it is told to stop, and its stand-in.
    private func start() async throws -> (server: Tool, replay: Tool, port: Int) {
        let corpus = folder.file("shop.corpus")
        #expect(try await Tool.run("record", Sample.path, "-o", corpus).code == 0)
        let server = try Tool(["serve", corpus, "--port", "0", "--latency", "none"])
        let line = try #require(try await server.line(with: "Serving"))
        let url = String(try #require(line.firstMatch(of: /http:\/\/[0-9.:]+/)).output)
        let replay = try Tool(
            [
                "replay", corpus, "--target", url, "--rate", "100", "--loop", "--duration", "10m", "--live", ":0",
                "--no-history", "--no-log", "-o", folder.file("run.json"),
            ],
            in: folder.path
        )
        let watched = try #require(try await replay.line(with: "can be watched at"))
        let port = try #require(watched.firstMatch(of: /http:\/\/127\.0\.0\.1:([0-9]+)\//)?.1)
        return (server, replay, try #require(Int(port)))
    }

    private func get(_ target: String, _ port: Int) async throws -> String {
        let client = try await RawClient(port: port)
        try await client.send("GET \(target) HTTP/1.1\r\nHost: localhost:\(port)\r\n\r\n")
        let text = try await client.receiveAll().text
        #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
        return text.firstRange(of: "\r\n\r\n").map { String(text[$0.upperBound...]) } ?? ""
    }

    @Test("shows its page and its metrics while it goes on, and at its end what came of it")
    func watched() async throws {
        let (server, replay, port) = try await start()
        let watcher = try await RawClient(port: port)
        try await watcher.send("GET /events HTTP/1.1\r\nHost: localhost:\(port)\r\n\r\n")
        _ = try await replay.line(with: "in flight")
        var metrics = try PrometheusText(try await get("/metrics", port))
        var looks = 0
        while metrics["spammer_requests_passed_total"] < 100 || looks < 3 {
            let next = try PrometheusText(try await get("/metrics", port))
            for (key, value) in metrics.samples where key.contains("_total") || key.contains("_bucket") {
                #expect(next[key] >= value, "\(key) fell")
            }
            metrics = next
            looks += 1
            let ended = ["passed", "failed", "unfinished"].map { metrics.sum(of: "spammer_requests_\($0)_total") }
            #expect(metrics["spammer_requests_sent_total"] == ended.reduce(0, +))
        }
        let page = try await get("/", port)
        #expect(page.contains("Replay of shop.corpus"))
        #expect(page.contains("<section id=\"endpoints\""))
        #expect(!page.contains("do not balance"))
        replay.interrupt()
        let told = try await watcher.receiveAll().text
        #expect(told.contains("event: figures\ndata: {"))
        #expect(told.contains("event: page\ndata: {"))
        #expect(told.hasSuffix("event: over\ndata: {}\n\n"))
        let ended = try await replay.end()
        #expect([0, 3].contains(ended.code), "\(ended.errors)")
        // What was told last is what the summary has.
        let summary = try JSONValue(text: String(decoding: try folder.read("run.json"), as: UTF8.self))
        let figures = told.split(separator: "\n").last { $0.hasPrefix("data: {\"askedRate\"") }
        let last = try JSONValue(text: String(try #require(figures).dropFirst(6)))
        #expect(last["books"]?["sent"] == summary["books"]?["sent"])
        #expect(last["books"]?["passed"] == summary["books"]?["passed"])
        server.interrupt()
        _ = try await server.end()
    }

    @Test(
        "is refused where the address is in use, before anything is sent, and an earlier run's files stay where they are"
    )
    func inUse() async throws {
        let (server, replay, port) = try await start()
        let earlier = try TemporaryFolder()
        for name in ["result.json", "output.log", "page.html"] { _ = try earlier.write(name, Array(name.utf8)) }
        let ended = try await Tool.run(
            "run",
            "http://127.0.0.1:9/",
            "--live",
            "127.0.0.1:\(port)",
            "--no-history",
            "--html",
            earlier.file("page.html"),
            "-o",
            earlier.file("result.json"),
            "--log",
            earlier.file("output.log")
        )
        #expect(ended.code == 1)
        #expect(ended.errors.contains("Address already in use"))
        #expect(!ended.output.contains("Starting"))
        let left = try FileManager.default.contentsOfDirectory(atPath: earlier.path)
        #expect(left.sorted() == ["output.log", "page.html", "result.json"])
        for name in left { #expect(try earlier.read(name) == Array(name.utf8)) }
        let wrong = try await Tool.run("run", "http://127.0.0.1:9/", "--live", "there")
        #expect(wrong.code == 64)
        replay.interrupt()
        _ = try await replay.end()
        server.interrupt()
        _ = try await server.end()
    }
}

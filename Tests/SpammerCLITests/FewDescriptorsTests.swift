import Foundation
import TestSupport
import Testing

@Suite("A run that may have fewer descriptors than connections")
struct FewDescriptorsTests {
    @Test("opens as many as there may be, fails nothing for it, and writes its summary")
    func cap() async throws {
        let folder = try TemporaryFolder()
        let corpus = folder.file("shop.corpus")
        #expect(try await Tool.run("record", Sample.path, "-o", corpus).code == 0)
        let server = try Tool(["serve", corpus, "--port", "0", "--latency", "none"])
        let line = try #require(try await server.line(with: "Serving"))
        let url = String(try #require(line.firstMatch(of: /http:\/\/[0-9.:]+/)).output)
        let ended = try await Tool(
            [
                "replay", corpus, "--target", url, "--closed", "--connections", "300", "--max-in-flight", "300",
                "--no-log", "-o", folder.file("run.json"),
            ],
            descriptors: 128
        ).end()
        server.interrupt()
        _ = try await server.end()
        // 99 where equal requests, sent at once, got each other's recorded statuses.
        #expect([0, 3, 99].contains(ended.code), "\(ended.output) \(ended.errors)")
        #expect(ended.output.contains("300 connections are asked for") && ended.output.contains("ulimit -n 364"))
        let summary = try JSONValue(text: String(decoding: try folder.read("run.json"), as: UTF8.self))
        #expect(summary["total"] == .number(Double(Sample.count)))
        #expect(summary["failures_by_kind"]?["connect"] == nil)
        #expect(summary["connections"]?["failed"] == .number(0))
        guard case .number(let opened) = summary["connections"]?["opened"] else {
            Issue.record("no connections in the summary")
            return
        }
        #expect(opened <= 64)
    }
}

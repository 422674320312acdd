import Analysis
import Corpus
import Foundation
import StandIn
import TestSupport
import Testing

@Suite("Values that go back, on the command line")
struct CorrelationTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let entries = [
            ("POST", "/login", "", #"{\"token\":\"abc123def456\"}"#),
            ("GET", "/me", #"{"name":"Authorization","value":"Bearer abc123def456"}"#, "{}"),
        ].enumerated().map { number, entry in
            """
            {"startedDateTime":"2024-01-01T00:00:0\(number)Z","time":5,"connection":"7",\
            "request":{"method":"\(entry.0)","url":"http://a.test\(entry.1)","headers":[\(entry.2)]},\
            "response":{"status":200,"bodySize":8,"headers":[{"name":"Content-Type","value":"application/json"}],\
            "content":{"size":8,"text":"\(entry.3)"}}}
            """
        }
        try folder.write("in.har", Array((#"{"log":{"entries":["# + entries.joined(separator: ",") + "]}}").utf8))
    }

    @Test(
        "are found by record, shown by inspect and show, and looked for by replay, whose summary says what became of them"
    )
    func found() async throws {
        let corpus = folder.file("a.corpus")
        let recorded = try await Tool(["record", folder.file("in.har"), "-o", corpus, "--correlate"]).end()
        #expect(recorded.code == 0, "\(recorded.errors)")
        #expect(recorded.output.contains("1 value that responses gave went back in 1 request (1 header)"))
        let shown = try await Tool(["inspect", corpus]).end().output
        #expect(shown.contains("POST /login") && shown.contains("json $.token"))
        #expect(!shown.contains("responses kept"))
        let exchange = try await Tool(["show", corpus, "--id", "2"]).end().output
        let lines = exchange.split(separator: "\n")
        let title = try #require(lines.firstIndex(of: "Values that earlier responses gave"))
        #expect(lines[title + 1] == "  value         stands in             given by                                as")
        #expect(
            lines[title + 2]
                == "  abc123def456  header authorization  exchange 1, POST /login, 1.00 s before  json $.token"
        )
        let first = try await Tool(["show", corpus, "--id", "1"]).end().output
        #expect(!first.contains("earlier responses gave"))
        let entry = try await Tool(["show", corpus, "--id", "2", "--format", "json"]).end().output
        #expect(entry.contains(#""place":"header authorization""#) && entry.contains(#""exchange":1"#))
        let exported = try await Tool(["export", corpus, "--format", "har"]).end()
        #expect(exported.code == 0 && !exported.output.contains("_links"))
        let server = try await StandInServer.start(corpus: corpus, latency: .none)
        let replayed = try await Tool([
            "replay", corpus, "--target", "http://\(server.address)", "--correlate", "--connections", "recorded",
            "--speed",
            "20x", "-o", folder.file("run.json"),
        ]).end()
        await server.shutdown()
        #expect(replayed.code == 0, "\(replayed.output) \(replayed.errors)")
        // The stand-in's bodies are filler.
        #expect(replayed.output.contains("0 of 1 recorded values replaced"))
        #expect(replayed.output.contains("1 unextracted"))
        let summary = try RunSummary(json: Data(try folder.read("run.json")))
        #expect(summary.correlation?.unextracted == 1)
    }

    @Test("are not in a corpus that was not asked for them, which replay says")
    func absent() async throws {
        let corpus = folder.file("b.corpus")
        _ = try await Tool(["record", folder.file("in.har"), "-o", corpus]).end()
        let refused = try await Tool(["replay", corpus, "--target", "http://127.0.0.1:9", "--correlate"]).end()
        #expect(refused.code == 1)
        #expect(refused.errors.contains("spammer record --correlate"))
        let alone = try await Tool(["replay", corpus, "--target", "http://127.0.0.1:9", "--session", "all"]).end()
        #expect(alone.code == 64)
        #expect(alone.errors.contains("--cookies and --correlate"))
    }
}

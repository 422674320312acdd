import Analysis
import Foundation
import StandIn
import TestSupport
import Testing

@Suite("Responses that are compared, on the command line")
struct CheckBodiesTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// Records an archive of a shop whose item has a price.
    private func record(_ name: String, price: Int) async throws -> String {
        let entries = (0..<6).map { number in
            let body = #"{\"price\":\#(price),\"at\":\#(number),\"tag\":\"<script>alert(1)</script>\#(price)\"}"#
            return """
                {"startedDateTime":"2024-01-01T00:00:0\(number)Z","time":5,"connection":"7",\
                "request":{"method":"GET","url":"http://a.test/items/\(number / 2)","headers":[]},\
                "response":{"status":200,"bodySize":60,"headers":[{"name":"Content-Type","value":"application/json"}],\
                "content":{"size":60,"text":"\(body)"}}}
                """
        }
        try folder.write("\(name).har", Array((#"{"log":{"entries":["# + entries.joined(separator: ",") + "]}}").utf8))
        let corpus = folder.file("\(name).corpus")
        let ended = try await Tool(["record", folder.file("\(name).har"), "-o", corpus, "--response-bodies"]).end()
        #expect(ended.code == 0, "\(ended.errors)")
        return corpus
    }

    private func replay(_ corpus: String, to server: StandInServer, _ arguments: String...) async throws -> Tool.Ended {
        try await Tool(
            ["replay", corpus, "--target", "http://\(server.address)", "--speed", "100x", "--check-bodies"] + arguments
        ).end()
    }

    @Test(
        "A stand-in that serves the recording is the recording; one with another price is told apart, in every report"
    )
    func reports() async throws {
        let (old, new) = (try await record("old", price: 1), try await record("new", price: 2))
        let same = try await StandInServer.start(corpus: old, latency: .none)
        let equal = try await replay(old, to: same, "--threshold", "mismatches <= 0", "-o", folder.file("same.json"))
        await same.shutdown()
        #expect(equal.code == 0, "\(equal.output) \(equal.errors)")
        #expect(equal.output.contains("No difference from the recording in 6 responses."))

        let server = try await StandInServer.start(corpus: new, latency: .none)
        let (json, page, markdown, junit) = (
            folder.file("run.json"), folder.file("run.html"), folder.file("run.md"), folder.file("run.xml")
        )
        let told = try await replay(
            old,
            to: server,
            "-o",
            json,
            "--html",
            page,
            "--markdown",
            markdown,
            "--junit",
            junit
        )
        #expect(told.code == 0, "\(told.output) \(told.errors)")
        let text = told.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(text.contains("Of 6 responses 6 differ from the recording (100.0%)."))
        #expect(text.contains("$.price other value"))
        #expect(text.contains("identical recorded requests differ in it, too: $.at of GET /items/{id}"))
        let summary = try #require(try RunSummary(json: Data(try folder.read("run.json"))).responses)
        #expect(summary.groups.map(\.field) == ["$.price", "$.tag"])
        #expect(
            try JSONSchemaValidator(schema: RunSummarySchema.text).problems(in: Data(try folder.read("run.json"))) == []
        )
        let html = String(decoding: try folder.read("run.html"), as: UTF8.self)
        #expect(html.contains("<code>$.price</code>"))
        #expect(html.contains("&lt;script&gt;alert(1)") && !html.contains("<script>alert(1)"))
        let table = String(decoding: try folder.read("run.md"), as: UTF8.self)
        #expect(table.contains("| `GET /items/{id}` | `$.price` | other value | 6 | `1` | `2` |"))
        let cases = String(decoding: try folder.read("run.xml"), as: UTF8.self)
        #expect(cases.contains("responses are the recorded ones") && cases.contains("<skipped"))

        let failed = try await replay(old, to: server, "--threshold", "mismatches <= 10%", "-o", folder.file("f.json"))
        #expect(failed.code == 99, "\(failed.output) \(failed.errors)")
        #expect(failed.output.contains("mismatches <= 10% was not met"))
        try folder.write(
            "c.yaml",
            Array("check-bodies: true\nignore: ['$.tag', '$..price']\nthreshold: mismatches <= 0\n".utf8)
        )
        let ignored = try await Tool([
            "replay", old, "--target", "http://\(server.address)", "--speed", "100x", "--config", folder.file("c.yaml"),
            "-o", folder.file("i.json"),
        ]).end()
        await server.shutdown()
        #expect(ignored.code == 0, "\(ignored.output) \(ignored.errors)")
    }

    @Test(
        "What cannot be meant is refused before anything is sent",
        arguments: [
            (["--ignore", "$.a"], "are for --check-bodies"),
            (["--check-header", "etag"], "are for --check-bodies"),
            (["--check-bodies", "--check-header", "a b"], "expected the name of a header field"),
            (["--check-bodies", "--ignore", "$.a[3].b"], "elements are not told apart"),
            (["--threshold", "mismatches <= 0"], "replay --check-bodies does that"),
            (["--check-bodies", "--abort-on", "mismatches > 1%"], "--threshold holds the run to that at its end"),
        ]
    )
    func refused(arguments: [String], words: String) async throws {
        let ended = try await Tool(["replay", "no.corpus", "--target", "http://127.0.0.1:9"] + arguments).end()
        #expect(ended.code == 64, "\(ended.errors)")
        #expect(
            ended.errors.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(words),
            "\(ended.errors)"
        )
    }
}

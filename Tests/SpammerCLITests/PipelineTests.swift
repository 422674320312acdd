import Foundation
import Report
import TestSupport
import Testing

@Suite("From a capture to a comparison")
struct PipelineTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func record(_ input: String, as name: String) async throws -> String {
        let path = folder.file(name)
        let ended = try await Tool.run("record", input, "-o", path)
        #expect(ended.code == 0, "\(ended.errors)")
        return path
    }

    private func inspect(_ corpus: String) async throws -> JSONValue {
        let ended = try await Tool.run("inspect", corpus, "--format", "json")
        #expect(ended.code == 0)
        return try JSONValue(text: ended.output)
    }

    @Test("record, inspect, export, and record what was exported: the same exchanges")
    func roundTrip() async throws {
        let first = try await record(Sample.path, as: "first.corpus")
        let exported = folder.file("first.jsonl")
        #expect(try await Tool.run("export", first, "-o", exported).code == 0)
        let second = try await record(exported, as: "second.corpus")
        let (before, after) = (try await inspect(first), try await inspect(second))
        #expect(before["totals"]?["exchanges"] == .number(Double(Sample.count)))
        #expect(before["totals"]?["contentDigest"] == after["totals"]?["contentDigest"])
        #expect(before["endpoints"] == after["endpoints"])
        // The same input gives the same bytes.
        _ = try await record(Sample.path, as: "third.corpus")
        #expect(try folder.read("first.corpus") == folder.read("third.corpus"))
    }

    @Test("what is exported as HAR or for GoReplay is recorded again", arguments: ["har", "gor"])
    func otherForms(_ format: String) async throws {
        let first = try await record(Sample.path, as: "first.corpus")
        let exported = folder.file("first.\(format)")
        #expect(try await Tool.run("export", first, "--format", format, "-o", exported).code == 0)
        let second = try await record(exported, as: "second.corpus")
        let (before, after) = (try await inspect(first), try await inspect(second))
        #expect(after["totals"]?["exchanges"] == .number(Double(Sample.count)))
        // GoReplay's file has neither connections nor, here, outcomes.
        if format == "har" { #expect(before["totals"]?["contentDigest"] == after["totals"]?["contentDigest"]) }
        #expect(before["totals"]?["hosts"] == after["totals"]?["hosts"])
        #expect(before["totals"]?["requestBodyBytes"] == after["totals"]?["requestBodyBytes"])
    }

    @Test("dedupe keeps one of each")
    func dedupe() async throws {
        let first = try await record(Sample.path, as: "first.corpus")
        let ended = try await Tool.run("dedupe", first, "--by", "endpoint", "-o", folder.file("one.corpus"))
        #expect(ended.code == 0, "\(ended.errors)")
        let (before, after) = (try await inspect(first), try await inspect(folder.file("one.corpus")))
        guard case .array(let all) = before["endpoints"], case .array(let left) = after["endpoints"] else {
            Issue.record("no endpoints")
            return
        }
        #expect(left.count == all.count && left.allSatisfy { $0["count"] == .number(1) })
    }

    @Test("an existing corpus is refused, and replaced with --force")
    func existing() async throws {
        let path = try await record(Sample.path, as: "a.corpus")
        let refused = try await Tool.run("record", Sample.path, "-o", path)
        #expect(refused.code == 1)
        #expect(refused.errors.contains("--force"))
        #expect(try await Tool.run("record", Sample.path, "-o", path, "--force").code == 0)
    }

    @Test("a corpus goes to standard output, and its report to standard error")
    func standardOutput() async throws {
        let ended = try await Tool.run("record", Sample.path, "-o", "-")
        #expect(ended.code == 0)
        #expect(ended.errors.contains("Recorded 484 exchanges"))
        #expect(!ended.output.contains("Recorded"))
        #expect(ended.output.utf8.count > 10_000)
    }

    @Test("raw export has every request, one behind the other")
    func raw() async throws {
        let corpus = try await record(Sample.path, as: "raw.corpus")
        let ended = try await Tool.run("export", corpus, "--format", "raw")
        #expect(ended.output.matches(of: /\ HTTP\/1\.1\r\n/).count == Sample.count)
    }

    @Test("serve, replay and compare")
    func replay() async throws {
        let corpus = try await record(Sample.path, as: "shop.corpus")
        let server = try Tool(["serve", corpus, "--port", "0", "--latency", "none"])
        let line = try #require(try await server.line(with: "Serving"))
        let url = try #require(line.firstMatch(of: /http:\/\/[0-9.:]+/)).output
        var ended = try await Tool.run(
            "replay",
            corpus,
            "--target",
            String(url),
            "--speed",
            "20x",
            "-o",
            folder.file("v1.json"),
            in: folder.path
        )
        // A machine that is busy with other tests may make the run invalid (3), and nothing else.
        #expect([0, 3].contains(ended.code), "\(ended.output) \(ended.errors)")
        #expect(ended.output.contains("Replaying 484 requests"))
        #expect(ended.output.contains("484 = 484 sent"))
        #expect(ended.output.contains("recording"))
        #expect(folder.names.contains("output.log"))
        ended = try await Tool.run(
            "replay",
            corpus,
            "--target",
            String(url),
            "--rate",
            "400",
            "-o",
            folder.file("v2.json"),
            "--html",
            "v2.html",
            "--no-log",
            in: folder.path
        )
        #expect([0, 3].contains(ended.code))
        #expect(ended.output.contains("The page is in v2.html"))
        let page = String(decoding: try folder.read("v2.html"), as: UTF8.self)
        #expect(page.contains("<title>Replay of shop.corpus</title>"))
        #expect(page.contains("Beside the recording"))
        // A part of it, over its own connections.
        ended = try await Tool.run(
            "replay",
            corpus,
            "--target",
            String(url),
            "--speed",
            "20x",
            "--connections",
            "recorded",
            "--safe-methods",
            "--path",
            "!/search",
            "-H",
            "Cookie: none",
            "--warmup",
            "100ms",
            "-o",
            folder.file("v3.json"),
            "--no-log",
            in: folder.path
        )
        #expect([0, 3].contains(ended.code), "\(ended.output) \(ended.errors)")
        #expect(ended.output.contains("Not asked for: "))
        #expect(ended.output.contains("for: no safe method"))
        #expect(ended.output.contains("for: another path"))
        let part = try JSONValue(text: String(decoding: try folder.read("v3.json"), as: UTF8.self))
        guard case .number(let sent) = part["books"]?["sent"],
            case .number(let warm) = part["warmup"]?["books"]?["sent"],
            case .number(let unsafe) = part["corpus"]?["not_selected"]?["no safe method"],
            case .number(let path) = part["corpus"]?["not_selected"]?["another path"]
        else {
            Issue.record("the summary lacks what was sent")
            return
        }
        #expect(sent + warm + unsafe + path == 484)
        #expect(warm > 0)
        ended = try await Tool.run("compare", folder.file("v1.json"), folder.file("v2.json"))
        // One at the recorded pace, one at a rate: no verdict, and the reason for that.
        #expect(ended.code == 3)
        #expect(ended.output.hasPrefix("INCONCLUSIVE"))
        #expect(ended.output.contains("GET /products/{id}"))
        #expect(ended.output.contains("not paced alike"))
        #expect(ended.output.split(separator: "\n").allSatisfy { $0.count <= 100 })
        let json = try await Tool.run("compare", folder.file("v1.json"), folder.file("v2.json"), "--format", "json")
        #expect(try JSONValue(text: json.output)["overall"]?["requests"]?["candidate"] == .number(484))
        server.interrupt()
        let served = try await server.end()
        #expect(served.code == 0)
        let count = NumberText.count(UInt64(968 + sent + warm))
        #expect(served.output.contains("Served \(count) requests, 0 of them not in the recording"))
    }

    @Test("run sends one URL at a rate, and needs no code")
    func run() async throws {
        let corpus = try await record(Sample.path, as: "run.corpus")
        let server = try Tool(["serve", corpus, "--port", "0", "--latency", "none"])
        let line = try #require(try await server.line(with: "Serving"))
        let url = try #require(line.firstMatch(of: /http:\/\/[0-9.:]+/)).output
        let ended = try await Tool.run(
            "run",
            "\(url)/",
            "--rate",
            "50",
            "--duration",
            "1s",
            "-H",
            "Accept: text/html",
            in: folder.path
        )
        #expect([0, 3].contains(ended.code), "\(ended.output) \(ended.errors)")
        #expect(ended.output.contains("50 = 50 passed"))
        let json = try JSONValue(data: Data(try folder.read("result.json")))
        #expect(json["total"] == .number(50))
        #expect(json["rps"] == .number(50))
        server.interrupt()
        _ = try await server.end()
    }

    @Test("a dead server is a failed run, with its reason, and no crash")
    func deadServer() async throws {
        let ended = try await Tool.run(
            "run",
            "http://127.0.0.1:1/",
            "--rate",
            "20",
            "--duration",
            "500ms",
            in: folder.path
        )
        #expect(ended.code == 99)
        #expect(ended.output.contains("FAIL"))
        #expect(ended.output.contains("connect"))
    }

    @Test("Ctrl-C stops, drains, writes the summary, and exits as the result says")
    func interrupted() async throws {
        let corpus = try await record(Sample.path, as: "int.corpus")
        let server = try Tool(["serve", corpus, "--port", "0", "--latency", "none"])
        let line = try #require(try await server.line(with: "Serving"))
        let url = try #require(line.firstMatch(of: /http:\/\/[0-9.:]+/)).output
        let run = try Tool(["run", "\(url)/", "--rate", "50", "--duration", "1h"], in: folder.path)
        _ = try await run.line(with: "in flight")
        run.interrupt()
        let ended = try await run.end()
        #expect([0, 3].contains(ended.code), "\(ended.output) \(ended.errors)")
        #expect(ended.output.contains("Stopping"))
        #expect(ended.output.contains("The run is over"))
        let json = try JSONValue(data: Data(try folder.read("result.json")))
        let books = try #require(json["books"])
        #expect(books["unfinished"] == .number(0))
        #expect((books["passed"]?.number ?? 0) > 0)
        server.interrupt()
        _ = try await server.end()
    }
}

import Analysis
import Foundation
import History
import TestSupport
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

/// What a CI job does with a replay: its exit code, and the reports that it leaves.
@Suite("replay as a gate")
struct GateTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// Does something while the sample's recorded service is served, with its corpus and its URL.
    private func serving<Value>(_ work: (_ corpus: String, _ url: String) async throws -> Value) async throws -> Value {
        let corpus = folder.file("shop.corpus")
        #expect(try await Tool.run("record", Sample.path, "-o", corpus).code == 0)
        let server = try Tool(["serve", corpus, "--port", "0", "--latency", "none"])
        let line = try #require(try await server.line(with: "Serving"))
        let url = try #require(line.firstMatch(of: /http:\/\/[0-9.:]+/)).output
        let value = try await work(corpus, String(url))
        server.interrupt()
        _ = try await server.end()
        return value
    }

    /// A replay with both reports, as fast as two connections allow, so that no lateness of a busy machine makes it invalid.
    ///
    /// Where a request was recorded with several statuses, the server gives them in the order in which it is asked: a few fail.
    private func replay(_ corpus: String, _ url: String, _ arguments: String...) async throws -> Tool.Ended {
        try await Tool(
            [
                "replay", corpus, "--target", url, "--no-log", "--junit", "junit.xml", "--markdown", "report.md",
                "--history", "history.sqlite", "--closed", "--connections", "2",
            ] + arguments,
            in: folder.path
        ).end()
    }

    private func report() throws -> XMLElement {
        let document = try XMLDocument(data: Data(try folder.read("junit.xml")))
        return try #require(document.rootElement())
    }

    private func markdown() throws -> String { String(decoding: try folder.read("report.md"), as: UTF8.self) }

    /// The sum of an attribute of all suites.
    private func count(_ attribute: String, in report: XMLElement) throws -> Int {
        try report.nodes(forXPath: "//testsuite/@\(attribute)").compactMap { $0.stringValue.flatMap { Int($0) } }
            .reduce(0, +)
    }

    @Test("Thresholds that are met are exit code 0, and passed in both reports")
    func met() async throws {
        let ended = try await serving { corpus, url in
            try await replay(corpus, url, "--threshold", "failures <= 10%", "--threshold", "p50 <= 1m")
        }
        #expect(ended.code == 0, "\(ended)")
        let report = try report()
        #expect(try count("failures", in: report) == 0 && count("errors", in: report) == 0)
        let names = try report.nodes(forXPath: "//testcase/@name").compactMap(\.stringValue)
        #expect(names.contains("failures <= 10%") && names.contains("p50 <= 1m"), "\(names)")
        #expect(try markdown().contains("failures"))
        #expect(try markdown().lowercased().contains("pass"))
    }

    @Test("One that is missed is exit code 99, and a failure in both reports")
    func missed() async throws {
        let ended = try await serving { corpus, url in
            try await replay(corpus, url, "--threshold", "failures <= 10%", "--threshold", "p50 <= 1us")
        }
        #expect(ended.code == 99, "\(ended)")
        let report = try report()
        #expect(try count("failures", in: report) == 1 && count("errors", in: report) == 0)
        let failed = try report.nodes(forXPath: "//testcase[failure]/@name").compactMap(\.stringValue)
        #expect(failed == ["p50 <= 1us"])
        #expect(try markdown().lowercased().contains("fail"))
        #expect(try markdown().contains("p50"))
        let runs = try RunHistory(path: folder.file("history.sqlite"), makes: false).runs()
        #expect(runs.map(\.verdict) == [.fail])
    }

    @Test("A condition to abort on ends a run long before its time, with exit code 99")
    func aborted() async throws {
        let ended = try await serving { corpus, url in
            // An hour of it, unless it ends as it should.
            try await replay(corpus, url, "--loop", "-d", "1h", "--abort-on", "p50 > 1us")
        }
        #expect(ended.code == 99, "\(ended)")
        let summary = try JSONValue(data: Data(try folder.read("result.json")))
        #expect(summary["aborted"]?["condition"]?["expression"] == .string("p50 > 1us"))
        #expect((summary["aborted"]?["seconds"]?.number ?? 3600) < 3000)
        #expect(summary["pacing"]?["stopped_early"] == .bool(true))
        #expect(try count("failures", in: try report()) >= 1)
        #expect(try markdown().contains("1us"))
    }

    @Test("A replay that ends by an error leaves its reports and its place in the history too, as invalid")
    func error() async throws {
        let ended = try await serving { corpus, url in
            // It answers three requests, and fails.
            try await replay(
                corpus,
                url,
                "--exec",
                #"head -n 3 | sed -u 's/.*"id":\([0-9]*\),.*/{"id":\1}/'; exit 7"#
            )
        }
        #expect(ended.code == 1, "\(ended)")
        #expect(ended.errors.contains("it ended with status 7"), "\(ended.errors)")
        let report = try report()
        #expect(try count("errors", in: report) == 1)
        let message = try report.nodes(forXPath: "//error/@message").first?.stringValue
        #expect(message?.contains("it ended with status 7") == true, "\(message ?? "no message")")
        #expect(try markdown().contains("it ended with status 7"))
        let summary = try JSONValue(data: Data(try folder.read("result.json")))
        #expect(summary["verdict"]?["outcome"] == .string("invalid"))
        let runs = try RunHistory(path: folder.file("history.sqlite"), makes: false).runs()
        #expect(runs.map(\.verdict) == [.invalid])
    }
}

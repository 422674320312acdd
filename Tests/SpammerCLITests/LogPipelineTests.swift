import Foundation
import TestSupport
import Testing

@Suite("From an access log to a replay")
struct LogPipelineTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private static let map = """
        # Where a log of ours has what a recording needs.
        time: when
        method: what.verb
        url: what.url
        status: code
        duration: took
        duration_unit: ms
        """

    private static let lines = """
        {"when":1773057601000,"what":{"verb":"GET","url":"http://prod.test/a"},"code":200,"took":1.5}
        {"when":1773057601010,"what":{"verb":"POST","url":"http://prod.test/b"},"code":200,"took":2}
        {"when":1773057601020,"what":{"verb":"GET","url":"http://prod.test/c?d"},"code":404,"took":3}

        """

    @Test("a map of its fields reads it, and --bodiless says what becomes of its POST")
    func mapped() async throws {
        let log = try folder.write("app.log", Array(Self.lines.utf8))
        let map = try folder.write("map.yaml", Array(Self.map.utf8))
        let corpus = folder.file("log.corpus")
        let recorded = try await Tool.run("record", log, "--log-map", map, "-o", corpus)
        #expect(recorded.code == 0, "\(recorded.errors)")
        #expect(recorded.output.contains("Recorded 3 exchanges"))
        #expect(recorded.output.contains("mapped log"))
        let server = try Tool(["serve", corpus, "--port", "0", "--latency", "none"])
        let line = try #require(try await server.line(with: "Serving"))
        let url = String(try #require(line.firstMatch(of: /http:\/\/[0-9.:]+/)).output)
        for (choice, sent) in [("skip", 2.0), ("send", 3.0)] {
            let summary = folder.file("\(choice).json")
            let ended = try await Tool.run(
                "replay",
                corpus,
                "--target",
                url,
                "--bodiless",
                choice,
                "-o",
                summary,
                "--log",
                folder.file("\(choice).log")
            )
            #expect(ended.code == 0, "\(ended.errors)")
            #expect(ended.output.contains("1 for: body not recorded") == (choice == "skip"))
            let books = try JSONValue(data: Data(try folder.read("\(choice).json")))["books"]
            #expect(books?["sent"]?.number == sent)
            #expect(books?["passed"]?.number == sent)
        }
        server.interrupt()
    }

    @Test("a load balancer's is read as it is, gzipped too, and a format can be named")
    func named() async throws {
        let line =
            #"https 2026-03-09T12:00:01.250000Z app/lb/1 203.0.113.4:2817 10.0.0.1:80 0.001 0.048 0.001 200 200 34 366 "#
            + #""GET https://www.test:443/ HTTP/1.1" "curl/8.5.0" - -"#
        let path = try folder.write("elb.log", Array((line + "\n" + line + "\n").utf8))
        let recorded = try await Tool.run("record", path, "-o", folder.file("a.corpus"))
        #expect(recorded.output.contains("Recorded 2 exchanges"))
        #expect(recorded.output.contains("alb log"))
        let odd = try folder.write("odd.log", Array(#"{"ts":1773057601.5,"verb":"GET","path":"/a","status":200}"#.utf8))
        let named = try await Tool.run("record", odd, "--format", "apache", "-o", folder.file("b.corpus"))
        #expect(named.output.contains("apache log"))
    }
}

import Corpus
import Foundation
import TestSupport
import Testing

@Suite("Responses that are kept, on the command line")
struct ResponseBodiesTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let entries = (0..<3).map { number in
            """
            {"startedDateTime":"2024-01-01T00:00:0\(number)Z","time":5,\
            "request":{"method":"GET","url":"http://a.test/\(number)"},\
            "response":{"status":200,"bodySize":8,"headers":[{"name":"Set-Cookie","value":"sid=s3cretValue9"}],\
            "content":{"size":8,"text":"answer \(number)"}}}
            """
        }
        let archive = #"{"log":{"entries":["# + entries.joined(separator: ",") + "]}}"
        try folder.write("in.har", Array(archive.utf8))
        try folder.write("key", Array("0123456789abcdef0123456789abcdef".utf8))
    }

    @Test("are shown, counted, exported, and carried by slices, merges, redaction and encryption")
    func carried() async throws {
        func tool(_ arguments: String...) async throws -> String {
            let ended = try await Tool(arguments).end()
            #expect(ended.code == 0, "\(ended.errors)")
            return ended.output
        }
        let (first, second, third) = (folder.file("a.corpus"), folder.file("b.corpus"), folder.file("c.corpus"))
        let recorded = try await tool("record", folder.file("in.har"), "-o", first, "--response-bodies")
        #expect(recorded.contains("response Set-Cookie"))
        #expect(try await tool("show", first, "--id", "2").contains("answer 1"))
        // A line of it may be broken anywhere between words.
        let inspected = try await tool("inspect", first).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(inspected.contains("3 responses kept, with 3 bodies of 24 B"))
        #expect(try await tool("export", first, "--format", "har").contains("answer 2"))
        _ = try await tool("merge", first, "-o", second)
        _ = try await tool("slice", second, "-o", third, "--encrypt-key-file", folder.file("key"))
        let shown = try await tool("show", third, "--id", "2", "--key-file", folder.file("key"))
        #expect(shown.contains("answer 1") && shown.contains("s3cretValue9"))
        _ = try await tool("redact", first, "-o", folder.file("d.corpus"))
        let safe = try await tool("show", folder.file("d.corpus"), "--id", "2")
        #expect(safe.contains("answer 1") && !safe.contains("s3cretValue9"))
    }

    @Test("are not in a corpus that was not asked for them, nor past the limit; a limit alone is refused")
    func absent() async throws {
        let input = folder.file("in.har")
        #expect(try await Tool.run("record", input, "-o", folder.file("a.corpus")).code == 0)
        let plain = try CorpusReader(path: folder.file("a.corpus"))
        while let exchange = try plain.next() { #expect(exchange.response == nil) }
        let limited = try await Tool.run(
            "record",
            input,
            "-o",
            folder.file("b.corpus"),
            "--response-bodies",
            "--response-body-limit",
            "7"
        )
        #expect(limited.code == 0, "\(limited.errors)")
        let reader = try CorpusReader(path: folder.file("b.corpus"))
        while let exchange = try reader.next() { #expect(exchange.response.map { $0.body == nil } == true) }
        for bad in [["--response-body-limit", "1MB"], ["--response-bodies", "--response-body-limit", "17MiB"]] {
            let refused = try await Tool(["record", input, "-o", folder.file("c.corpus")] + bad).end()
            #expect(refused.code == 64)
        }
    }
}

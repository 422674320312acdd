import Corpus
import Foundation
import TestSupport
import Testing

@Suite("A recording for which there is no room")
struct FullDiskTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// A capture of requests that do not compress.
    private func capture(_ count: Int) throws -> String {
        var random = SeededGenerator(seed: 5)
        var script = PacketScript()
        var connection = PacketScript.Connection()
        script.open(&connection)
        for _ in 0..<count {
            let word = (0..<64).map { _ in String(random.next(), radix: 36) }.joined()
            script.send(&connection, .client, "GET /\(word) HTTP/1.1\r\nHost: a\r\n\r\n")
            script.send(&connection, .server, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        }
        return try folder.write("in.pcap", script.pcap)
    }

    @Test("is a clear error that names the part that was written, and that part can be read")
    func partial() async throws {
        let input = try capture(4000)
        let output = folder.file("out.corpus")
        let ended = try await Tool(["record", input, "-o", output], fileBlocks: 3000).end()
        #expect(ended.code == 1)
        #expect(ended.errors.contains("out.corpus could not be written any further: File too large"))
        #expect(ended.errors.split(separator: "\n").count == 1)
        #expect(folder.names == ["in.pcap", "out.corpus.partial"])
        let reader = try CorpusReader(path: output + ".partial")
        #expect(!reader.isComplete)
        var count = 0
        while let exchange = try reader.next() {
            #expect(exchange.outcome.status == 200)
            count += 1
        }
        #expect(count > 100)
        #expect(ended.errors.contains("has the \(count) exchanges that were written before"))
        let inspected = try await Tool.run("inspect", output + ".partial")
        #expect(inspected.code == 0)
        #expect(inspected.output.contains("This corpus has no end"))
    }

    @Test(
        "for a single block leaves nothing",
        .disabled(if: Sanitizer.isThread, "the thread sanitizer's own memory is a file, which may be no longer either")
    )
    func nothing() async throws {
        let input = try capture(40)
        let ended = try await Tool(["record", input, "-o", folder.file("out.corpus")], fileBlocks: 4).end()
        #expect(ended.code == 1)
        #expect(ended.errors.contains("File too large"))
        #expect(folder.names == ["in.pcap"])
    }
}

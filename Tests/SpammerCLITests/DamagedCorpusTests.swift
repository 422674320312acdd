import Corpus
import Foundation
import TestSupport
import Testing

@Suite("A damaged corpus on the command line")
struct DamagedCorpusTests {
    private let folder: TemporaryFolder
    private let damaged: String

    /// Two blocks and more, of which the first one has a byte that is another.
    init() throws {
        folder = try TemporaryFolder()
        let writer = try CorpusWriter(path: folder.file("whole.corpus"))
        for number in 0..<30 {
            let words = (0..<20_000).map { "\($0 &* (number + 7) &* 7919)" }.joined(separator: ",")
            try writer.append(
                Exchange(
                    start: Timestamp(nanoseconds: Int64(number) * 1_000_000_000),
                    connection: nil,
                    request: RecordedRequest(
                        method: Array("POST".utf8),
                        target: Array("/\(number)".utf8),
                        authority: Array("shop.test".utf8),
                        fields: Array("Host: shop.test\r\n".utf8),
                        body: Array(words.utf8),
                        version: nil,
                        scheme: .http
                    ),
                    outcome: Outcome(ending: .complete, status: 200)
                )
            )
        }
        let footer = try writer.finish(provenance: Provenance())
        try #require(footer.index.count > 1)
        var bytes = try folder.read("whole.corpus")
        bytes[Int(footer.index[0].offset) + 100] ^= 0x10
        damaged = try folder.write("damaged.corpus", bytes)
    }

    @Test("is an error that names the block", arguments: ["inspect", "export"])
    func refused(_ command: String) async throws {
        let ended = try await Tool.run(command, damaged)
        #expect(ended.code == 1)
        #expect(ended.errors.contains("damaged.corpus: block 0 at byte "))
        #expect(ended.errors.contains("--skip-damaged"))
    }

    @Test("is read without the block, and what that lost is said")
    func skipped() async throws {
        let exported = try await Tool.run("export", damaged, "--skip-damaged")
        #expect(exported.code == 0)
        let left = exported.output.split(separator: "\n").count
        #expect(left > 0 && left < 30)
        #expect(exported.errors.contains("1 damaged block was passed over, with \(30 - left) exchanges"))
        let inspected = try await Tool.run("inspect", damaged, "--skip-damaged")
        #expect(inspected.output.contains("1 damaged block was passed over, with \(30 - left) exchanges."))
        // Its figures are of what was read, whatever the corpus says of itself.
        #expect(inspected.output.contains("damaged.corpus: \(left) exchanges"))
        let json = try await Tool.run("inspect", damaged, "--skip-damaged", "--format", "json")
        let figures = try JSONValue(text: json.output)
        #expect(figures["totals"]?["exchanges"] == .number(Double(left)))
        guard case .array(let endpoints) = figures["endpoints"] else {
            Issue.record("no endpoints")
            return
        }
        #expect(endpoints.allSatisfy { $0["count"] != .number(30) })
    }
}

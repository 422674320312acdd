import Corpus
import Foundation
import TestSupport
import Testing

@Suite("A recording that is killed")
struct KilledRecordingTests {
    private static let requests = 1600
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// A capture of requests that do not compress, so that they fill several blocks.
    private func capture() throws -> String {
        var random = SeededGenerator(seed: 5)
        var script = PacketScript()
        var connection = PacketScript.Connection()
        script.open(&connection)
        for number in 0..<Self.requests {
            let word = (0..<64).map { _ in String(random.next(), radix: 36) }.joined()
            script.send(&connection, .client, "GET /\(number)/\(word) HTTP/1.1\r\nHost: a\r\n\r\n")
            script.send(&connection, .server, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        }
        return try folder.write("in.pcap", script.pcap)
    }

    @Test("leaves whole blocks at whatever size of its file it was killed, and a repair gives them an index")
    func killed() async throws {
        let input = try capture()
        let partial = folder.file("out.corpus.partial")
        var random = SeededGenerator(seed: 11)
        var found: Set<Int> = []
        for number in 0..<100 {
            let size = Int.random(in: 0..<1_100_000, using: &random)
            let tool = try Tool(["record", input, "-o", folder.file("out.corpus"), "--force"])
            // The moment is that at which the file has come to be so large.
            while tool.isRunning, (try? folder.size(of: "out.corpus.partial")) ?? -1 < size { await Task.yield() }
            tool.kill()
            _ = try await tool.end()
            guard folder.names.contains("out.corpus.partial") else { continue }
            guard try folder.size(of: "out.corpus.partial") >= 34 else { continue }
            let count = try exchanges(of: partial)
            found.insert(count)
            // All are read; some are repaired.
            guard number % 5 == 0 else { continue }
            let repaired = try await Tool.run("inspect", partial, "--repair", "--format", "json")
            #expect(repaired.code == 0, "\(repaired.errors)")
            #expect(try JSONValue(text: repaired.output)["isComplete"] == .bool(true))
            #expect(try exchanges(of: partial) == count)
        }
        // Killed early and late.
        #expect(found.count > 1, "\(found)")
    }

    /// How many exchanges a file has; they are the first ones of the capture, in their order.
    private func exchanges(of path: String) throws -> Int {
        let reader = try CorpusReader(path: path)
        var (count, misplaced) = (0, 0)
        while let exchange = try reader.next() {
            if !exchange.request.bytes(of: .target).starts(with: "/\(count)/".utf8) { misplaced += 1 }
            count += 1
        }
        #expect(misplaced == 0)
        return count
    }
}

extension TemporaryFolder {
    fileprivate func size(of name: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: file(name))[.size] as? Int ?? 0
    }
}

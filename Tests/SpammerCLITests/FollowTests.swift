import Corpus
import Foundation
import TestSupport
import Testing

@Suite("A ring of captures that is followed")
struct FollowTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.file("ring"), withIntermediateDirectories: true)
    }

    private static func request(_ number: Int) -> String { "GET /\(number) HTTP/1.1\r\nHost: a\r\n\r\n" }
    private static let response = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    /// A capture of some of a script's packets.
    private func capture(_ script: PacketScript, _ range: Range<Int>) -> [UInt8] {
        var part = script
        part.edit { $0 = Array($0[range]) }
        return part.pcap
    }

    private func append(_ bytes: [UInt8], to name: String) throws {
        let file = try FileHandle(forWritingTo: URL(filePath: folder.file(name)))
        try file.seekToEnd()
        try file.write(contentsOf: bytes)
        try file.close()
    }

    @Test("is one recording, of files that were there, that grow and that appear", .timeLimit(.minutes(2)))
    func follow() async throws {
        // One connection all along; five packets for the handshake and each exchange, four with its acknowledgments.
        var script = PacketScript()
        var connection = PacketScript.Connection()
        script.open(&connection)
        for number in 0..<6 {
            script.send(&connection, .client, Self.request(number))
            script.send(&connection, .server, Self.response)
        }
        #expect(script.packets.count == 27)
        try folder.write("ring/one", capture(script, 0..<9))
        try folder.write("ring/notes.txt", Array("no capture at all".utf8))
        let tool = try Tool(
            ["record", "--follow", "ring", "--limit", "6", "-o", folder.file("out.corpus")],
            in: folder.path
        )
        #expect(try await tool.errorLine(with: "Recording ring") != nil)
        // In the middle of an exchange, and of a packet.
        let second = capture(script, 9..<17)
        try folder.write("ring/two", Array(second.prefix(second.count - 100)))
        try append(second.suffix(100), to: "ring/two")
        try folder.write("ring/three", Array(capture(script, 17..<27)))
        let ended = try await tool.end()
        #expect(ended.code == 0, "\(ended.errors)")
        let reader = try CorpusReader(path: folder.file("out.corpus"))
        var targets: [String] = []
        while let exchange = try reader.next() { targets.append(exchange.request.target) }
        #expect(targets == (0..<6).map { "/\($0)" })
        let provenance = try #require(reader.footer).provenance
        #expect(provenance.account.imbalances == [])
        #expect(provenance.account.streams.total == 1)
        #expect(provenance.account.bytes.lostInGaps == 0)
        // All but the acknowledgment behind the sixth response, with which it had enough.
        #expect(provenance.account.packets.total == 26)
        #expect(provenance.sources.map(\.kind) == ["ring"])
        #expect(provenance.sources.first?.warnings.contains { $0.contains("notes.txt is no capture") } == true)
    }

    @Test("that is not there is a clear error")
    func missing() async throws {
        let ended = try await Tool.run("record", "--follow", folder.file("nowhere"), "-o", folder.file("x.corpus"))
        #expect(ended.code == 1)
        #expect(ended.errors.contains("nowhere"))
    }
}

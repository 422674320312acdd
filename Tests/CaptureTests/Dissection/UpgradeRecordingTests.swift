import Corpus
import TestSupport
import Testing

@testable import Capture

@Suite("Connections that leave HTTP are recorded")
struct UpgradeRecordingTests {
    private static func upgrade(_ path: String) -> String {
        "GET \(path) HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"
    }

    /// A client that asks twice to leave HTTP, with bytes behind each request, before any answer.
    private func recording(first: Int, between: String, second: Int, answer: String) throws -> Recording {
        var script = PacketScript()
        var connection = PacketScript.Connection()
        script.open(&connection)
        script.send(&connection, .client, Self.upgrade("/a"))
        if first > 0 { script.send(&connection, .client, String(repeating: "x", count: first)) }
        script.send(&connection, .client, between + Self.upgrade("/b") + String(repeating: "y", count: second))
        script.send(&connection, .server, answer)
        script.send(&connection, .client, "more")
        script.close(&connection)
        let recording = try Recording(script)
        #expect(recording.account.imbalances == [])
        return recording
    }

    @Test("and a client that asks again before it is answered has the bytes between counted, whichever are more")
    func askedTwice() throws {
        for (first, second) in [(50, 3), (3, 50), (0, 3), (50, 0), (7, 7)] {
            for between in ["", "zz\r\n"] {
                let refusal = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                let recording = try recording(first: first, between: between, second: second, answer: refusal)
                #expect(recording.lines == ["GET /a 200", "GET /b -"])
                #expect(recording.account.bytes.upgraded == 0)
            }
        }
    }

    @Test("and of two requests to leave HTTP the second one may be granted")
    func grantedSecond() throws {
        let answers = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 101 Switching Protocols\r\n\r\nhello"
        let recording = try recording(first: 50, between: "", second: 3, answer: answers)
        #expect(recording.lines == ["GET /a 200", "GET /b 101"])
        // Three of the client before the answer, four after it, and five of the server.
        #expect(recording.account.bytes.upgraded == 12)
        #expect(recording.account.bytes.skipped == 50)
    }

    @Test("and whatever the two ends say, and is lost of it, the books balance", arguments: UInt64(1)...60)
    func anything(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<10 {
            var script = PacketScript()
            var connection = PacketScript.Connection()
            if Int.random(in: 0..<8, using: &random) > 0 { script.open(&connection) }
            for _ in 0..<Int.random(in: 2...16, using: &random) {
                let piece = ConversationPiece.random(using: &random)
                let sender: PacketScript.Sender = piece.isServer ? .server : .client
                if Int.random(in: 0..<20, using: &random) == 0 {
                    script.lose(&connection, sender, .random(in: 1...50, using: &random))
                }
                script.send(&connection, sender, piece.bytes)
            }
            if Bool.random(using: &random) { script.close(&connection) }
            let recording = try Recording(alone: script.pcap)
            #expect(recording.account.imbalances == [], "\(recording.account)")
            let written = recording.account.messages.paired + recording.account.messages.requestsWithoutResponse
            #expect(UInt64(recording.exchanges.count) == written)
        }
    }
}

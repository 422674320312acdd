import Corpus
import TestSupport
import Testing

@testable import Capture

@Suite("A recording that keeps responses")
struct KeptResponseTests {
    private static let head = "Content-Type: text/plain\r\nContent-Length: 5\r\n"

    /// Connections of one exchange each, recorded with a limit of bytes.
    private func record(_ responses: [String], limit: Int?) throws -> Recording {
        var script = PacketScript()
        for (number, response) in responses.enumerated() {
            var connection = PacketScript.Connection(client: .init([10, 0, 0, 7], UInt16(50_000 + number)))
            script.open(&connection)
            script.send(&connection, .client, "GET /\(number) HTTP/1.1\r\nHost: shop.test\r\n\r\n")
            script.send(&connection, .server, response)
            script.close(&connection)
        }
        return try Recording(script) { $0.dissection.responseBodyBytes = limit }
    }

    @Test("has their fields and bodies, and one that does not has neither")
    func kept() throws {
        let response = "HTTP/1.1 200 OK\r\n\(Self.head)\r\nhello"
        let recording = try record([response], limit: 100)
        let kept = RecordedResponse(fieldLines: Array(Self.head.utf8), body: Array("hello".utf8))
        #expect(recording.exchanges.first?.response == kept)
        #expect(recording.exchanges.first?.outcome.responseDigest == 0x3610_A686)
        #expect(try record([response], limit: nil).exchanges.first.map { $0.response == nil } == true)
    }

    @Test("has a body without its chunks, and not what came before it with a 100")
    func chunked() throws {
        let response =
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"
        let exchange = try #require(try record([response], limit: 100).exchanges.first)
        #expect(exchange.response?.body == Array("hello".utf8))
        #expect(exchange.response?.fieldLines == Array("Transfer-Encoding: chunked\r\n".utf8))
    }

    @Test("has the digest only of a body that is longer than the limit, and counts it")
    func limit() throws {
        let long = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello!"
        let recording = try record([long, "HTTP/1.1 200 OK\r\n\(Self.head)\r\nhello"], limit: 5)
        let exchanges = recording.exchanges.sorted { $0.start < $1.start }
        #expect(exchanges.map { $0.response?.body } == [nil, Array("hello".utf8)])
        #expect(exchanges.first?.response?.fieldLines == Array("Content-Length: 6\r\n".utf8))
        #expect(exchanges.first?.outcome.responseDigest != nil && exchanges.first?.outcome.responseSize == 6)
        #expect(recording.account.events["responseBodyLimit"] == 1)
    }

    @Test("has the fields only of one that was cut off")
    func cutOff() throws {
        let exchange = try #require(
            try record(["HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello"], limit: 100).exchanges.first
        )
        #expect(exchange.outcome.ending == .closed)
        #expect(exchange.response == RecordedResponse(fieldLines: Array("Content-Length: 50\r\n".utf8), body: nil))
    }

    @Test("of a HAR file has its texts, and no content coding that they are without")
    func archive() throws {
        func entry(_ content: String) -> String {
            """
            {"startedDateTime":"2024-01-01T00:00:00Z","request":{"method":"GET","url":"http://a.test/"},\
            "response":{"status":200,"headers":[{"name":"Content-Encoding","value":"gzip"},{"name":"A","value":"b"}],\
            "content":\(content)}}
            """
        }
        let contents = [
            #"{"text":"{\"a\":1}"}"#, #"{"text":"AP8=","encoding":"base64"}"#, #"{"size":9}"#,
            #"{"text":"longer than the limit"}"#,
        ]
        let archive = #"{"log":{"entries":["# + contents.map(entry).joined(separator: ",") + "]}}"
        let recording = try Recording(bytes: Array(archive.utf8)) { $0.dissection.responseBodyBytes = 10 }
        let bodies = recording.exchanges.map { $0.response?.body }
        #expect(bodies == [Array(#"{"a":1}"#.utf8), [0, 0xFF], nil, nil])
        let fields = recording.exchanges.map { String(decoding: $0.response?.fieldLines ?? [], as: UTF8.self) }
        #expect(fields == ["A: b\r\n", "A: b\r\n", "Content-Encoding: gzip\r\nA: b\r\n", "A: b\r\n"])
    }
}

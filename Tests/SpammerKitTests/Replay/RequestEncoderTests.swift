import Corpus
import HTTPWire
import NIOCore
import Requester
import TestSupport
import Testing

@testable import SpammerKit

@Suite("Request encoder")
struct RequestEncoderTests {
    private static let target = Origin(scheme: .http, host: "staging", port: 8080)

    private func request(
        _ method: String = "GET",
        _ target: String = "/",
        fields: String = "",
        body: String = "",
        trailers: String = "",
        authority: String = "prod.example",
        version: HTTPVersion? = .http11,
        state: RecordedRequest.BodyState = .complete
    ) -> RecordedRequest {
        RecordedRequest(
            method: Array(method.utf8),
            target: Array(target.utf8),
            authority: Array(authority.utf8),
            fields: Array(fields.utf8),
            body: Array(body.utf8),
            trailers: Array(trailers.utf8),
            version: version,
            scheme: .http,
            bodyState: state
        )
    }

    private func encode(
        _ request: RecordedRequest,
        keepsHost: Bool = false,
        sendsBodiless: Bool = false
    ) throws -> String {
        var buffer: [UInt8] = []
        try RequestEncoder(targets: [Self.target], keepsHost: keepsHost, sendsBodiless: sendsBodiless)
            .encode(request, into: &buffer)
        return String(decoding: buffer, as: UTF8.self)
    }

    @Test("Field lines keep their order, case and white space; Host follows the target where it stood")
    func fieldLines() throws {
        let recorded = request(
            "GET",
            "/a?b=%20c",
            fields: "x-First:  1\r\nHost: prod.example\r\nX-LAST:2 \r\nx-First: 3\r\n"
        )
        #expect(
            try encode(recorded)
                == "GET /a?b=%20c HTTP/1.1\r\nx-First:  1\r\nHost: staging:8080\r\nX-LAST:2 \r\nx-First: 3\r\n\r\n"
        )
    }

    @Test("Host stays as recorded when that is asked for, and comes from the authority when there was no line")
    func originalHost() throws {
        #expect(
            try encode(request(fields: "Host: prod.example\r\n"), keepsHost: true)
                == "GET / HTTP/1.1\r\nHost: prod.example\r\n\r\n"
        )
        #expect(try encode(request(version: .http2), keepsHost: true) == "GET / HTTP/1.1\r\nHost: prod.example\r\n\r\n")
        #expect(try encode(request(version: .http10)) == "GET / HTTP/1.1\r\nHost: staging:8080\r\n\r\n")
    }

    @Test(
        "What was for the recorded connection is left out",
        arguments: [
            "Connection: close\r\n", "Connection: keep-alive, X-Hop\r\nx-hop: 1\r\n", "Keep-Alive: timeout=5\r\n",
            "Proxy-Connection: keep-alive\r\n", "TE: trailers\r\n", "Upgrade: h2c\r\n", "Expect: 100-continue\r\n",
            "Proxy-Authorization: Basic x\r\n",
        ]
    )
    func hopByHop(fields: String) throws {
        #expect(try encode(request(fields: "Host: a\r\n" + fields)) == "GET / HTTP/1.1\r\nHost: staging:8080\r\n\r\n")
    }

    @Test("The body is sent as recorded, and its length is its own")
    func length() throws {
        let recorded = request("PUT", fields: "Content-Length: 99\r\nA: b\r\n", body: "hello")
        #expect(
            try encode(recorded) == "PUT / HTTP/1.1\r\nHost: staging:8080\r\nContent-Length: 5\r\nA: b\r\n\r\nhello"
        )
    }

    @Test("A POST without a body says so, a GET says nothing")
    func emptyBodies() throws {
        #expect(try encode(request("POST")) == "POST / HTTP/1.1\r\nHost: staging:8080\r\nContent-Length: 0\r\n\r\n")
        #expect(try encode(request("GET")) == "GET / HTTP/1.1\r\nHost: staging:8080\r\n\r\n")
    }

    @Test("A chunked body stays chunked, with its trailers")
    func chunked() throws {
        let fields = "Transfer-Encoding: chunked\r\nTrailer: Sum\r\n"
        #expect(
            try encode(request("POST", fields: fields, body: "hello, world", trailers: "Sum: 1\r\n"))
                == "POST / HTTP/1.1\r\nHost: staging:8080\r\nTransfer-Encoding: chunked\r\nTrailer: Sum\r\n\r\n"
                + "c\r\nhello, world\r\n0\r\nSum: 1\r\n\r\n"
        )
        #expect(try encode(request("POST", fields: fields)).hasSuffix("\r\n\r\n0\r\n\r\n"))
    }

    @Test(
        "Both lengths at once, and repeated ones, become one",
        arguments: [
            "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", "Content-Length: 5\r\nContent-Length: 5\r\n",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        ]
    )
    func oneFraming(fields: String) throws {
        let encoded = try encode(request("POST", fields: fields, body: "hello"))
        let lines = encoded.split(separator: "\r\n").filter {
            $0.hasPrefix("Content-Length") || $0.hasPrefix("Transfer-Encoding")
        }
        #expect(lines.count == 1)
    }

    @Test(
        "A target for a proxy becomes one for a server",
        arguments: [
            ("http://prod.example/a?b", "/a?b"), ("http://prod.example", "/"), ("http://prod.example?x", "/?x"),
            ("*", "*"),
            ("/a://b", "/a://b"), ("", "/"),
        ]
    )
    func targets(recorded: String, sent: String) throws {
        #expect(try encode(request("OPTIONS", recorded)).hasPrefix("OPTIONS \(sent) HTTP/1.1\r\n"))
    }

    @Test(
        "A body that was not recorded is sent empty where that is asked for",
        arguments: ["", "Content-Length: 12\r\n", "Transfer-Encoding: chunked\r\n"]
    )
    func bodiless(fields: String) throws {
        let recorded = request("POST", fields: fields, state: .absent)
        #expect(throws: RequestEncoder.Unsendable.bodyAbsent) { try encode(recorded) }
        let sent = try encode(recorded, sendsBodiless: true)
        #expect(
            sent.hasSuffix("Content-Length: 0\r\n\r\n") || sent.hasSuffix("Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
        )
        // A body that was cut is no body that nobody saw.
        #expect(throws: RequestEncoder.Unsendable.bodyTruncated) {
            try encode(request("POST", fields: fields, body: "he", state: .truncated), sendsBodiless: true)
        }
        #expect(try encode(request("GET", state: .absent)) == "GET / HTTP/1.1\r\nHost: staging:8080\r\n\r\n")
    }

    @Test("What cannot be replayed is told apart")
    func unsendable() {
        #expect(throws: RequestEncoder.Unsendable.connect) { try encode(request("CONNECT", "h:443")) }
        #expect(throws: RequestEncoder.Unsendable.bodyTruncated) {
            try encode(request("POST", body: "he", state: .truncated))
        }
        #expect(throws: RequestEncoder.Unsendable.bodyAbsent) { try encode(request("POST", state: .absent)) }
        #expect(throws: RequestEncoder.Unsendable.lineBreak) { try encode(request("GET", "/a\r\nX: y")) }
        #expect(throws: RequestEncoder.Unsendable.upgrade) {
            var buffer: [UInt8] = []
            try RequestEncoder(targets: [Self.target], keepsHost: false)
                .encode(request(), switchedProtocols: true, into: &buffer)
        }
    }

    @Test("Whatever was recorded, what is sent parses as exactly one request with the same body")
    func roundTrip() throws {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<500 {
            let body = String(repeating: "b", count: Int.random(in: 0...50, using: &random))
            var fields = ""
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                let lines = [
                    "A: 1", "Host: h", "Connection: close, a", "B:", "C:\t2 ", "Content-Length: 3",
                    "transfer-encoding: chunked",
                ]
                fields += (lines.randomElement(using: &random) ?? "A: 1") + "\r\n"
            }
            let method = ["GET", "POST", "PATCH", "DELETE"].randomElement(using: &random) ?? "GET"
            let bytes = Array(try encode(request(method, fields: fields, body: body)).utf8)
            var parser = HTTP1Parser(role: .request)
            var offset = 0
            var received = 0
            var ends = 0
            loop: while true {
                switch parser.next(bytes.span.bytes, from: &offset) {
                case .body(let range): received += range.count
                case .end: ends += 1
                case .needsMoreBytes: break loop
                case .head: break
                case .tunnel, .failure:
                    Issue.record("\(String(decoding: bytes, as: UTF8.self))")
                    break loop
                }
            }
            #expect(ends == 1 && received == body.utf8.count && parser.isIdle)
        }
    }

    @Test(
        "A line break in what would be Host, or in a trailer, makes no two requests of one",
        arguments: ["a\r\nX: y", "a\nX: y", "a\r\n\r\nGET /admin HTTP/1.1"]
    )
    func lineBreaks(_ text: String) throws {
        let withoutHost = request(fields: "A: b\r\n", authority: text)
        #expect(throws: RequestEncoder.Unsendable.lineBreak) { try encode(withoutHost, keepsHost: true) }
        #expect(try encode(withoutHost).hasPrefix("GET / HTTP/1.1\r\nHost: staging:8080\r\n"))
        let fields = "Host: a\r\nTransfer-Encoding: chunked\r\n"
        #expect(throws: RequestEncoder.Unsendable.lineBreak) {
            try encode(request("POST", fields: fields, body: "x", trailers: "X-Sum: 1\r2\r\n"))
        }
        let second = request("POST", fields: fields, body: "x", trailers: "A: b\r\n\r\nGET /admin HTTP/1.1\r\n\r\n")
        #expect(try encode(second).hasSuffix("\r\n0\r\nA: b\r\nGET /admin HTTP/1.1\r\n\r\n"))
    }
}

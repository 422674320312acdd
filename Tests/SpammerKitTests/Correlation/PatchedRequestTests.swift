import Corpus
import HTTPWire
import NIOCore
import Requester
import TestSupport
import Testing

@testable import SpammerKit

@Suite("A request with the target's values in it")
struct PatchedRequestTests {
    private func link(_ use: ValueUse, _ value: String, in exchange: Exchange) throws -> ValueLink {
        let part = exchange.request.bytes(of: use.part)
        let found = try #require(part.firstRange(of: Array(value.utf8)))
        return ValueLink(
            source: ValueSource(endpoint: "", place: .header("a")),
            connection: 1,
            age: 1,
            use: use,
            range: found.lowerBound - part.startIndex..<found.upperBound - part.startIndex
        )
    }

    private func encoded(_ exchange: Exchange, _ encoder: RequestEncoder? = nil) throws -> ByteBuffer {
        var buffer: [UInt8] = []
        let target = Origin(scheme: .http, host: "127.0.0.1", port: 80)
        try (encoder ?? RequestEncoder(targets: [target], keepsHost: false)).encode(exchange.request, into: &buffer)
        return ByteBuffer(bytes: buffer)
    }

    @Test("has a length that is right, in Content-Length and in chunks", arguments: [false, true])
    func lengths(_ isChunked: Bool) throws {
        let framing = isChunked ? "Transfer-Encoding: chunked\r\n" : "Content-Length: 24\r\n"
        let exchange = SmallCorpus.exchange(
            "POST",
            "/a/OLDPATH/b?q=OLDQUERY",
            at: 0,
            body: #"{"t": "OLDBODY", "n": 1}"#,
            fields: "X: same\r\nX: OLDFIELD\r\n\(framing)"
        )
        let recorded = try encoded(exchange)
        let layout = try #require(EncodedLayout(Array(buffer: recorded)))
        let values = ["OLDPATH": "p", "OLDQUERY": "queryquery", "OLDFIELD": "f", "OLDBODY": "bodybodybody"]
        let uses: [(ValueUse, String)] = [
            (.path, "OLDPATH"), (.query, "OLDQUERY"), (.header, "OLDFIELD"), (.json, "OLDBODY"),
        ]
        let patches = try uses.map { use, old in
            let place = layout.place(
                of: try link(use, old, in: exchange),
                recorded: exchange.request,
                sent: exchange.request
            )
            return PatchedRequest.Patch(range: try #require(place), bytes: Array((values[old] ?? "").utf8))
        }
        let text = String(buffer: PatchedRequest.bytes(recorded, patches, layout.length))
        #expect(text.hasPrefix("POST /a/p/b?q=queryquery HTTP/1.1\r\n"))
        #expect(text.contains("\r\nX: same\r\nX: f\r\n"))
        let body = #"{"t": "bodybodybody", "n": 1}"#
        #expect(text.hasSuffix(isChunked ? "\r\n\r\n1d\r\n\(body)\r\n0\r\n\r\n" : "Content-Length: 29\r\n\r\n\(body)"))
    }

    @Test("finds a value in a target that was rewritten, and says so where it is not there any more")
    func rewritten() throws {
        let exchange = SmallCorpus.exchange("GET", "/v1/OLDPATH/x", at: 0)
        let target = Origin(scheme: .http, host: "127.0.0.1", port: 80)
        let path = try link(.path, "OLDPATH", in: exchange)
        for (rewrite, expected) in [("^/v1/=>/version2/", true), ("OLDPATH=>new", false)] {
            let encoder = RequestEncoder(targets: [target], keepsHost: false, rewrites: [try TargetRewrite(rewrite)])
            let bytes = Array(buffer: try encoded(exchange, encoder))
            let layout = try #require(EncodedLayout(bytes))
            let place = layout.place(of: path, recorded: exchange.request, sent: exchange.request)
            #expect(place.map { String(decoding: bytes[$0], as: UTF8.self) } == (expected ? "OLDPATH" : nil))
        }
    }

    @Test("keeps what responses gave until memory asks for it, and tells what has not come from what was not there")
    func values() {
        var values = GivenValues(mostBytes: 1000)
        #expect(values.value(of: 1, at: 0) == .unknown)
        values.take([(source: 3, value: [1, 2])], of: 1)
        #expect(values.value(of: 1, at: 3) == .value([1, 2]))
        #expect(values.value(of: 1, at: 4) == .none)
        values.take([(source: 4, value: [9])], of: 1)
        #expect(values.value(of: 1, at: 3) == .value([1, 2]))
        #expect(values.value(of: 1, at: 4) == .value([9]))
        for exchange in UInt64(2)..<100 { values.take([(source: 0, value: [0])], of: exchange) }
        #expect(values.value(of: 1, at: 3) == .unknown)
        #expect(values.value(of: 99, at: 0) == .value([0]))
        #expect(values.forgotten > 50)
    }
}

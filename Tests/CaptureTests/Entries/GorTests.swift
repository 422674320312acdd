import Corpus
import Foundation
import HTTPWire
import TestSupport
import Testing

@testable import Capture

@Suite("A GoReplay file")
struct GorTests {
    private static let separator = "\n🐵🙈🙉\n"

    private func payload(_ type: Int, _ id: Int, _ time: Int64, latency: Int = 0, _ message: String) -> String {
        let number = String(id, radix: 16)
        let digits = String(repeating: "0", count: 24 - number.count) + number
        return "\(type) \(digits) \(time) \(latency)\n\(message)\(Self.separator)"
    }

    private func get(_ id: Int, _ path: String = "/a") -> String {
        payload(1, id, 1_700_000_000_000_000_000 + Int64(id), "GET \(path) HTTP/1.1\r\nHost: shop.test\r\n\r\n")
    }

    private func ok(_ id: Int, _ body: String = "hello") -> String {
        let message = "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        return payload(2, id, 1_700_000_000_000_000_000 + Int64(id), latency: 5_000_000, message)
    }

    private func record(_ text: String) throws -> Recording {
        let recording = try Recording(bytes: Array(text.utf8))
        #expect(recording.account.imbalances == [])
        #expect(recording.provenance.sources.first?.kind == "gor")
        return recording
    }

    @Test("has each request with the response of its number, in whichever order they came")
    func pairs() throws {
        let recording = try record(get(1, "/1") + get(2, "/2") + ok(2, "two") + get(3, "/3") + ok(1) + ok(3, ""))
        #expect(recording.lines == ["GET /1 200", "GET /2 200", "GET /3 200"])
        let exchange = try #require(recording.exchanges.first { $0.request.target == "/1" })
        #expect(exchange.start.nanoseconds == 1_700_000_000_000_000_001)
        #expect(exchange.request.authority == "shop.test")
        #expect(exchange.outcome.ending == .complete)
        #expect(exchange.outcome.duration == 5_000_000)
        #expect(exchange.outcome.responseSize == 5)
        var digest = BodyDigest()
        digest.update(Array("hello".utf8).span.bytes)
        #expect(exchange.outcome.responseDigest == digest.crc32)
        #expect(recording.provenance.sources.first?.absent == ["connection", "timeToFirstByte"])
    }

    @Test("without responses leaves the outcomes unknown, and with some the others unanswered")
    func noResponses() throws {
        let without = try record(get(1) + get(2))
        #expect(without.exchanges.map(\.outcome) == [Outcome(ending: .unknown), Outcome(ending: .unknown)])
        #expect(without.provenance.sources.first?.absent.contains("response") == true)
        let some = try record(get(1) + ok(1) + get(2))
        #expect(some.exchanges.last?.outcome == .noResponse)
    }

    @Test("has bodies and trailers taken out of their framing, and a body that is not whole marked so")
    func bodies() throws {
        let chunked = "POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n"
        let cut = "POST /d HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc"
        let recording = try record(
            payload(1, 1, 1_700_000_000_000_000_000, chunked) + payload(1, 2, 1_700_000_000_000_000_001, cut)
        )
        let whole = try #require(recording.exchanges.first)
        #expect(Array(whole.request.body) == Array("abc".utf8))
        #expect(Array(whole.request.trailerLines) == Array("X: y\r\n".utf8))
        #expect(whole.request.bodyState == .complete)
        #expect(recording.exchanges.last?.request.bodyState == .truncated)
    }

    @Test("has the final response and not an interim one, and none of a replay")
    func responses() throws {
        let interim = payload(2, 1, 1_700_000_000_000_000_000, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No\r\n\r\n")
        let replayed = payload(3, 1, 1_700_000_000_000_000_000, "HTTP/1.1 500 No\r\n\r\n")
        let untilClose = payload(2, 2, 1_700_000_000_000_000_000, "HTTP/1.1 200 OK\r\n\r\nall of it")
        let recording = try record(get(1) + replayed + interim + get(2) + untilClose)
        #expect(recording.lines == ["GET /a 204", "GET /a 200"])
        #expect(recording.exchanges.last?.outcome.responseSize == 9)
    }

    @Test("whose final response is cut off says so, though an interim one before it was whole")
    func cutAfterInterim() throws {
        let message = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"
        let recording = try record(get(1) + payload(2, 1, 1_700_000_000_000_000_000, latency: 5_000_000, message))
        #expect(recording.exchanges.map(\.outcome) == [Outcome(ending: .truncated, status: 200)])
    }

    @Test("has a response without its request counted")
    func orphans() throws {
        let recording = try record(get(1) + ok(7))
        #expect(recording.account.events["gor.responseWithoutRequest"] == 1)
    }

    @Test("of which the requests hold too much is given out before the responses come")
    func held() throws {
        let body = String(repeating: "x", count: 1000)
        let posts = (1...5).map { id in
            payload(1, id, Int64(id), "POST /\(id) HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n\(body)")
        }
        let bytes = Array((posts.joined() + (1...5).map { ok($0) }.joined()).utf8)
        var reader = GorReader()
        reader.heldLimit = 2500
        var lines: [String] = []
        try reader.read(Input(name: "a", PrefixedSource(bytes, then: EmptySource())), badLimit: 0) {
            lines.append("\($0.request.target) \($0.outcome.status ?? 0)")
        }
        #expect(lines == ["/1 0", "/2 0", "/3 0", "/4 200", "/5 200"])
        #expect(reader.givenUp == 3 && reader.orphans == 3)
    }

    @Test("has requests of one number one after another, however many")
    func sameNumber() throws {
        var reader = GorReader()
        let bytes = Array((get(7, "/1") + get(7, "/2") + ok(7) + get(7, "/3")).utf8)
        var lines: [String] = []
        try reader.read(Input(name: "a", PrefixedSource(bytes, then: EmptySource())), badLimit: 0) {
            lines.append("\($0.request.target) \($0.outcome.status ?? 0)")
        }
        #expect(lines == ["/1 0", "/2 200", "/3 0"])
    }

    @Test("has what is no payload counted as bad, and is told where it was cut off")
    func bad() throws {
        let recording = try record(
            get(1) + "what is this\nGET / HTTP/1.1\r\n\r\n" + Self.separator
                + payload(1, 2, 1_700_000_000_000_000_000, "no request at all") + get(3)
                + "1 00000000000000000000004 17000000"
        )
        #expect(recording.lines == ["GET /a -", "GET /a -"])
        #expect(recording.account.entries.bad == 2 && recording.account.entries.recorded == 2)
        let warnings = try #require(recording.provenance.sources.first?.warnings)
        #expect(warnings[0] == "payload 2 has no line of type, number and time")
        #expect(warnings[1] == "payload 3 is no HTTP request")
        #expect(warnings[2].contains("it is cut off"))
    }

    @Test("gzipped is the same")
    func compressed() throws {
        let text = (1...50).map { get($0, "/\($0)") + ok($0) }.joined()
        let plain = try record(text)
        let zipped = try Recording(bytes: gzipped(Array(text.utf8)))
        #expect(zipped.exchanges == plain.exchanges)
        #expect(plain.exchanges.count == 50)
    }

    @Test("is the same however its bytes are cut", arguments: UInt64(1)...10)
    func splits(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let text = Array((1...5).map { get($0) + ok($0) }.joined().utf8)
        func payloads(_ pieces: [[UInt8]]) -> [[UInt8]] {
            var cutter = GorCutter()
            var found: [[UInt8]] = []
            for piece in pieces {
                piece.withUnsafeBytes { bytes in
                    cutter.take(bytes) { if case .payload(let payload, _) = $0 { found.append(payload) } }
                }
            }
            return found
        }
        let whole = payloads([text])
        #expect(whole.count == 10)
        #expect(payloads(text.randomPieces(longest: 30, using: &random)) == whole)
    }

    @Test("of any bytes does no harm", arguments: UInt64(1)...30)
    func anything(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var bytes = Array((1...6).map { get($0) + ok($0) }.joined().utf8)
        for _ in 0..<Int.random(in: 1...12, using: &random) {
            bytes[Int.random(in: 60..<bytes.count, using: &random)] = .random(in: .min ... .max, using: &random)
        }
        let recording = try Recording(bytes: bytes)
        #expect(recording.account.imbalances == [])
    }
}

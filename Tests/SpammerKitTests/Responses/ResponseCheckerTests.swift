import Analysis
import Corpus
import Foundation
import HTTPWire
import NIOCore
import Requester
import Testing

@testable import SpammerKit

@Suite("The checker of responses")
struct ResponseCheckerTests {
    private static func expected(_ text: String) -> ExpectedResponse {
        var exchange = SmallCorpus.exchange("GET", "/", at: 0, size: UInt64(text.utf8.count))
        exchange.outcome.responseDigest = BodyDigest(of: Array(text.utf8)).crc32
        exchange.response = RecordedResponse(fieldLines: [], body: Array(text.utf8))
        return ExpectedResponse(exchange, endpoint: "GET /", isHead: false)
    }

    private static func outcome(_ text: String) -> WireOutcome {
        var outcome = WireOutcome()
        outcome.status = 200
        outcome.body = Array(text.utf8)
        outcome.responseBytes = UInt64(text.utf8.count)
        outcome.digest = BodyDigest(of: outcome.body)
        return outcome
    }

    @Test("compares from several threads at once, and has lost nothing when it has finished")
    func concurrent() {
        let checker = ResponseChecker(ResponseComparer(), learned: LearnedFrom())
        let expected = Self.expected("{\"a\":1}")
        let answers = [Self.outcome("{\"a\":1}"), Self.outcome("{\"a\":2}"), Self.outcome("{\"a\": 1}")]
        DispatchQueue.concurrentPerform(iterations: 300) { number in
            checker.take(answers[number % 3], expected, exchange: UInt64(number), offset: 0)
        }
        checker.finish()
        let found = checker.summary
        #expect(found.checked == 300 && found.equal == 200 && found.different == 100)
        #expect(found.groups.map(\.count) == [100])
        // What comes later is not compared, and not taken for equal either.
        checker.take(answers[1], expected, exchange: 1, offset: 0)
        #expect(checker.summary.notComparable == ["behind": 1])
    }

    @Test("takes no more than there is room for, and counts the rest")
    func bounds() {
        let expected = Self.expected("{\"a\":1}")
        let item = CheckQueue.Item(expected: expected, outcome: Self.outcome("{\"a\":2}"), exchange: 1)
        let few = CheckQueue(CheckQueue.Limits(items: 3, bytes: 1 << 20))
        #expect((0..<5).map { _ in few.offer(item) } == [true, true, true, false, false])
        _ = few.take()
        #expect(few.offer(item) && !few.offer(item))
        #expect(few.giveUp() == 3)
        let small = CheckQueue(CheckQueue.Limits(items: 100, bytes: 300))
        #expect(small.offer(item) && !small.offer(item))
        // What is larger than all the room goes alone.
        let tiny = CheckQueue(CheckQueue.Limits(items: 100, bytes: 1))
        #expect(tiny.offer(item) && !tiny.offer(item))
        tiny.close()
        #expect(tiny.take() != nil && tiny.take() == nil)
        let none = ResponseChecker(
            ResponseComparer(),
            learned: LearnedFrom(),
            limits: CheckQueue.Limits(items: 0, bytes: 0)
        )
        for _ in 0..<10 { none.take(Self.outcome("{}"), expected, exchange: 1, offset: 0) }
        none.finish()
        #expect(none.summary.notComparable == ["behind": 10] && none.summary.equal == 0)
    }

    @Test("asks for the body of a response only where the recorded one is kept, and for more than that had")
    func preparing() {
        func prepared(_ expected: ExpectedResponse) -> WireRequest {
            var request = WireRequest(origin: Origin(scheme: .http, host: "a", port: 80), bytes: .init())
            expected.prepare(&request)
            return request
        }
        let kept = prepared(Self.expected("{}"))
        #expect(kept.digestsBody && kept.keepsFields && kept.keepBody == 128 << 10)
        #expect(prepared(Self.expected(String(repeating: "x", count: 3 << 20))).keepBody == 6 << 20)
        let exchange = SmallCorpus.exchange("GET", "/", at: 0)
        let digest = prepared(ExpectedResponse(exchange, endpoint: "GET /", isHead: false))
        #expect(digest.digestsBody && !digest.keepsFields && digest.keepBody == 0)
    }

    @Test("leaves to its thread what differs in a header field, and counts the others where they come")
    func headerFields() {
        var comparer = ResponseComparer()
        comparer.headers = ["content-type", "x-a"]
        let checker = ResponseChecker(comparer, learned: LearnedFrom(), limits: CheckQueue.Limits(items: 0, bytes: 0))
        var exchange = SmallCorpus.exchange("GET", "/", at: 0, size: 2)
        exchange.outcome.responseDigest = BodyDigest(of: Array("{}".utf8)).crc32
        exchange.response = RecordedResponse(
            fieldLines: Array("Content-Type: text/html\r\nX-A: 1\r\nX-A: 2\r\n".utf8),
            body: Array("{}".utf8)
        )
        let expected = ExpectedResponse(exchange, endpoint: "GET /", isHead: false)
        let equal = [
            "content-type:text/html \r\nx-a: 1\r\nDate: now\r\nX-A:2\r\n",
            "X-A: 1\r\nX-A: 2\r\nContent-Type: text/html\r\n",
        ]
        let others = [
            "", "Content-Type: text/plain\r\nX-A: 1\r\nX-A: 2\r\n", "Content-Type: text/html\r\nX-A: 2\r\nX-A: 1\r\n",
            "Content-Type: text/html\r\nX-A: 1\r\n", "Content-Type: text/html\r\nX-A: 1\r\nX-A: 2\r\nX-A: 3\r\n",
        ]
        for fields in equal + others {
            var outcome = Self.outcome("{}")
            outcome.fields = Array(fields.utf8)
            checker.take(outcome, expected, exchange: 1, offset: 0)
        }
        checker.finish()
        // Its queue has no room, so that what is left to it is counted.
        let found = checker.summary
        #expect(found.equal == 2 && found.headersCompared == 2 && found.notComparable == ["behind": 5])
    }

    @Test("compares the fields of a response whose body is the recorded one, and keeps no body for it")
    func sameBody() {
        var comparer = ResponseComparer()
        comparer.headers = ["etag"]
        let checker = ResponseChecker(comparer, learned: LearnedFrom(), limits: CheckQueue.Limits(items: 9, bytes: 600))
        var outcome = Self.outcome(String(repeating: "x", count: 10_000))
        outcome.fields = Array("ETag: 2\r\n".utf8)
        var exchange = SmallCorpus.exchange("GET", "/", at: 0, size: 10_000)
        exchange.outcome.responseDigest = outcome.digest?.crc32
        exchange.response = RecordedResponse(fieldLines: Array("ETag: 1\r\n".utf8), body: nil)
        let expected = ExpectedResponse(exchange, endpoint: "GET /", isHead: false)
        for _ in 0..<2 { checker.take(outcome, expected, exchange: 1, offset: 0) }
        checker.finish()
        #expect(checker.summary.different == 2)
        #expect(checker.summary.groups.map(\.field) == ["header:etag"])
    }
}

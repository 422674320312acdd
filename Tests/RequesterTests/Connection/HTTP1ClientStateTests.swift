import HTTPWire
import NIOCore
import TestSupport
import Testing

@testable import Requester

@Suite("A client connection")
struct HTTP1ClientStateTests {
    private static let response = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

    /// Feeds a response in pieces; the outcome, whether the connection can be used again, and what came after that.
    private func feed(
        _ pieces: [[UInt8]],
        isHead: Bool = false,
        keepBody: Int = 1000
    ) -> (outcome: WireOutcome?, reusable: Bool?, isIdle: Bool) {
        var state = HTTP1ClientState()
        state.begin(.asking(isHead: isHead, body: keepBody), connectTime: 3, at: 100)
        var now: UInt64 = 200
        var result: (WireOutcome, Bool)?
        for piece in pieces {
            switch state.receive(piece.span.bytes, at: now) {
            case .wait: break
            case .cease: Issue.record("no body is streamed")
            case .close: #expect(result != nil, "closed in the middle")
            case .done(let outcome, let reusable):
                #expect(result == nil, "ended twice")
                result = (outcome, reusable)
            }
            now += 100
        }
        return (result?.0, result?.1, state.isIdle)
    }

    private func feed(_ text: String, isHead: Bool = false) -> (outcome: WireOutcome?, reusable: Bool?, isIdle: Bool) {
        feed([Array(text.utf8)], isHead: isHead)
    }

    @Test("finds the same response however its bytes are cut", arguments: UInt64(1)...50)
    func anySplit(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let message = HTTPMessageBuilder.randomResponse(using: &random)
        let pieces = message.bytes.randomPieces(longest: Int.random(in: 1..<60, using: &random), using: &random)
        let (outcome, reusable, isIdle) = feed(pieces)
        let status = UInt16(message.startLine.split(separator: " ")[1]) ?? 0
        #expect(outcome?.status == status)
        #expect(outcome?.failure == nil)
        #expect(outcome?.body == message.body)
        #expect(outcome?.responseBytes == UInt64(message.body.count))
        #expect(outcome?.sent == 100 && outcome?.firstByte == 200)
        #expect(outcome?.lastByte == 100 * UInt64(pieces.count + 1))
        #expect(outcome?.connectTime == 3)
        #expect(reusable == true && isIdle)
    }

    @Test(
        "keeps the response's field lines where they are asked for, and not those of an interim one",
        arguments: [false, true]
    )
    func keptFields(_ isAsked: Bool) {
        var state = HTTP1ClientState()
        state.begin(.asking(isHead: false, fields: isAsked), connectTime: 0, at: 1)
        let text =
            "HTTP/1.1 103 Early\r\nLink: a\r\n\r\nHTTP/1.1 204 None\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\n\r\n"
        guard case .done(let outcome, _) = state.receive(Array(text.utf8).span.bytes, at: 2) else {
            Issue.record("no response")
            return
        }
        let kept = isAsked ? "Set-Cookie: a=1\r\nset-cookie: b=2\r\n" : ""
        #expect(String(decoding: outcome.fields, as: UTF8.self) == kept)
    }

    @Test("keeps no more of a body than it was asked for, and counts all of it")
    func keptBody() {
        let text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n6\r\nefghij\r\n0\r\n\r\n"
        let outcome = feed([Array(text.utf8)], keepBody: 6).outcome
        #expect(outcome?.text == "abcdef")
        #expect(outcome?.responseBytes == 10)
        #expect(feed([Array(text.utf8)], keepBody: 0).outcome?.body == [])
    }

    @Test(
        "knows a response without a body",
        arguments: [
            ("HTTP/1.1 204 No Content\r\nContent-Length: 9\r\n\r\n", false),
            ("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", false),
            ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", true),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", true),
            ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", false),
        ]
    )
    func noBody(_ text: String, _ isHead: Bool) {
        let (outcome, reusable, _) = feed(text, isHead: isHead)
        #expect(outcome?.responseBytes == 0)
        #expect(outcome?.failure == nil)
        #expect(reusable == true)
    }

    @Test("passes over interim responses")
    func interim() {
        let text = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + Self.response
        for size in [1, 7, 1000] {
            var random = SeededGenerator(seed: UInt64(size))
            let outcome = feed(Array(text.utf8).randomPieces(longest: size, using: &random)).outcome
            #expect(outcome?.status == 200)
            #expect(outcome?.text == "hello")
        }
    }

    @Test(
        "is not used again where the response says so, or more came than was asked for",
        arguments: [
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
            response + "HTTP/1.1 200 OK\r\n\r\n", response + "x",
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
        ]
    )
    func notReusable(_ text: String) {
        let (outcome, reusable, isIdle) = feed(text)
        #expect(outcome?.failure == nil)
        #expect(reusable == false && !isIdle)
    }

    @Test("of HTTP/1.0 that asks to be kept is used again")
    func keepAlive() {
        #expect(feed("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n").reusable == true)
    }

    @Test("ends a response without a length when the connection ends")
    func untilClose() {
        var state = HTTP1ClientState()
        state.begin(.asking(isHead: false, body: 100), connectTime: 0, at: 1)
        guard case .wait = state.receive(Array("HTTP/1.1 200 OK\r\n\r\nall of it".utf8).span.bytes, at: 2),
            case .done(let outcome, false) = state.end(RequestFailure(.closed), at: 3)
        else {
            Issue.record("expected a response that ends with its connection")
            return
        }
        #expect(outcome.failure == nil)
        #expect(outcome.text == "all of it")
        #expect(outcome.lastByte == 3)
    }

    @Test(
        "that ends before the response does is a failure, wherever that is",
        arguments: [
            "", "HTTP/1.1 2", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", "HTTP/1.1 100 Continue\r\n\r\n",
        ]
    )
    func early(_ text: String) {
        for kind in [RequestFailure.Kind.closed, .reset] {
            var state = HTTP1ClientState()
            state.begin(.asking(isHead: false, body: 0), connectTime: 0, at: 1)
            if !text.isEmpty { _ = state.receive(Array(text.utf8).span.bytes, at: 2) }
            guard case .done(let outcome, false) = state.end(RequestFailure(kind), at: 3) else {
                Issue.record("expected an end")
                return
            }
            #expect(outcome.failure?.kind == kind)
            #expect(!state.isIdle)
        }
    }

    @Test("that is reset in a response without a length has not seen the whole of it")
    func resetUntilClose() {
        var state = HTTP1ClientState()
        state.begin(.asking(isHead: false, body: 0), connectTime: 0, at: 1)
        _ = state.receive(Array("HTTP/1.1 200 OK\r\n\r\nhalf".utf8).span.bytes, at: 2)
        guard case .done(let outcome, _) = state.end(RequestFailure(.reset), at: 3) else { return }
        #expect(outcome.failure?.kind == .reset)
        #expect(outcome.status == 200)
    }

    @Test(
        "that gets what is not HTTP says what it is",
        arguments: [
            ("SSH-2.0-OpenSSH\r\n", "malformed: no status line"),
            (
                "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
                "malformed: Content-Length is no number, or two that differ"
            ),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "malformed: a chunk without a size"),
        ]
    )
    func malformed(_ text: String, _ message: String) {
        let (outcome, reusable, _) = feed(text)
        #expect(outcome?.failure?.kind == .malformed)
        #expect(outcome?.failure?.message == message)
        #expect(reusable == false)
    }

    @Test("that is idle is closed by bytes that nobody asked for, and by its end")
    func idle() {
        var state = HTTP1ClientState()
        guard case .close = state.receive(Array("HTTP/1.1 408 Timeout\r\n\r\n".utf8).span.bytes, at: 1) else {
            Issue.record("expected it to be closed")
            return
        }
        #expect(!state.isIdle)
        var other = HTTP1ClientState()
        guard case .close = other.end(RequestFailure(.closed), at: 1) else {
            Issue.record("expected it to be closed")
            return
        }
    }

    @Test("whose time is up says what it was waiting for")
    func expiry() {
        for (text, reason) in [
            ("", "timeout: waiting for the first byte"), ("H", "timeout: waiting for the rest of the response"),
        ] {
            var state = HTTP1ClientState()
            state.begin(.asking(isHead: false, body: 0), connectTime: 0, at: 1)
            if !text.isEmpty { _ = state.receive(Array(text.utf8).span.bytes, at: 2) }
            guard case .done(let outcome, false) = state.expire(at: 9) else {
                Issue.record("expected an end")
                return
            }
            #expect(outcome.failure?.message == reason)
            #expect(outcome.lastByte == 9)
        }
    }

    @Test("whose time is up in the midst of a streamed body says what that waited for, until the response has begun")
    func expiryOfBody() {
        let early = "HTTP/1.1 100 Continue\r\n\r\n"
        let begun = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe"
        for (text, body, reason) in [
            ("", RequestFailure.Phase.chunk, "next bytes of the body"), (early, .upload, "target to take the body"),
            (early, nil, "rest of the response"), (begun, .chunk, "rest of the response"), ("", nil, "first byte"),
        ] {
            var state = HTTP1ClientState()
            state.begin(.asking(streams: true), connectTime: 0, at: 1)
            if !text.isEmpty { _ = state.receive(Array(text.utf8).span.bytes, at: 2) }
            guard case .done(let outcome, false) = state.expire(sending: body, at: 9) else {
                Issue.record("expected an end")
                return
            }
            #expect(outcome.failure?.message == "timeout: waiting for the \(reason)")
        }
    }

    @Test(
        "is used again after a streamed body only where that was whole before the response",
        arguments: [false, true]
    )
    func reuseAfterStream(_ isWhole: Bool) {
        var state = HTTP1ClientState()
        state.begin(.asking(streams: true), connectTime: 0, at: 1)
        if isWhole { state.endRequest() }
        guard case .done(let outcome, let reusable) = state.receive(Array(Self.response.utf8).span.bytes, at: 2) else {
            Issue.record("expected a response")
            return
        }
        #expect(outcome.status == 200 && outcome.failure == nil)
        #expect(reusable == isWhole && state.isIdle == isWhole)
        // What comes too late changes nothing.
        state.endRequest()
        #expect(state.isIdle == isWhole)
    }

    @Test(
        "sends no more of a body when a target that will close says by an error that it is not wanted",
        arguments: [
            ("HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 3\r\n\r\n", true),
            ("HTTP/1.0 500 Error\r\nContent-Length: 3\r\n\r\n", true),
            ("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\n", false),
            ("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\n", false),
            ("HTTP/1.1 100 Continue\r\n\r\n", false),
        ]
    )
    func cease(_ head: String, _ ceases: Bool) {
        for streams in [false, true] {
            var state = HTTP1ClientState()
            state.begin(.asking(streams: streams), connectTime: 0, at: 1)
            switch state.receive(Array(head.utf8).span.bytes, at: 2) {
            case .cease: #expect(ceases && streams)
            case .wait: #expect(!ceases || !streams)
            case .done, .close: Issue.record("the response is not whole")
            }
            guard head.contains("Content-Length") else { continue }
            // Once is enough, and the response is heard out.
            guard case .wait = state.receive(Array("no".utf8).span.bytes, at: 3),
                case .done(let outcome, let reusable) = state.receive(Array("!".utf8).span.bytes, at: 4)
            else {
                Issue.record("expected the rest of the response")
                return
            }
            #expect(outcome.failure == nil && outcome.responseBytes == 3)
            #expect(reusable == (!streams && !head.contains("close") && !head.hasPrefix("HTTP/1.0")))
        }
    }

    @Test("says from its second exchange on that it was there before")
    func reuse() {
        var state = HTTP1ClientState()
        for expected in [false, true, true] {
            state.begin(.asking(isHead: false, body: 0), connectTime: 0, at: 1)
            guard case .done(let outcome, true) = state.receive(Array(Self.response.utf8).span.bytes, at: 2) else {
                Issue.record("expected a response")
                return
            }
            #expect(outcome.reusedConnection == expected)
        }
    }

    @Test("never crashes, whatever comes", arguments: UInt64(1)...30)
    func anything(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<40 {
            var bytes = HTTPMessageBuilder.randomResponse(using: &random).bytes
            for _ in 0..<Int.random(in: 1..<6, using: &random) where !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: .min ... .max, using: &random)
            }
            var state = HTTP1ClientState()
            state.begin(.asking(isHead: false, body: 50), connectTime: 0, at: 1)
            for piece in bytes.randomPieces(longest: 50, using: &random) { _ = state.receive(piece.span.bytes, at: 2) }
            _ = state.end(RequestFailure(.closed), at: 3)
            #expect(!state.isIdle)
        }
    }
}

extension WireRequest {
    /// A request that asks for this to be kept of its response.
    fileprivate static func asking(
        isHead: Bool = false,
        body: Int = 0,
        fields: Bool = false,
        streams: Bool = false
    ) -> WireRequest {
        let origin = Origin(scheme: .http, host: "127.0.0.1", port: 80)
        var request = WireRequest(origin: origin, bytes: ByteBuffer(), isHead: isHead, keepBody: body)
        request.keepsFields = fields
        if streams { request.stream = RequestBodyStream(Chunks(), length: nil) }
        return request
    }
}

import HTTPWire
import Testing

@Suite("Responses")
struct ResponseParsingTests {
    @Test(
        "A status line may lack its reason phrase",
        arguments: [
            ("HTTP/1.1 200 OK", "HTTP/1.1|200|OK"), ("HTTP/1.0 404 Not Found", "HTTP/1.0|404|Not Found"),
            ("HTTP/1.1 204 ", "HTTP/1.1|204|"), ("HTTP/1.1 999", "HTTP/1.1|999|"), ("HTTP/1.5 200 x", "HTTP/1.1|200|x"),
        ]
    )
    func statusLines(line: String, expected: String) {
        #expect(ParsedMessage.parse("\(line)\r\n\r\n", role: .response).first?.startLine == expected)
    }

    @Test(
        "Lines that begin no response are refused",
        arguments: [
            ("ICY 200 OK\r\n", HTTP1Failure.startLine), ("HTTP/2 200\r\n", .version),
            ("HTTP/1.1200 OK\r\n", .startLine),
            ("HTTP/1.1 20 OK\r\n", .startLine), ("HTTP/1.1 2000\r\n", .startLine), ("HTTP/1.1 099 x\r\n", .startLine),
            ("HTTP/1.1\r\n", .startLine), ("<html>", .startLine), ("H\u{0}", .startLine),
        ]
    )
    func badStatusLines(line: String, failure: HTTP1Failure) {
        #expect(ParsedMessage.parse(line, role: .response, closed: false).first?.failure == failure)
    }

    @Test(
        "What was asked and the status decide whether there is a body",
        arguments: [
            (200, ResponseContext.other, BodyFraming.length(5)), (200, .head, .none), (404, .head, .none),
            (204, .other, .none), (304, .other, .none), (100, .other, .none), (103, .other, .none),
            (101, .other, .tunnel), (200, .connect, .tunnel), (299, .connect, .tunnel), (407, .connect, .length(5)),
        ]
    )
    func framing(status: Int, context: ResponseContext, expected: BodyFraming) {
        let text = "HTTP/1.1 \(status) x\r\nContent-Length: 5\r\n\r\n"
        let message = ParsedMessage.parse(text, role: .response, context: context, closed: false).first
        #expect(message?.framing == expected)
    }

    @Test("Without a length a response lasts until the connection is closed")
    func untilClose() {
        let text = "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\n\r\nall of this"
        let message = ParsedMessage.parse(text, role: .response).first
        #expect(message?.framing == .untilClose)
        #expect(message?.body == Array("all of this".utf8))
        #expect(message?.isComplete == true)
        #expect(message?.isPersistent == false)
        #expect(ParsedMessage.parse("HTTP/1.1 200 OK\r\n\r\n", role: .response).first?.isComplete == true)
    }

    @Test("A transfer coding that is not chunked lasts until close in a response, and is refused in a request")
    func otherCoding() {
        let response = "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabcdef"
        #expect(ParsedMessage.parse(response, role: .response).first?.body == Array("abcdef".utf8))
        let request = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked, gzip\r\n\r\n"
        #expect(ParsedMessage.parse(request, role: .request).first?.failure == .transferEncoding)
    }

    @Test("Bytes after a 101 and after a CONNECT's 2xx are no longer HTTP")
    func tunnels() {
        let switching = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\u{1}\u{2}"
        #expect(ParsedMessage.parse(switching, role: .response).first?.isTunnel == true)
        let connected = "HTTP/1.1 200 Connection established\r\n\r\n\u{16}"
        #expect(ParsedMessage.parse(connected, role: .response, context: .connect).first?.isTunnel == true)
    }

    @Test("A tunnel tells again and again, and moves no further than its first byte")
    func tunnelOffset() {
        let bytes = Array("HTTP/1.1 101 x\r\n\r\nabc".utf8)
        var parser = HTTP1Parser(role: .response)
        var offset = 0
        #expect(parser.next(bytes.span.bytes, from: &offset) == .head)
        #expect(parser.next(bytes.span.bytes, from: &offset) == .tunnel)
        #expect(parser.next(bytes.span.bytes, from: &offset) == .tunnel)
        #expect(offset == bytes.count - 3)
        #expect(parser.endOfStream() == nil)
    }

    @Test("Interim responses come before the final one")
    func interim() {
        let text =
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        let messages = ParsedMessage.parse(text, role: .response)
        #expect(messages.map(\.startLine) == ["HTTP/1.1|100|Continue", "HTTP/1.1|103|Early Hints", "HTTP/1.1|200|OK"])
        #expect(messages.last?.body == Array("ok".utf8))
    }

    @Test(
        "Version and Connection decide whether the connection lasts",
        arguments: [
            ("1.1", "", true), ("1.1", "Connection: close\r\n", false), ("1.1", "Connection: x, CLOSE\r\n", false),
            ("1.0", "", false), ("1.0", "Connection: Keep-Alive\r\n", true),
            ("1.0", "Connection: keep-alive\r\nConnection: close\r\n", false),
        ]
    )
    func persistence(version: String, fields: String, expected: Bool) {
        let text = "HTTP/\(version) 200 OK\r\nContent-Length: 0\r\n\(fields)\r\n"
        #expect(ParsedMessage.parse(text, role: .response).first?.isPersistent == expected)
    }
}

import HTTPWire
import Testing

@Suite("Requests")
struct RequestParsingTests {
    @Test("A request's parts are found where they were sent")
    func plainRequest() {
        let messages = ParsedMessage.parse(
            "POST /a?b=c HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nX-Empty:\r\nX-Pad: \t two words \r\n\r\nhello",
            role: .request
        )
        #expect(messages.count == 1)
        #expect(messages.first?.startLine == "POST|/a?b=c|HTTP/1.1")
        #expect(messages.first?.fields == ["Host=h", "Content-Length=5", "X-Empty=", "X-Pad=two words"])
        #expect(messages.first?.body == Array("hello".utf8))
        #expect(messages.first?.isPersistent == true)
        #expect(messages.first?.isComplete == true)
        #expect(messages.first?.notes == [])
    }

    @Test("A head is kept as it was sent, without its empty line")
    func headBytes() {
        let sent = "GET / HTTP/1.0\r\nHost:h\r\nx-y :  z \r\n"
        var parser = HTTP1Parser(role: .request)
        var offset = 0
        let bytes = Array((sent + "\r\n").utf8)
        #expect(parser.next(bytes.span.bytes, from: &offset) == .head)
        #expect(String(decoding: parser.head.bytes, as: UTF8.self) == sent)
        #expect(String(decoding: parser.head.fieldLines, as: UTF8.self) == "Host:h\r\nx-y :  z \r\n")
        #expect(parser.next(bytes.span.bytes, from: &offset) == .end)
        #expect(parser.next(bytes.span.bytes, from: &offset) == .needsMoreBytes)
        #expect(parser.isIdle)
    }

    @Test(
        "Each form of target is kept as sent",
        arguments: ["/", "*", "http://other.test:8080/a?b#c", "host:443", "/caf\u{e9}", "/[]{}|\\^"]
    )
    func targets(target: String) {
        let messages = ParsedMessage.parse("OPTIONS \(target) HTTP/1.1\r\n\r\n", role: .request)
        #expect(messages.first?.startLine == "OPTIONS|\(target)|HTTP/1.1")
    }

    @Test(
        "Lines that begin no request are refused",
        arguments: [
            ("GET /\r\n", HTTP1Failure.startLine),
            ("GET\r\n", .startLine),
            (" GET / HTTP/1.1\r\n", .startLine),
            ("GET  HTTP/1.1\r\n", .startLine),
            ("GET / http/1.1\r\n", .startLine),
            ("GET / HTTP/2.0\r\n", .version),
            ("GET / HTTP/1.\r\n", .version),
            ("GET / HTTP/1.1x\r\n", .version),
            ("PRI * HTTP/2.0\r\n", .version),
            ("G\u{1}T / HTTP/1.1\r\n", .startLine),
            ("GET /\u{0} HTTP/1.1\r\n", .startLine),
            ("GET /a\rb HTTP/1.1\r\n", .startLine),
            ("\u{16}\u{3}\u{1}", .startLine),
            (String(repeating: "A", count: 65), .startLine),
        ]
    )
    func badStartLines(line: String, failure: HTTP1Failure) {
        #expect(ParsedMessage.parse(line, role: .request, closed: false).first?.failure == failure)
    }

    @Test(
        "Any token is a method",
        arguments: ["M-SEARCH", "get", "X!#$%&'*+.^_`|~9", String(repeating: "A", count: 64)]
    )
    func methods(method: String) {
        let messages = ParsedMessage.parse("\(method) / HTTP/1.1\r\n\r\n", role: .request)
        #expect(messages.first?.startLine == "\(method)|/|HTTP/1.1")
    }

    @Test("Stray spaces in a request line are accepted and noted", arguments: ["GET  / HTTP/1.1", "GET / HTTP/1.1 "])
    func straySpaces(line: String) {
        let messages = ParsedMessage.parse("\(line)\r\n\r\n", role: .request)
        #expect(messages.first?.startLine == "GET|/|HTTP/1.1")
        #expect(messages.first?.notes == .spaceInRequestLine)
    }

    @Test("A space in the target is kept as sent")
    func spaceInTarget() {
        let messages = ParsedMessage.parse("GET /a b HTTP/1.1\r\n\r\n", role: .request)
        #expect(messages.first?.startLine == "GET|/a b|HTTP/1.1")
        #expect(messages.first?.notes == .spaceInRequestLine)
    }

    @Test("Empty lines before a request are passed over")
    func leadingEmptyLines() {
        let messages = ParsedMessage.parse(
            "\r\n\n\r\nGET / HTTP/1.1\r\n\r\n\r\nGET /2 HTTP/1.1\r\n\r\n",
            role: .request
        )
        #expect(messages.map(\.startLine) == ["GET|/|HTTP/1.1", "GET|/2|HTTP/1.1"])
    }

    @Test("Pipelined requests come one by one")
    func pipelining() {
        let first = "POST /1 HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"
        let second = "POST /2 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ndef\r\n0\r\n\r\n"
        let messages = ParsedMessage.parse(first + second + "GET /3 HTTP/1.1\r\n\r\n", role: .request)
        #expect(messages.map(\.startLine) == ["POST|/1|HTTP/1.1", "POST|/2|HTTP/1.1", "GET|/3|HTTP/1.1"])
        #expect(messages.map(\.body) == [Array("abc".utf8), Array("def".utf8), []])
    }
}

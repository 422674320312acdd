import HTTPWire
import Testing

@Suite("Field lines")
struct FieldParsingTests {
    private func parse(_ fields: String, limits: HTTP1Limits = .default) -> ParsedMessage {
        ParsedMessage.parse("GET / HTTP/1.1\r\n\(fields)\r\n", role: .request, limits: limits).first ?? ParsedMessage()
    }

    @Test("A bare LF ends a line and is kept as CRLF")
    func bareLineFeed() {
        let text = "GET / HTTP/1.1\nHost: h\nA: b\r\n\n"
        var parser = HTTP1Parser(role: .request)
        var offset = 0
        #expect(parser.next(Array(text.utf8).span.bytes, from: &offset) == .head)
        #expect(String(decoding: parser.head.bytes, as: UTF8.self) == "GET / HTTP/1.1\r\nHost: h\r\nA: b\r\n")
        #expect(parser.head.notes == .bareLineFeed)
        #expect(parser.head.firstValue(of: "a").map { parser.head.bytes[$0] } == Array("b".utf8)[...])
    }

    @Test("A folded line becomes part of the line before it")
    func folding() {
        let message = parse("A: one\r\n  two\r\n\tthree \r\nB:\r\n four\r\nC: five\r\n \r\n")
        #expect(message.fields == ["A=one two three", "B=four", "C=five"])
        #expect(message.notes == .foldedLine)
        #expect(parse(" A: b\r\n").failure == .fieldLine)
    }

    @Test("A folded Content-Length is read as a whole")
    func foldedLength() {
        let text = "POST / HTTP/1.1\r\nContent-Length:\r\n 4\r\n\r\nbody"
        #expect(ParsedMessage.parse(text, role: .request).first?.body == Array("body".utf8))
    }

    @Test("A CR in the middle of a line is kept as a space")
    func bareCarriageReturn() {
        let message = parse("A: b\rc\r\nB: d\r\r\n")
        #expect(message.fields == ["A=b c", "B=d"])
        #expect(message.notes == .bareCarriageReturn)
        #expect(parse("A: b\r\n \rc\r\n").fields == ["A=b c"])
    }

    @Test("White space before the colon and odd names are kept, and noted")
    func oddNames() {
        #expect(parse("A : b\r\n").notes == .spaceBeforeColon)
        #expect(parse("A : b\r\n").fields == ["A=b"])
        #expect(parse("Last Seen: b\r\n").notes == .oddFieldName)
        #expect(parse("Last Seen: b\r\n").fields == ["Last Seen=b"])
        #expect(parse("A: caf\u{e9} \u{1}\t|\r\n").fields == ["A=caf\u{e9} \u{1}\t|"])
    }

    @Test(
        "Lines that are no fields are refused",
        arguments: ["no colon", ": no name", " : x", "A: \u{0}", "A\u{0}: b"]
    )
    func badFields(line: String) {
        #expect(parse("\(line)\r\n").failure == .fieldLine)
    }

    @Test("Each limit of the head has its own failure")
    func limits() {
        var limits = HTTP1Limits()
        limits.fields = 2
        #expect(parse("A: 1\r\nB: 2\r\n", limits: limits).failure == nil)
        #expect(parse("A: 1\r\nB: 2\r\nC: 3\r\n", limits: limits).failure == .tooManyFields)
        limits = HTTP1Limits()
        limits.headBytes = 30
        #expect(parse("A: 2345678\r\n", limits: limits).failure == nil)
        #expect(parse("A: 23456789\r\n", limits: limits).failure == .headTooLong)
    }

    @Test("A block of field lines is read without copying it")
    func fieldLines() {
        let block = Array("Host: a\r\nX:\r\nnonsense\r\n\r\ncookie:  b=c \nlast: d".utf8)
        let lines = FieldLines(block)
        let pairs = lines.map { line in
            [line.name, line.value].map { String(decoding: block[$0], as: UTF8.self) }
        }
        #expect(pairs == [["Host", "a"], ["X", ""], ["nonsense", ""], ["cookie", "b=c"], ["last", "d"]])
        #expect(lines.firstText(of: "Cookie") == "b=c")
        #expect(lines.firstText(of: "absent") == nil)
        #expect(FieldLines(block[9...]).firstText(of: "COOKIE") == "b=c")
        #expect(FieldLines(block[9...]).firstText(of: .host) == nil)
    }

    @Test("An element of a list field is found in any of its lines, whatever its case")
    func lists() {
        var parser = HTTP1Parser(role: .request)
        var offset = 0
        let text = "GET / HTTP/1.1\r\nConnection: ,Keep-Alive ,\r\nconnection: x,UPGRADE\r\n\r\n"
        #expect(parser.next(Array(text.utf8).span.bytes, from: &offset) == .head)
        #expect(parser.head.list(.connection, contains: "upgrade"))
        #expect(parser.head.list(.connection, contains: "keep-alive"))
        #expect(!parser.head.list(.connection, contains: "keep"))
        #expect(!parser.head.list(.upgrade, contains: "upgrade"))
    }
}

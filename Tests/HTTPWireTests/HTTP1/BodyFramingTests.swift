import HTTPWire
import Testing

@Suite("Body framing")
struct BodyFramingTests {
    private func parse(_ fields: String, _ body: String, limits: HTTP1Limits = .default) -> ParsedMessage {
        ParsedMessage.parse("POST / HTTP/1.1\r\n\(fields)\r\n\r\n\(body)", role: .request, limits: limits).first
            ?? ParsedMessage()
    }

    private func parseChunked(_ body: String, limits: HTTP1Limits = .default) -> ParsedMessage {
        parse("Transfer-Encoding: chunked", body, limits: limits)
    }

    @Test(
        "Lengths that are no lengths, or differ, are refused",
        arguments: [
            "-1", "+1", "", "1 2", "0x10", "1,2", "1,,1", "18446744073709551616", "99999999999999999999999",
            "1\r\nContent-Length: 2",
        ]
    )
    func badLengths(value: String) {
        #expect(parse("Content-Length: \(value)", "abc").failure == .contentLength)
    }

    @Test("Equal lengths are one length", arguments: ["3, 3", "3\r\nContent-Length: 3", "003"])
    func repeatedLengths(value: String) {
        let message = parse("Content-Length: \(value)", "abc")
        #expect(message.body == Array("abc".utf8))
        #expect(message.notes == (value == "003" ? [] : .repeatedLength))
    }

    @Test("The largest length is taken without being trusted")
    func hugeLength() {
        let message = parse("Content-Length: 18446744073709551615", "abc")
        #expect(message.framing == .length(.max))
        #expect(message.failure == .endOfStreamInMessage)
    }

    @Test("Transfer-Encoding wins over Content-Length, and it is noted")
    func bothFramings() {
        let message = parse("Content-Length: 3\r\nTransfer-Encoding: chunked", "2\r\nab\r\n0\r\n\r\n")
        #expect(message.body == Array("ab".utf8))
        #expect(message.notes == .lengthAndTransferEncoding)
    }

    @Test("Chunks, extensions and trailers", arguments: ["\r\n", "\n"])
    func chunked(end: String) {
        let lines = ["3;name=\"a;b\"", "abc", "0A ; x", "0123456789", "000", "X-Sum: 1", "Y:", " 2", "", ""]
        let message = parseChunked(lines.joined(separator: end))
        #expect(message.body == Array("abc0123456789".utf8))
        #expect(message.trailers == "X-Sum: 1\r\nY: 2\r\n")
        #expect(message.isComplete)
    }

    @Test("An identity coding is no coding; several codings that end in chunked are chunked")
    func codings() {
        #expect(parse("Transfer-Encoding: identity\r\nContent-Length: 1", "a").body == Array("a".utf8))
        #expect(parse("Transfer-Encoding: gzip\r\nTransfer-Encoding: Chunked", "0\r\n\r\n").framing == .chunked)
        #expect(parse("Transfer-Encoding: gzip, chunked,", "0\r\n\r\n").framing == .chunked)
    }

    @Test(
        "Framing that is wrong is refused",
        arguments: [
            ("\r\n", HTTP1Failure.chunkSize), ("g\r\n", .chunkSize), ("-1\r\n", .chunkSize), (";x\r\n", .chunkSize),
            ("1 1\r\n", .chunkSize), ("1\ra", .chunkSize), ("1;\ra", .chunkSize), ("11111111111111111\r\n", .chunkSize),
            ("1\r\nab", .chunkEnd), ("1\r\na\rb", .chunkEnd), ("0\r\nno colon\r\n", .fieldLine),
            ("0\r\n folded: first\r\n", .fieldLine), ("0\r\na: \u{0}\r\n", .fieldLine),
            ("3\r\nab", .endOfStreamInMessage), ("3\r\nabc", .endOfStreamInMessage),
            ("0\r\n", .endOfStreamInMessage), ("0\r\nA: b", .endOfStreamInMessage), ("", .endOfStreamInMessage),
        ]
    )
    func badChunks(body: String, failure: HTTP1Failure) {
        #expect(parseChunked(body).failure == failure)
    }

    @Test("Leading zeros of a chunk size do not overflow it")
    func leadingZeros() {
        #expect(parseChunked("0000000000000000000000001\r\na\r\n0\r\n\r\n").body == Array("a".utf8))
        #expect(parseChunked("FFFFFFFFFFFFFFFF\r\nab").failure == .endOfStreamInMessage)
    }

    @Test("Chunk lines and trailers have their own limits")
    func limits() {
        var limits = HTTP1Limits()
        limits.chunkLineBytes = 8
        #expect(parseChunked("1;2345\r\na\r\n0\r\n\r\n", limits: limits).failure == nil)
        #expect(parseChunked("1;23456\r\na\r\n0\r\n\r\n", limits: limits).failure == .chunkLineTooLong)
        limits = HTTP1Limits()
        limits.trailerBytes = 10
        #expect(parseChunked("0\r\nA: 3456\r\n\r\n", limits: limits).failure == .trailersTooLong)
        #expect(parseChunked("0\r\nA: 345\r\n\r\n", limits: limits).failure == nil)
        #expect(parseChunked("0\r\nA: 34567890123456", limits: limits).failure == .trailersTooLong)
    }

    @Test("Lost bytes are passed over only where the framing does not need them")
    func lostBytes() {
        let bytes = Array("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n8\r\nab".utf8)
        var parser = HTTP1Parser(role: .request)
        var offset = 0
        while parser.next(bytes.span.bytes, from: &offset) != .needsMoreBytes {}
        #expect(parser.skipBody(7) == false)
        #expect(parser.skipBody(6) == true)
        let rest = Array("\r\n0\r\n\r\n".utf8)
        offset = 0
        #expect(parser.next(rest.span.bytes, from: &offset) == .end)
        #expect(offset == rest.count)
        #expect(parser.skipBody(1) == false)
        #expect(parser.skipBody(0) == true)
    }

    @Test("No lost bytes change nothing, in a chunk's framing too")
    func nothingLost() {
        let bytes = Array("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n".utf8)
        var parser = HTTP1Parser(role: .request)
        var offset = 0
        while parser.next(bytes.span.bytes, from: &offset) != .needsMoreBytes {}
        #expect(parser.skipBody(0) == true)
        let rest = Array("0\r\n\r\n".utf8)
        offset = 0
        #expect(parser.next(rest.span.bytes, from: &offset) == .end)
    }

    @Test("A line that is no trailer is left where it is, as it may begin the next message")
    func faultyTrailer() {
        let bytes = Array("0\r\nA: b\r\nHTTP/1.1 200 OK\r\n".utf8)
        let head = Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
        var parser = HTTP1Parser(role: .response)
        var offset = 0
        #expect(parser.next(head.span.bytes, from: &offset) == .head)
        offset = 0
        #expect(parser.next(bytes.span.bytes, from: &offset) == .failure(.fieldLine))
        #expect(offset == 9)
    }

    @Test("Lost bytes right after the head belong to the body")
    func lostBodyStart() {
        let bytes = Array("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n".utf8)
        var parser = HTTP1Parser(role: .request)
        var offset = 0
        #expect(parser.next(bytes.span.bytes, from: &offset) == .head)
        #expect(parser.skipBody(6) == false)
        #expect(parser.skipBody(5) == true)
        #expect(parser.next(bytes.span.bytes, from: &offset) == .end)
    }

    @Test("After a reset the next byte begins a message")
    func reset() {
        var parser = HTTP1Parser(role: .request)
        var offset = 0
        #expect(parser.next(Array("\u{1}".utf8).span.bytes, from: &offset) == .failure(.startLine))
        #expect(parser.next(Array("GET".utf8).span.bytes, from: &offset) == .failure(.startLine))
        #expect(offset == 0)
        parser.reset()
        #expect(parser.next(Array("GET / HTTP/1.1\r\n\r\n".utf8).span.bytes, from: &offset) == .head)
    }
}

import Corpus
import HTTPWire
import Testing

@Suite("The raw export")
struct RawExporterTests {
    private func exported(_ exchange: Exchange) -> String {
        var output: [UInt8] = []
        RawExporter().append(exchange, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    @Test("is the request as it was sent")
    func plain() {
        #expect(
            exported(.simple("/a?b", fields: "Host: h\r\nX: 1\r\n")) == "GET /a?b HTTP/1.1\r\nHost: h\r\nX: 1\r\n\r\n"
        )
        #expect(exported(.simple(fields: "", version: .http10)) == "GET / HTTP/1.0\r\nHost: service.test\r\n\r\n")
    }

    @Test("frames a body by the length that it has, not the one that was announced")
    func length() {
        let exchange = Exchange.simple(method: "POST", fields: "Host: h\r\ncontent-length: 99\r\n", body: "abc")
        #expect(exported(exchange) == "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc")
    }

    @Test("keeps a body of no bytes that was announced")
    func emptyBody() {
        let exchange = Exchange.simple(method: "POST", fields: "Host: h\r\nContent-Length: 0\r\n")
        #expect(exported(exchange) == "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n")
    }

    @Test("is chunked where the request was, with its trailers")
    func chunked() {
        let fields = "Host: h\r\nTransfer-Encoding: chunked\r\n"
        let exchange = Exchange.simple(method: "POST", fields: fields, body: "0123456789abcdef", trailers: "T: 1\r\n")
        #expect(exported(exchange) == "POST / HTTP/1.1\r\n\(fields)\r\n10\r\n0123456789abcdef\r\n0\r\nT: 1\r\n\r\n")
        #expect(exported(.simple(fields: fields)) == "GET / HTTP/1.1\r\n\(fields)\r\n0\r\n\r\n")
    }
}

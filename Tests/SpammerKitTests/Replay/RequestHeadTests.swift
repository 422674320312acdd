import NIOCore
import Testing

@testable import SpammerKit

@Suite("The head of an encoded request")
struct RequestHeadTests {
    private func changed(_ request: String, _ cookies: String) throws -> String {
        var buffer = ByteBuffer(string: "before" + request)
        buffer.moveReaderIndex(forwardBy: 6)
        let head = try #require(RequestHead(buffer))
        return String(buffer: head.encoded(buffer, cookies: Array(cookies.utf8)))
    }

    @Test("gets other cookies in one line, where its first one was, and its body stays")
    func cookies() throws {
        let request = "POST /a HTTP/1.1\r\nHost: h\r\ncookie: a=1\r\nX: y\r\nCookie: b=2\r\n\r\nbody\r\n\r\nCookie: c"
        #expect(
            try changed(request, "d=4")
                == "POST /a HTTP/1.1\r\nHost: h\r\nCookie: d=4\r\nX: y\r\n\r\nbody\r\n\r\nCookie: c"
        )
        #expect(try changed(request, "") == "POST /a HTTP/1.1\r\nHost: h\r\nX: y\r\n\r\nbody\r\n\r\nCookie: c")
    }

    @Test(
        "tells host and path",
        arguments: [
            ("GET /a/b?c=/d HTTP/1.1\r\nhost: Shop.Test:8080\r\n\r\n", "shop.test", "/a/b"),
            ("GET / HTTP/1.1\r\nA: b\r\nHost: [2001:DB8::1]:81\r\n\r\n", "2001:db8::1", "/"),
            ("OPTIONS * HTTP/1.1\r\n\r\n", "", "*"),
        ]
    )
    func place(_ request: String, _ host: String, _ path: String) throws {
        let place = try #require(RequestHead(ByteBuffer(string: request))).place(isTLS: false)
        #expect(String(decoding: place.host, as: UTF8.self) == host)
        #expect(String(decoding: place.path, as: UTF8.self) == path)
    }

    @Test("is none where there is no end of it", arguments: ["", "GET", "GET / HTTP/1.1\r\nA: b\r\n", "\r\n\r\n"])
    func none(_ request: String) {
        #expect(RequestHead(ByteBuffer(string: request)) == nil)
    }
}

import HTTPWire
import Testing

@testable import Report

@Suite("What the live server answers")
struct LiveRouteTests {
    private func route(_ request: String, takesAnyHost: Bool = false) -> LiveRoute {
        var parser = HTTP1Parser(role: .request)
        let bytes = Array(request.replacing("\n", with: "\r\n").utf8)
        var offset = 0
        #expect(parser.next(bytes.span.bytes, from: &offset) == .head)
        return LiveRoute(parser.head, takesAnyHost: takesAnyHost)
    }

    private func status(_ route: LiveRoute) -> Int? {
        if case .refusal(let status, _) = route { status } else { nil }
    }

    @Test("is the page, the events, the metrics, and nothing else")
    func targets() {
        #expect(route("GET / HTTP/1.1\nHost: 127.0.0.1:8080\n\n") == .page)
        #expect(route("HEAD /?a=b HTTP/1.1\nHost: localhost\n\n") == .page)
        #expect(route("GET /events HTTP/1.1\nHost: [::1]:8080\n\n") == .events)
        #expect(route("GET /metrics HTTP/1.1\nHost: 10.0.0.1\n\n") == .metrics)
        #expect(status(route("GET /etc/passwd HTTP/1.1\nHost: localhost\n\n")) == 404)
        #expect(status(route("GET /../ HTTP/1.1\nHost: localhost\n\n")) == 404)
    }

    @Test("is a refusal of other methods, of bodies, and of requests without a host")
    func refusals() {
        #expect(status(route("POST / HTTP/1.1\nHost: localhost\n\n")) == 405)
        #expect(status(route("DELETE / HTTP/1.1\nHost: localhost\n\n")) == 405)
        #expect(status(route("GET / HTTP/1.1\nHost: localhost\nContent-Length: 5\n\n")) == 413)
        #expect(status(route("GET / HTTP/1.0\nAccept: */*\n\n")) == 400)
    }

    @Test(
        "is a refusal of names of other sites",
        arguments: [
            "evil.example", "localhost.evil.example", "127.0.0.1.evil.example:8080", "1.2.3", "1.2.3.4.5", "[::1",
            "localhost:80a", "[evil.example]", "256.1.1.1", "a:b:c", "", "0x7f.0.0.1", "+1.0.0.0",
        ]
    )
    func rebinding(_ host: String) {
        #expect(status(route("GET / HTTP/1.1\nHost: \(host)\n\n")) == 421)
        #expect(status(route("GET /metrics HTTP/1.1\nHost: \(host)\n\n")) == 421)
        #expect(route("GET / HTTP/1.1\nHost: \(host)\n\n", takesAnyHost: true) == .page)
    }
}

@Suite("An address to be watched at")
struct LiveAddressTests {
    @Test("is on this machine, unless another one is given")
    func loopback() {
        #expect(LiveAddress(":8080").map { [$0.host, "\($0.port)"] } == ["127.0.0.1", "8080"])
        #expect(LiveAddress("0")?.port == 0)
        #expect(LiveAddress(":8080")?.isChosen == false)
        #expect(LiveAddress("[::1]:80").map { [$0.host, "\($0.port)"] } == ["::1", "80"])
        #expect(LiveAddress("[::1]:80")?.isLoopback == true)
        #expect(LiveAddress("0.0.0.0:80").map { $0.isChosen && !$0.isLoopback } == true)
    }

    @Test(
        "is nothing else",
        arguments: ["", ":", "host", "host:", ":70000", ":-1", "::1:80", "[::1]", "a b:80", ":+8", "[a]:1"]
    )
    func refused(_ text: String) {
        #expect(LiveAddress(text) == nil)
    }
}

@Suite("A message of a stream of events")
struct EventTextTests {
    @Test("is its kind and its lines, and an empty one")
    func message() {
        #expect(EventText.message("over", "{}") == "event: over\ndata: {}\n\n")
        #expect(EventText.message("page", "a\nb\r\nc\rd") == "event: page\ndata: a\ndata: b\ndata: c\ndata: d\n\n")
    }
}

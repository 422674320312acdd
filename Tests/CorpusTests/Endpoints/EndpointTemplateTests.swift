import TestSupport
import Testing

@testable import Corpus

@Suite("An endpoint's name")
struct EndpointTemplateTests {
    private func name(_ target: String, _ method: String = "GET") -> String {
        EndpointTemplate.name(method: Array(method.utf8)[...], target: Array(target.utf8)[...])
    }

    @Test(
        "has what differs from request to request in braces",
        arguments: [
            ("/", "/"), ("/users/7", "/users/{id}"), ("/users/7/", "/users/{id}/"), ("//7", "//{id}"),
            ("/a/123e4567-e89b-12d3-a456-426614174000/b", "/a/{uuid}/b"),
            ("/days/2026-11-25", "/days/{date}"), ("/blobs/0badcafe12", "/blobs/{hex}"),
            ("/s/aB3_xY7-Qq9zLm20pW", "/s/{token}"), ("/cafe/decade/v2", "/cafe/decade/v2"),
            ("/a.json", "/a.json"), ("/7.json", "/7.json"), ("/a?id=7", "/a"), ("/a#7", "/a"),
            ("http://h.test/users/7?x", "/users/{id}"), ("http://h.test", "/"), ("*", "*"),
            ("h.test:443", "h.test:443"),
            ("", ""),
        ]
    )
    func templates(_ target: String, _ path: String) {
        #expect(name(target) == "GET " + path)
    }

    @Test("has its method in front")
    func methods() {
        #expect(name("/a", "M-SEARCH") == "M-SEARCH /a")
    }

    @Test("is cut where the path is long, and says so")
    func long() {
        let name = name("/" + String(repeating: "ä", count: 500))
        #expect(name.count == 204)
        #expect(name.hasSuffix("…"))
    }

    @Test("is some name for any bytes")
    func anything() {
        var random = SeededGenerator(seed: 8)
        for _ in 0..<500 {
            let bytes = (0..<Int.random(in: 0..<60, using: &random)).map { _ in
                Bool.random(using: &random) ? UInt8.random(in: .min ... .max, using: &random) : UInt8(ascii: "/")
            }
            #expect(EndpointTemplate.name(method: [0xFF], target: bytes[...]).hasPrefix("\u{FFFD} "))
        }
    }

    @Test("gets one number for all requests of an endpoint")
    func table() {
        var table = EndpointTable()
        let targets = ["/users/1", "/users/2?x=1", "/users/1", "/", "/users/1?y"]
        #expect(targets.map { table.index(of: Exchange.simple($0).request) } == [0, 0, 0, 1, 0])
        #expect(table.index(of: Exchange.simple("/users/1", method: "PUT").request) == 2)
        #expect(table.names == ["GET /users/{id}", "GET /", "PUT /users/{id}"])
    }

    @Test("keeps method and target apart, wherever one ends and the other begins")
    func boundary() {
        var table = EndpointTable()
        #expect(table.index(of: Exchange.simple("T/a", method: "GE").request) == 0)
        #expect(table.index(of: Exchange.simple("/a", method: "GET").request) == 1)
        #expect(table.names == ["GE T/a", "GET /a"])
    }

    @Test("is one for all past a thousand of them")
    func bound() {
        var table = EndpointTable()
        for number in 0..<3000 { _ = table.index(of: Exchange.simple("/page-\(number).html").request) }
        #expect(table.names.count == EndpointTable.limit)
        #expect(table.names.last == EndpointTable.otherName)
        #expect(table.index(of: Exchange.simple("/page-2999.html").request) == EndpointTable.limit - 1)
        #expect(table.index(of: Exchange.simple("/page-0.html").request) == 0)
    }

    @Test("is remembered for a bounded number of targets")
    func memory() {
        var table = EndpointTable()
        for number in 0..<70_000 { #expect(table.index(of: Exchange.simple("/users/\(number)").request) == 0) }
        #expect(table.index(of: Exchange.simple("/users/1").request) == 0)
    }
}

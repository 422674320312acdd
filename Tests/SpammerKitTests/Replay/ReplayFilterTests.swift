import Corpus
import HTTPWire
import NIOCore
import Requester
import TestSupport
import Testing

@testable import SpammerKit

@Suite("Which requests are replayed, and what is changed in them")
struct ReplayFilterTests {
    @Test(
        "A pattern stands for what it says",
        arguments: [
            ("/api/*", "/api/a/b", true), ("/api/*", "/api", false), ("*", "", true), ("", "", true), ("", "a", false),
            ("a?c", "abc", true), ("a?c", "ac", false), ("*a*b", "xaxbxab", true), ("*a*b", "xaxbxa", false),
            ("**x", "x", true), ("a*a", "a", false), ("GET", "get", false),
        ]
    )
    func globs(pattern: String, text: String, expected: Bool) {
        #expect(Glob(pattern).matches(Array(text.utf8)[...]) == expected)
    }

    @Test("A pattern of many stars is no trap")
    func manyStars() {
        let pattern = Glob(String(repeating: "*a", count: 200) + "b")
        #expect(!pattern.matches([UInt8](repeating: UInt8(ascii: "a"), count: 20_000)[...]))
    }

    @Test("A pattern agrees with the plain definition", arguments: 0..<200)
    func definition(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        func text(_ letters: String, _ count: Int) -> String {
            String((0..<count).compactMap { _ in letters.randomElement(using: &random) })
        }
        let pattern = text("ab*?", .random(in: 0...8, using: &random))
        let bytes = Array(text("ab", .random(in: 0...10, using: &random)).utf8)
        func matches(_ pattern: Substring, _ bytes: ArraySlice<UInt8>) -> Bool {
            guard let first = pattern.first else { return bytes.isEmpty }
            if first == "*" {
                return bytes.indices.contains { matches(pattern.dropFirst(), bytes[$0...]) }
                    || matches(pattern.dropFirst(), [])
            }
            guard let byte = bytes.first, first == "?" || first.asciiValue == byte else { return false }
            return matches(pattern.dropFirst(), bytes.dropFirst())
        }
        #expect(Glob(pattern).matches(bytes[...]) == matches(pattern[...], bytes[...]))
    }

    private func isSent(_ rules: [(ExchangeFilter.Kind, String)], _ exchange: Exchange, safe: Bool = false) throws
        -> Bool
    {
        var filter = ExchangeFilter()
        filter.safeMethodsOnly = safe
        for (kind, text) in rules { filter.add(try #require(ExchangeFilter.Rule(kind, text))) }
        return filter.reasonToLeaveOut(exchange, endpoint: { "GET /items/{id}" }) == nil
    }

    @Test("Of a kind one rule has to apply, of all kinds each; one that leaves out wins")
    func rules() throws {
        let exchange = SmallCorpus.exchange("GET", "/items/7?page=2", at: 0, status: 404, host: "Shop.Test")
        #expect(try isSent([], exchange))
        #expect(try isSent([(.method, "POST"), (.method, "GET")], exchange))
        #expect(try !isSent([(.method, "POST")], exchange))
        #expect(try isSent([(.method, "!POST")], exchange))
        #expect(try isSent([(.path, "/items/?")], exchange))
        #expect(try !isSent([(.path, "/items/*"), (.path, "!*7")], exchange))
        #expect(try !isSent([(.method, "GET"), (.path, "/other")], exchange))
        #expect(try isSent([(.host, "shop.*")], exchange))
        #expect(try isSent([(.status, "4xx"), (.status, "200")], exchange))
        #expect(try !isSent([(.status, "!400-499")], exchange))
        #expect(try isSent([(.endpoint, "GET /items/{id}")], exchange))
        #expect(try isSent([(.header, "host: Shop.*")], exchange))
        #expect(try !isSent([(.header, "X-Other: *")], exchange))
        #expect(try isSent([], exchange, safe: true))
        #expect(try !isSent([], SmallCorpus.exchange("POST", "/", at: 0), safe: true))
    }

    @Test("What is no rule is refused")
    func refused() {
        for text in ["", "!", "20", "2xxx", "0xx", "500-400", "1000", "a-b", "200-300-400"] {
            #expect(ExchangeFilter.Rule(.status, text) == nil)
        }
        for text in ["", "NoColon", ": value"] { #expect(ExchangeFilter.Rule(.header, text) == nil) }
    }

    private func encoded(
        rewrites: [String] = [],
        _ change: (inout HeaderChanges) throws -> Void = { _ in }
    ) throws -> String {
        var changes = HeaderChanges()
        try change(&changes)
        var exchange = SmallCorpus.exchange("POST", "/a", at: 0, body: "hello")
        exchange.request = RecordedRequest(
            method: Array("POST".utf8),
            target: Array("/a".utf8),
            authority: Array("recorded.test".utf8),
            fields: Array(
                "Host: recorded.test\r\nCookie: a=b\r\nAccept: x\r\ncookie: c=d\r\nContent-Length: 5\r\n".utf8
            ),
            body: Array("hello".utf8),
            version: .http11,
            scheme: .http
        )
        let target = Origin(scheme: .http, host: "staging", port: 8080)
        let encoder = RequestEncoder(
            targets: [target],
            keepsHost: false,
            changes: changes,
            rewrites: try rewrites.map { try TargetRewrite($0) }
        )
        var buffer: [UInt8] = []
        try encoder.encode(exchange.request, into: &buffer)
        return String(decoding: buffer, as: UTF8.self)
    }

    @Test("A header is replaced, added and left out, and all else stays")
    func headers() throws {
        let changed = try encoded {
            try $0.replace("Cookie: new=1")
            try $0.add("X-Replay: yes")
            try $0.remove("accept")
        }
        #expect(
            changed
                == "POST /a HTTP/1.1\r\nCookie: new=1\r\nHost: staging:8080\r\nContent-Length: 5\r\nX-Replay: yes\r\n\r\nhello"
        )
        #expect(
            try encoded { try $0.replace("host:  other.test") }.hasPrefix(
                "POST /a HTTP/1.1\r\nhost: other.test\r\nCookie"
            )
        )
    }

    @Test("A header that would make two requests of one is refused")
    func refusedHeaders() {
        for text in [
            "no colon", "Bad Name: a", ": a", "A: b\r\nC: d", "A: b\nC", "A: \0", "Content-Length: 3",
            "transfer-encoding: chunked", "Connection: close",
        ] {
            var changes = HeaderChanges()
            #expect(throws: HeaderChangeError.self) { try changes.replace(text) }
        }
    }

    @Test("A request keeps one Host")
    func oneHost() throws {
        var changes = HeaderChanges()
        try changes.replace("Host: a")
        #expect(throws: HeaderChangeError.self) { try changes.replace("host: b") }
        #expect(throws: HeaderChangeError.self) { try changes.add("Host: b") }
        #expect(throws: HeaderChangeError.self) { try changes.remove("HOST") }
    }

    @Test("A path that cannot be changed for sure is left out, and one that need not be is sent byte for byte")
    func oddTargets() throws {
        func encoded(_ target: [UInt8], _ rewrite: String) throws -> [UInt8] {
            var exchange = SmallCorpus.exchange("GET", "/", at: 0)
            exchange.request = RecordedRequest(
                method: Array("GET".utf8),
                target: target,
                authority: [],
                fields: [],
                version: .http11,
                scheme: .http
            )
            let encoder = RequestEncoder(
                targets: [Origin(scheme: .http, host: "a", port: 80)],
                keepsHost: false,
                rewrites: [try TargetRewrite(rewrite)]
            )
            var buffer: [UInt8] = []
            try encoder.encode(exchange.request, into: &buffer)
            return buffer
        }
        let odd = Array("/a".utf8) + [0xFF, 0xFE]
        #expect(try encoded(odd, "^/b=>/c").starts(with: Array("GET ".utf8) + odd + Array(" HTTP/1.1".utf8)))
        #expect(throws: RequestEncoder.Unsendable.rewrittenTarget) { try encoded(odd, "^/a=>/c") }
        let long = Array("/a".utf8) + [UInt8](repeating: UInt8(ascii: "x"), count: 9000)
        #expect(throws: RequestEncoder.Unsendable.longTarget) { try encoded(long, "^/a=>/c") }
        // A change of a letter's form alone is a change.
        let composed = Array("/\u{E9}".utf8)
        #expect(try encoded(composed, "\u{E9}=>e\u{301}").starts(with: Array("GET /e\u{301} HTTP/1.1".utf8)))
    }

    @Test(
        "A path is changed by regular expressions, one after the other",
        arguments: [
            (["^/a$=>/b"], "/b"), (["a=>x", "x=>y/$0$$"], "/y/x$"), (["^/(.)=>/v2/$1$1"], "/v2/aa"),
            (["nothing=>x"], "/a"),
            (["/=>/$9"], "/a"),
        ]
    )
    func rewrites(rewrites: [String], expected: String) throws {
        #expect(try encoded(rewrites: rewrites).hasPrefix("POST \(expected) HTTP/1.1\r\n"))
    }

    @Test(
        "A path that would be none, or make two requests of one, is not sent",
        arguments: ["/a=>b", "a=>x y", "a=>\r\n"]
    )
    func badRewrites(rewrite: String) {
        #expect(throws: RequestEncoder.Unsendable.rewrittenTarget) { try encoded(rewrites: [rewrite]) }
    }

    @Test("What takes the place may begin with an accent, and a group may have one behind it")
    func accents() throws {
        #expect(
            try TargetRewrite("a=>\u{301}x").apply(to: "/a").unicodeScalars.elementsEqual("/\u{301}x".unicodeScalars)
        )
        #expect(try TargetRewrite("(a)=>$1\u{301}").apply(to: "/a") == "/a\u{301}")
    }

    @Test("What is no change of a path is refused", arguments: ["", "no arrow", "=>x", "(=>x"])
    func refusedRewrites(text: String) {
        #expect(throws: TargetRewriteError.self) { try TargetRewrite(text) }
    }
}

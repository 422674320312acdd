import HTTPWire
import TestSupport
import Testing

@testable import Corpus

@Suite("Values that responses gave and requests sent back")
struct CorrelationFinderTests {
    /// An exchange whose response has a JSON body and field lines.
    private func exchange(
        _ target: String = "/",
        at time: Int64,
        client: UInt64 = 1,
        fields: String = "",
        body: String = "",
        responseFields: String = "",
        responseBody: String? = nil
    ) -> Exchange {
        var exchange = Exchange.simple(
            target,
            at: time,
            connection: client,
            fields: "Host: service.test\r\n" + fields,
            body: body
        )
        exchange.connection?.client = "10.0.0.\(client):50000"
        exchange.response = responseBody.map {
            RecordedResponse(fieldLines: Array(responseFields.utf8), body: Array($0.utf8))
        }
        return exchange
    }

    @Test(
        "Of a place that is there twice only the first value can be asked for, so that the second has no link",
        arguments: [
            ("X-Token: first4711a\r\nX-Token: second4712b\r\n", ""),
            ("X-Token: no\r\nX-Token: second4712b\r\n", ""),
            ("Set-Cookie: s=first4711a\r\nSet-Cookie: s=second4712b\r\n", ""),
            ("Location: /cb?code=first4711a&code=second4712b\r\n", ""),
            ("", #"{"t":"first4711a","t":"second4712b"}"#), ("", #"{"t":"no","t":"second4712b"}"#),
        ]
    )
    func repeated(fields: String, body: String) {
        var finder = CorrelationFinder(patterns: [])
        _ = finder.links(of: exchange("/login", at: 0, responseFields: fields, responseBody: body))
        let isFirstThere = (fields + body).contains("first4711a")
        #expect(finder.links(of: exchange("/a?t=first4711a", at: 10)).count == (isFirstThere ? 1 : 0))
        #expect(finder.links(of: exchange("/a?t=second4712b", at: 20)).isEmpty)
    }

    /// What a link's place in the request says.
    private func text(_ link: ValueLink, in exchange: Exchange) -> String {
        let part = exchange.request.bytes(of: link.use.part)
        return String(decoding: part.dropFirst(link.range.lowerBound).prefix(link.range.count), as: UTF8.self)
    }

    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8)

    /// A token as services make them, with four digits at least.
    private func token(_ random: inout SeededGenerator) -> String {
        let length = Int.random(in: 12...40, using: &random)
        let bytes = (0..<length).map { _ in Self.alphabet.randomElement(using: &random) ?? 0x30 }
        return String(decoding: bytes, as: UTF8.self) + String(Int.random(in: 1000...9999, using: &random))
    }

    @Test("A token is found wherever it stands, and its place is exact", arguments: UInt64(1)...20)
    func everyPlace(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let value = token(&random)
        let uses: [(ValueUse, Exchange)] = [
            (.path, exchange("/orders/\(value)/lines", at: 10)),
            (.path, exchange("/orders/\(value).json?x=1", at: 10)),
            (.path, exchange("/shop;jsessionid=\(value)", at: 10)),
            (.query, exchange("/orders?page=2&token=\(value)", at: 10)),
            (.header, exchange(at: 10, fields: "Authorization: Bearer \(value)\r\n")),
            (.header, exchange(at: 10, fields: "If-None-Match: \"\(value)\"\r\n")),
            (.cookie, exchange(at: 10, fields: "Cookie: theme=dark; sid=\(value)\r\n")),
            (.json, exchange(at: 10, body: #"{"a": [1, {"b": "\#(value)"}]}"#)),
            (
                .form,
                exchange(
                    at: 10,
                    fields: "Content-Type: application/x-www-form-urlencoded\r\n",
                    body: "a=1&csrf=\(value)"
                )
            ),
        ]
        let sources: [(ValuePlace, Exchange)] = [
            (.json("$.data[1].token"), exchange("/login", at: 0, responseBody: #"{"data":[0,{"token":"\#(value)"}]}"#)),
            (.header("x-token"), exchange("/login", at: 0, responseFields: "X-Token: \(value)\r\n", responseBody: "")),
            (.header("etag"), exchange("/login", at: 0, responseFields: "ETag: W/\"\(value)\"\r\n", responseBody: "")),
            (
                .cookie("s"),
                exchange("/login", at: 0, responseFields: "Set-Cookie: s=\(value); Secure\r\n", responseBody: "")
            ),
            (
                .locationSegment(1),
                exchange("/login", at: 0, responseFields: "Location: https://h.test/o/\(value)\r\n", responseBody: "")
            ),
            (
                .locationParameter("code"),
                exchange("/login", at: 0, responseFields: "Location: /cb?code=\(value)&s=1\r\n", responseBody: "")
            ),
        ]
        for (place, source) in sources {
            for (use, request) in uses {
                var finder = CorrelationFinder(patterns: [])
                #expect(finder.links(of: source).isEmpty)
                let link = try #require(finder.links(of: request).first, "\(place) in \(use)")
                #expect(link.source == ValueSource(endpoint: "GET /login", place: place))
                #expect(link.use == use)
                #expect(text(link, in: request) == value)
                #expect(link.start(before: request.start) == source.start)
                #expect(link.connection == 1)
            }
        }
    }

    @Test(
        "A name that nobody would give spoils no corpus",
        arguments: [
            ("", "{\"a\nb\": \"abc123def456\"}"), ("Set-Cookie: \u{301}sid=abc123def456\r\n", ""),
            ("Location: /?\u{301}code=abc123def456\r\n", ""), ("Set-Cookie: a\rb=abc123def456\r\n", ""),
            ("", "{\"\u{301}\": \"abc123def456\"}"),
        ]
    )
    func oddNames(_ fields: String, _ body: String) throws {
        let exchanges = [
            exchange("/login", at: 0, responseFields: fields, responseBody: body), exchange("/a/abc123def456", at: 10),
        ]
        let corpus = try CorpusOnDisk(exchanges) { $0.correlates = true }
        #expect(try corpus.exchanges().count == 2)
        let source = ValueSource(endpoint: "GET /\r", place: .cookie("\u{301}a"))
        #expect(ValueSource(source.text) == source)
    }

    @Test("Escapes do not hide a value, on either side")
    func escapes() throws {
        var finder = CorrelationFinder(patterns: [])
        _ = finder.links(of: exchange("/login", at: 0, responseBody: #"{"t": "ab12\/cd34+ef56=="}"#))
        let request = exchange("/a?t=ab12%2Fcd34%2Bef56%3D%3D", at: 10)
        let link = try #require(finder.links(of: request).first)
        #expect(text(link, in: request) == "ab12%2Fcd34%2Bef56%3D%3D")
        #expect(link.isEscaped)
        let written = try #require(link.use.written(Array("x/y+z 1".utf8), isEscaped: true))
        #expect(String(decoding: written, as: UTF8.self) == "x%2Fy%2Bz%201")
    }

    @Test(
        "Words, dates, small and round numbers are nobody's",
        arguments: [
            "", "a", "1", "true", "null", "2026", "9999", "10000", "500000", "checkout", "production", "administrator",
            "application/json", "en-US", "ShoppingCartItems", "internationalization", "2026-11-27",
            "2026-11-27T10:00:00Z",
            "iphone14", "127.0.0.1", "12:30:45", "hello world", "aaaa1111aaaa", "v2", "utf-8", "sha256",
        ]
    )
    func commonValues(_ value: String) {
        #expect(!DistinctiveValue.isOne(Array(value.utf8)[...]))
        var finder = CorrelationFinder(patterns: [])
        _ = finder.links(
            of: exchange(
                at: 0,
                responseFields: "X-A: \(value)\r\n",
                responseBody: #"{"a": "\#(value)", "b": [\#(value)]}"#
            )
        )
        let links = finder.links(of: exchange("/\(value)?q=\(value)", at: 10, fields: "X-B: \(value)\r\n"))
        #expect(links.isEmpty)
    }

    @Test(
        "Tokens, identifiers and long numbers are somebody's",
        arguments: [
            "10043", "4815162342", "ord_10043", "cus_9s8Df7g6", "6f1ed002ab5595859014ebf0951522d9",
            "123e4567-e89b-12d3-a456-426614174000", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
            "QmFzZTY0VmFsdWVXaXRoTm9EaWdpdA",
        ]
    )
    func distinctiveValues(_ value: String) {
        #expect(DistinctiveValue.isOne(Array(value.utf8)[...]))
    }

    @Test("A value of another client, of a response that had not come, or that the request itself had, is no link")
    func notGiven() {
        let login = exchange("/login", at: 0, responseBody: #"{"t": "abc123def456"}"#)
        var finder = CorrelationFinder(patterns: [])
        _ = finder.links(of: login)
        #expect(finder.links(of: exchange("/a/abc123def456", at: 10, client: 2)).isEmpty)
        // The response takes two milliseconds.
        #expect(finder.links(of: exchange("/a/abc123def456", at: 1)).isEmpty)
        #expect(finder.links(of: exchange("/a/abc123def456", at: 2)).count == 1)
        var echo = CorrelationFinder(patterns: [])
        _ = echo.links(of: exchange("/a/abc123def456", at: 0, responseBody: #"{"id": "abc123def456"}"#))
        #expect(echo.links(of: exchange("/a/abc123def456", at: 10)).isEmpty)
    }

    @Test("A session goes over connections of one client")
    func connections() throws {
        var finder = CorrelationFinder(patterns: [])
        _ = finder.links(of: exchange("/login", at: 0, responseBody: #"{"t": "abc123def456"}"#))
        var other = exchange("/a/abc123def456", at: 10)
        other.connection = RecordedConnection(id: 9, client: "10.0.0.1:50001")
        #expect(try #require(finder.links(of: other).first).connection == 1)
    }

    @Test("Values that are older than memory allows are let go, and the latest are not")
    func bounded() {
        var finder = CorrelationFinder(patterns: [], mostValues: 100)
        for number in 0..<1000 {
            _ = finder.links(
                of: exchange("/login", at: Int64(number) * 10, responseBody: #"{"t": "abc\#(100_003 + number)"}"#)
            )
        }
        #expect(finder.links(of: exchange("/a/abc100003", at: 20_000)).isEmpty)
        #expect(finder.links(of: exchange("/a/abc101002", at: 20_000)).count == 1)
    }

    @Test("Bytes that are no JSON, no request and no response are read without harm", arguments: UInt64(1)...20)
    func hostile(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let signs = Array("{}[]\",:\\%=&/;?# \r\n-0123456789abcdefu".utf8)
        var finder = CorrelationFinder(patterns: [], mostValues: 50)
        for time in 0..<300 {
            func bytes(_ first: String) -> [UInt8] {
                Array(first.utf8)
                    + (0..<Int.random(in: 0..<200, using: &random)).map { _ in
                        Int.random(in: 0..<20, using: &random) == 0
                            ? UInt8.random(in: .min ... .max, using: &random)
                            : signs.randomElement(using: &random) ?? 0
                    }
            }
            var exchange = exchange(at: Int64(time) * 10)
            exchange.request = RecordedRequest(
                method: bytes("GET"),
                target: bytes("/"),
                authority: [],
                fields: bytes("Cookie: "),
                body: bytes("{"),
                version: .http11,
                scheme: nil
            )
            exchange.response = RecordedResponse(fieldLines: bytes("Location: "), body: bytes("{"))
            for link in finder.links(of: exchange) {
                #expect(link.range.upperBound <= exchange.request.bytes(of: link.use.part).count)
                #expect(!link.range.isEmpty)
            }
        }
    }

    @Test("Redaction keeps links, and the places that they name; a merge moves them with their connections")
    func redacted() throws {
        let exchanges = [
            exchange("/login", at: 0, responseBody: #"{"someone@example.com": {"access_token": "abc123def456"}}"#),
            exchange("/a", at: 10, fields: "Authorization: Bearer abc123def456\r\n"),
        ]
        let plain = try CorpusOnDisk(exchanges) {
            $0.correlates = true
            $0.keepsResponses = false
        }
        #expect(plain.footer.totals.correlation?.links == 1)
        #expect(plain.footer.totals.keptResponses == nil)
        let key = Array("0123456789abcdef0123456789abcdef".utf8)
        let output = plain.folder.file("safe.corpus")
        var options = CorpusWriter.Options()
        options.redaction = RedactionPolicy(key: key)
        let merge = try CorpusMerge(paths: [plain.path, plain.path])
        _ = try CorpusTransform(output: output, options: options).run(merge, step: nil)
        let safe = try CorpusOnDisk.exchanges(of: output)
        let linked = safe.filter { !$0.links.isEmpty }
        #expect(linked.map { $0.links[0].connection } == linked.map { $0.connection?.id ?? 0 })
        #expect(Set(linked.map { $0.links[0].connection }).count == 2)
        for exchange in linked {
            let link = exchange.links[0]
            #expect(text(link, in: exchange).count == 12 && text(link, in: exchange) != "abc123def456")
            #expect(!link.source.place.description.contains("someone@example.com"))
        }
    }
}

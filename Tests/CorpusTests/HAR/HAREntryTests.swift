import Foundation
import HTTPWire
import Testing

@testable import Corpus

@Suite("A HAR entry of another program")
struct HAREntryTests {
    private func exchange(_ json: String, connection: UInt64? = nil) throws -> Exchange {
        try JSONDecoder().decode(HAREntry.self, from: Data(json.utf8)).exchange(connection: connection)
    }

    private func entry(
        start: String = "2026-03-09T12:00:00.000Z",
        method: String = "GET",
        url: String = "https://h.test/a?b=1#top",
        request: String = "",
        rest: String = ""
    ) -> String {
        #"{"startedDateTime":"\#(start)","request":{"method":"\#(method)","url":"\#(url)"\#(request)}\#(rest)}"#
    }

    @Test("with no more than it must have leaves all else absent")
    func least() throws {
        let exchange = try exchange(entry())
        #expect(exchange.request.method == "GET")
        #expect(exchange.request.target == "/a?b=1")
        #expect(exchange.request.authority == "h.test")
        #expect(exchange.request.scheme == .https)
        #expect(exchange.request.version == nil)
        #expect(exchange.request.fieldLines.isEmpty)
        #expect(exchange.connection == nil)
        #expect(exchange.outcome == .noResponse)
    }

    @Test("begins when its request was sent: after the wait for a connection, the look-up and the handshake")
    func start() throws {
        let timings = #","timings":{"blocked":1.5,"dns":2,"connect":3,"ssl":1,"send":0.5,"wait":10,"receive":4}"#
        let exchange = try exchange(
            entry(rest: #","time":21,"response":{"status":200,"bodySize":77}\#(timings)"#)
        )
        #expect(exchange.start.nanoseconds % 1_000_000_000 == 6_500_000)
        #expect(exchange.outcome.timeToFirstByte == 10_500_000)
        #expect(exchange.outcome.duration == 14_500_000)
        #expect(exchange.outcome.responseSize == 77)
        #expect(exchange.outcome.ending == .unknown)
        #expect(exchange.outcome.responseDigest == nil)
    }

    @Test("whose timings do not apply has no times")
    func absentTimings() throws {
        let timings = #","timings":{"blocked":-1,"dns":-1,"connect":-1,"send":-1,"wait":-1,"receive":-1}"#
        let outcome = try exchange(entry(rest: #","time":5,"response":{"status":304,"bodySize":-1}\#(timings)"#))
            .outcome
        #expect(outcome == Outcome(ending: .unknown, status: 304))
    }

    @Test("with status 0 had no response")
    func noResponse() throws {
        #expect(try exchange(entry(rest: #","response":{"status":0,"bodySize":0}"#)).outcome == .noResponse)
    }

    @Test("of HTTP/2 has its host from the pseudo header, which is no field")
    func pseudoHeaders() throws {
        let headers =
            #"[{"name":":authority","value":"real.test"},{"name":":method","value":"GET"},{"name":"a","value":"1\r\n 2\n3"}]"#
        let request = try exchange(entry(request: #","httpVersion":"h2","headers":\#(headers)"#)).request
        #expect(request.authority == "real.test")
        #expect(request.version == .http2)
        // A fold, and a field of its own.
        #expect(String(decoding: request.fieldLines, as: UTF8.self) == "a: 1 2\r\na: 3\r\n")
    }

    @Test(
        "has its body however the program writes it",
        arguments: [
            (#","postData":{"text":"ä"}"#, "ä", RecordedRequest.BodyState.complete),
            (#","postData":{"text":"aGk=","encoding":"base64"}"#, "hi", .complete),
            (#","postData":{"text":"aGk=","_encoding":"base64"}"#, "hi", .complete),
            (#","postData":{"text":"%%%","encoding":"base64"}"#, "", .absent),
            (
                #","postData":{"mimeType":"application/x-www-form-urlencoded; charset=utf-8","#
                    + #""params":[{"name":"a b","value":"c&d"},{"name":"e"}]}"#, "a+b=c%26d&e=", .complete
            ),
            (#","postData":{"mimeType":"multipart/form-data","params":[{"name":"f"}]}"#, "", .absent),
            (#","bodySize":12"#, "", .absent), (#","bodySize":0"#, "", .complete), (#","bodySize":-1"#, "", .complete),
        ]
    )
    func bodies(_ member: String, _ body: String, _ state: RecordedRequest.BodyState) throws {
        let request = try exchange(entry(method: "POST", request: member)).request
        #expect(String(decoding: request.body, as: UTF8.self) == body)
        #expect(request.bodyState == state)
    }

    @Test("names its server and its connection where it tells of them")
    func connections() throws {
        let json = entry(rest: #","serverIPAddress":"[2001:db8::1]","connection":"443""#)
        let entry = try JSONDecoder().decode(HAREntry.self, from: Data(json.utf8))
        #expect(entry.connectionKey == "443")
        #expect(try entry.exchange(connection: 5).connection == RecordedConnection(id: 5, server: "[2001:db8::1]:443"))
        let numbered = try JSONDecoder().decode(HAREntry.self, from: Data(self.entry(rest: #","connection":7"#).utf8))
        #expect(numbered.connectionKey == "7.0")
        for none in [#","connection":"""#, #","connection":"0""#, #","connection":0"#, ""] {
            let entry = try JSONDecoder().decode(HAREntry.self, from: Data(self.entry(rest: none).utf8))
            #expect(entry.connectionKey == nil)
        }
    }

    @Test(
        "that is no HTTP request is told from one that is bad",
        arguments: [
            ("data:text/plain,hi", true), ("blob:https://h.test/1", true), ("ws://h.test/", true),
            ("chrome-extension://abc/x", true), ("", false), ("nothing", false),
        ]
    )
    func others(_ url: String, _ isFine: Bool) {
        let problem = isFine ? HARProblem.notHTTP : .member("request.url", url)
        #expect(throws: problem) { try exchange(entry(url: url)) }
    }

    @Test("with a value that cannot be is bad, and says which")
    func bad() {
        #expect(throws: HARProblem.member("startedDateTime", "soon")) { try exchange(entry(start: "soon")) }
        #expect(throws: HARProblem.member("request.method", "G T")) { try exchange(entry(method: "G T")) }
        #expect(throws: HARProblem.member("the request target", "/a b")) {
            try exchange(entry(url: "http://h.test/a b"))
        }
    }

    @Test("has the numbers of any double without a crash", arguments: ["1e300", "-1e300", "9e12", "0.1", "-0"])
    func numbers(_ number: String) throws {
        let timings =
            #","timings":{"blocked":\#(number),"dns":\#(number),"send":\#(number),"wait":\#(number),"receive":\#(number)}"#
        _ = try exchange(entry(rest: #","time":\#(number),"response":{"status":200}\#(timings)"#))
    }

    @Test(
        "has a URL of parts",
        arguments: [
            ("http://h.test:81/a", "h.test:81", "/a", "81"), ("HTTPS://user:pw@h.test", "h.test", "/", "443"),
            ("http://h.test?x", "h.test", "/?x", "80"), ("http://[::1]/", "[::1]", "/", "80"),
            ("http://[::1]:8080/", "[::1]:8080", "/", "8080"), ("/only/path", "", "/only/path", nil),
            ("*", "", "*", nil),
        ] as [(String, String, String, String?)]
    )
    func urls(_ text: String, _ authority: String, _ target: String, _ port: String?) throws {
        let url = try #require(HARURL(text))
        #expect(String(decoding: url.authority, as: UTF8.self) == authority)
        #expect(String(decoding: url.target, as: UTF8.self) == target)
        #expect(url.port == port)
    }
}

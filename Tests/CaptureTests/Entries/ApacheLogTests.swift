import Corpus
import HTTPWire
import Testing

@testable import Capture

@Suite("An access log of Apache in JSON")
struct ApacheLogTests {
    @Test("has the request in parts, the time in brackets, and its duration in microseconds")
    func parts() throws {
        let recording = try Recording(lines: [
            #"{ "time":"[10/Oct/2000:13:55:36 -0700]", "remoteIP":"203.0.113.9", "host":"www.test", "request":"/a", "query":"?b=c","#
                + #" "method":"GET", "status":"200", "userAgent":"Mozilla/5.0 (X11)", "referer":"-", "process":"1520" }"#
        ])
        let exchange = try #require(recording.exchanges.first)
        #expect(recording.kind == "apache log")
        #expect(recording.lines == ["GET /a?b=c 200"])
        #expect(exchange.start.description == "2000-10-10T20:55:36Z")
        #expect(exchange.fieldTexts == ["Host: www.test", "User-Agent: Mozilla/5.0 (X11)"])
        #expect(exchange.outcome == Outcome(ending: .unknown, status: 200, duration: 1_520_000))
        #expect(exchange.connection == nil)
        #expect(exchange.request.bodyState == .complete)
        #expect(recording.warnings == [])
    }

    @Test("has the request in a line, and a body's size")
    func line() throws {
        let recording = try Recording(lines: [
            #"{"time":"2026-03-09T12:00:01+0100","client":"10.0.0.7","request":"POST /login?next=%2F HTTP/1.1","status":302,"#
                + #""bytes":0,"duration":8123,"referer":"https://www.test/","user_agent":"curl/8.5.0"}"#,
            #"{"time":"2026-03-09T12:00:02+0100","client":"10.0.0.7","request":"HEAD / HTTP/1.0","status":200,"#
                + #""bytes":"-","duration":91,"referer":"-","user_agent":"-"}"#,
        ])
        #expect(recording.lines == ["POST /login?next=%2F 302", "HEAD / 200"])
        let first = try #require(recording.exchanges.first)
        #expect(first.start.description == "2026-03-09T11:00:01Z")
        #expect(first.request.version == .http11)
        #expect(first.request.bodyState == .absent)
        #expect(first.outcome == Outcome(ending: .unknown, status: 302, duration: 8_123_000, responseSize: 0))
        let last = try #require(recording.exchanges.last)
        #expect(last.request.version == .http10)
        #expect(last.fieldTexts == [])
        #expect(last.outcome.responseSize == nil)
    }

    @Test("of more names than its own has units by name, and a time without an offset, which is said")
    func names() throws {
        let recording = try Recording(lines: [
            #"{"timestamp":"[06/Jun/2025:12:35:26 +0000]","protocol":"HTTP/1.1","method":"HEAD","request":"/index.html","#
                + #""query":"?name=john&age=30","request_size_in_bytes":"92","status_code":"200","time_taken_ms":"7"}"#,
            #"{"time":"2025-06-06T12:35:27.123456","vhost":"shop.test","client":"198.51.100.4","method":"GET","uri":"/p","query":"","#
                + #""protocol":"HTTP/2.0","status":200,"bytes_body":512,"bytes_sent":700,"duration_us":900}"#,
        ])
        #expect(recording.lines == ["HEAD /index.html?name=john&age=30 200", "GET /p 200"])
        #expect(recording.exchanges.map(\.outcome.duration) == [7_000_000, 900_000])
        let last = try #require(recording.exchanges.last)
        #expect(last.start.description == "2025-06-06T12:35:27.123456Z")
        #expect(last.request.version == .http2 && last.request.authority == "shop.test")
        #expect(last.outcome.responseSize == 512)
        #expect(recording.warnings.count == 1 && recording.warnings.first?.contains("UTC") == true)
    }

    @Test("has its own escapes, which are none of JSON, undone")
    func escapes() throws {
        let recording = try Recording(lines: [
            #"{"time":"[10/Oct/2000:13:55:36 -0700]","remoteIP":"10.0.0.7","request":"GET /a\"b HTTP/1.1","status":400,"#
                + #""userAgent":"\xc3\xa4 \x16\x03 \"quoted\" \\ tab\tand\vmore"}"#
        ])
        #expect(recording.lines == [#"GET /a"b 400"#])
        #expect(recording.exchanges.first?.fieldTexts == [#"User-Agent: ä    "quoted" \ tab"# + "\tand more"])
    }

    @Test("of a connection without a request tells of none")
    func noRequest() throws {
        let recording = try Recording(lines: [
            #"{"time":"[10/Oct/2000:13:55:36 -0700]","remoteIP":"10.0.0.7","request":"GET / HTTP/1.1","status":200}"#,
            #"{"time":"[10/Oct/2000:13:55:37 -0700]","remoteIP":"10.0.0.8","request":"-","status":408}"#,
        ])
        #expect(recording.account.entries.notHTTP == 1 && recording.account.entries.bad == 0)
        #expect(recording.exchanges.count == 1)
    }

    @Test("with names that might be anyone's is not guessed at, but read when it is named")
    func named() throws {
        let line = #"{"ts":1773057601.5,"verb":"GET","path":"/a","status":200,"latency":1500}"#
        let guessed = try Recording(lines: [line])
        #expect(guessed.exchanges.isEmpty)
        #expect(guessed.warnings.first?.contains("--format names the log, or --log-map maps its fields") == true)
        let named = try Recording(lines: [line], .named(.apache))
        #expect(named.lines == ["GET /a 200"])
        #expect(named.kind == "apache log")
        #expect(named.exchanges.first?.start.nanoseconds == 1_773_057_601_500_000_000)
        #expect(named.exchanges.first?.outcome.duration == 1_500_000)
    }
}

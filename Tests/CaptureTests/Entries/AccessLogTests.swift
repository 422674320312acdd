import Corpus
import Foundation
import HTTPWire
import Testing

@testable import Capture

@Suite("An access log in JSON")
struct AccessLogTests {
    private func record(_ lines: String...) throws -> Recording {
        let recording = try Recording(bytes: Array((lines.joined(separator: "\n") + "\n").utf8))
        #expect(recording.account.imbalances == [])
        return recording
    }

    private func fields(_ exchange: Exchange) -> [String] {
        String(decoding: exchange.request.fieldLines, as: UTF8.self).split(separator: "\r\n").map(String.init)
    }

    @Test("of nginx has each variable that was logged, and the time at which the request began")
    func nginx() throws {
        let recording = try record(
            #"{"msec":"1795478500.128","remote_addr":"10.0.0.7","remote_port":"5638","server_port":"80","server_addr":"10.0.0.1","#
                + #""connection":"135","request_method":"POST","request_uri":"/a?b=c","server_protocol":"HTTP/1.1","#
                + #""status":201,"body_bytes_sent":7,"request_time":"0.003","http_host":"shop.test:80","#
                + #""http_user_agent":"curl/7","http_x_request_id":"r1","http_referer":"","scheme":"https"}"#
        )
        let exchange = try #require(recording.exchanges.first)
        #expect(recording.lines == ["POST /a?b=c 201"])
        #expect(exchange.start.nanoseconds == 1_795_478_500_125_000_000)
        #expect(exchange.request.authority == "shop.test:80")
        #expect(fields(exchange) == ["Host: shop.test:80", "User-Agent: curl/7", "X-Request-Id: r1"])
        #expect(exchange.request.version == .http11)
        #expect(exchange.request.scheme == .https)
        #expect(exchange.request.bodyState == .absent)
        #expect(exchange.connection == RecordedConnection(id: 1, client: "10.0.0.7:5638", server: "10.0.0.1:80"))
        #expect(exchange.outcome == Outcome(ending: .unknown, status: 201, duration: 3_000_000, responseSize: 7))
        let source = try #require(recording.provenance.sources.first)
        #expect(source.kind == "nginx log")
        #expect(source.absent == ["requestBody", "timeToFirstByte", "responseDigest"])
    }

    @Test("of nginx with its request line and the time to the second")
    func nginxLines() throws {
        let recording = try record(
            #"{"time_iso8601":"2026-03-09T12:00:01+01:00","request":"GET /x HTTP/1.0","status":"404","body_bytes_sent":"0"}"#
        )
        let exchange = try #require(recording.exchanges.first)
        #expect(recording.lines == ["GET /x 404"])
        #expect(exchange.start.description == "2026-03-09T11:00:01Z")
        #expect(exchange.request.version == .http10)
        #expect(exchange.connection == nil)
        #expect(exchange.outcome.duration == nil)
    }

    @Test("of Caddy")
    func caddy() throws {
        let recording = try record(
            #"{"level":"info","ts":1646861401.5,"logger":"http.log.access","request":{"remote_ip":"::1","remote_port":"41342","#
                + #""proto":"HTTP/2.0","method":"GET","host":"localhost","uri":"/","headers":{"User-Agent":["curl"],"#
                + #""Accept":["a","b"]},"tls":{"version":772}},"duration":0.25,"size":10900,"status":200}"#
        )
        let exchange = try #require(recording.exchanges.first)
        #expect(exchange.start.nanoseconds == 1_646_861_401_250_000_000)
        #expect(fields(exchange) == ["Host: localhost", "Accept: a", "Accept: b", "User-Agent: curl"])
        #expect(exchange.request.version == .http2 && exchange.request.scheme == .https)
        #expect(exchange.connection?.client == "[::1]:41342")
        #expect(exchange.outcome.duration == 250_000_000 && exchange.outcome.responseSize == 10_900)
        #expect(recording.provenance.sources.first?.kind == "caddy log")
    }

    @Test("of Traefik")
    func traefik() throws {
        let recording = try record(
            #"{"ClientAddr":"10.10.10.1:40084","DownstreamContentSize":106,"DownstreamStatus":200,"Duration":31482552,"#
                + #""RequestAddr":"gw.local","RequestMethod":"GET","RequestPath":"/img.png","RequestProtocol":"HTTP/1.1","#
                + #""RequestScheme":"http","StartUTC":"2025-01-08T13:27:03.200888017Z","request_User-Agent":"x"}"#
        )
        let exchange = try #require(recording.exchanges.first)
        #expect(exchange.start.description == "2025-01-08T13:27:03.200888017Z")
        #expect(fields(exchange) == ["Host: gw.local", "User-Agent: x"])
        #expect(exchange.outcome.duration == 31_482_552)
        #expect(exchange.connection?.client == "10.10.10.1:40084")
    }

    @Test("of which the server has redacted fields is recorded without them, and says so once")
    func redacted() throws {
        let caddy =
            #"{"ts":1646861401.5,"request":{"proto":"HTTP/2.0","method":"DELETE","host":"localhost","uri":"/","headers":{"#
            + #""Authorization":["REDACTED"],"Cookie":["REDACTED"],"Accept":["a"],"Content-Length":["REDACTED"]}},"status":200}"#
        let traefik =
            #"{"RequestAddr":"gw.local","RequestMethod":"GET","RequestPath":"/","StartUTC":"2025-01-08T13:27:03Z","#
            + #""request_Accept":"a","request_User-Agent":"REDACTED","request_Cookie":"REDACTED"}"#
        for (line, host) in [(caddy, "localhost"), (traefik, "gw.local")] {
            let recording = try record(line, line)
            #expect(
                recording.exchanges.map(fields) == [["Host: \(host)", "Accept: a"], ["Host: \(host)", "Accept: a"]]
            )
            #expect(
                recording.warnings == [
                    "it says REDACTED in place of some fields' values; its requests are recorded without these fields"
                ]
            )
        }
        // There may have been a body all the same.
        #expect(try record(caddy).exchanges.first?.request.bodyState == .absent)
    }

    @Test("of Envoy")
    func envoy() throws {
        let recording = try record(
            #"{"authority":"app.test","bytes_sent":"846","downstream_remote_address":"203.0.113.4:13456","duration":"3","#
                + #""method":"GET","path":"/headers","protocol":"HTTP/1.1","referer":"-","response_code":"200","#
                + #""response_duration":"2","start_time":"2020-02-07T00:47:45.516Z","user_agent":"curl"}"#
        )
        let exchange = try #require(recording.exchanges.first)
        #expect(fields(exchange) == ["Host: app.test", "User-Agent: curl"])
        #expect(exchange.outcome.timeToFirstByte == 2_000_000 && exchange.outcome.duration == 3_000_000)
        #expect(exchange.outcome.responseSize == 846)
    }

    @Test("of CloudFront, with its query apart from its path")
    func cloudFront() throws {
        let recording = try record(
            #"{"date":"2019-12-04","time":"21:02:31","cs-method":"GET","cs(Host)":"d1.cloudfront.net","cs-uri-stem":"/i.html","#
                + #""cs-uri-query":"a=b","sc-status":200,"cs(User-Agent)":"Mozilla","x-host-header":"www.test","#
                + #""cs-protocol":"https","time-taken":0.5,"cs-protocol-version":"HTTP/2.0"}"#
        )
        let exchange = try #require(recording.exchanges.first)
        #expect(recording.lines == ["GET /i.html?a=b 200"])
        #expect(exchange.start.description == "2019-12-04T21:02:30.5Z")
        #expect(fields(exchange) == ["Host: www.test", "User-Agent: Mozilla"])
        #expect(exchange.request.scheme == .https)
    }

    @Test(
        "of CloudFront has its user agents percent-encoded, where nobody has decoded them",
        arguments: [
            ("Mozilla/5.0%20(X11;%20Linux)%20100%25", "Mozilla/5.0 (X11; Linux) 100%"), ("curl/8.5.0", "curl/8.5.0"),
            ("My%20App/1 CFNetwork/2", "My%20App/1 CFNetwork/2"), ("odd%zz", "odd%zz"), ("%ff", "%ff"),
        ]
    )
    func cloudFrontAgents(_ logged: String, _ agent: String) throws {
        let recording = try record(
            #"{"date":"2024-12-18","time":"13:30:45","cs-method":"GET","cs-uri-stem":"/","cs(User-Agent)":"\#(logged)"}"#
        )
        #expect(recording.exchanges.map(fields) == [["User-Agent: \(agent)"]])
    }

    @Test("has its bad lines counted and named, and goes on")
    func badLines() throws {
        let good = #"{"msec":"1795478500.128","request_method":"GET","request_uri":"/a","status":200}"#
        let recording = try record(
            good,
            #"{"msec":"soon","request_method":"GET","request_uri":"/b","status":200}"#,
            #"{"msec":"1","request_method":"G T","request_uri":"/b","status":200}"#,
            #"{"msec":"1","request_method":"GET","request_uri":"/a b","status":200}"#,
            "{",
            good
        )
        #expect(recording.lines == ["GET /a 200", "GET /a 200"])
        #expect(recording.account.entries.bad == 4)
        let warnings = try #require(recording.provenance.sources.first?.warnings)
        #expect(warnings.first == "line 2: msec is 'soon'")
    }

    @Test("that is of none that is known is bad, line by line")
    func unknown() throws {
        let recording = try record(#"{"when":"now","what":"nothing"}"#)
        #expect(recording.account.entries.bad == 1)
        #expect(recording.exchanges.isEmpty)
    }

    @Test(
        "with a status that is none, or that stands for a client that went away, had no response",
        arguments: ["000", "499"]
    )
    func noStatus(_ status: String) throws {
        let recording = try record(
            #"{"msec":"1795478500.128","request_method":"GET","request_uri":"/a","status":"\#(status)","body_bytes_sent":5}"#
        )
        #expect(recording.exchanges.first?.outcome == .noResponse)
    }

    @Test("of a connection on which no request was read is no fault")
    func noRequest() throws {
        let recording = try record(
            #"{"time_local":"09/Mar/2026:12:00:01 +0100","request":"","status":"400","body_bytes_sent":"0"}"#,
            #"{"time_local":"09/Mar/2026:12:00:01 +0100","request_method":"","request_uri":"","status":"400"}"#,
            #"{"time_local":"09/Mar/2026:12:00:01 +0100","request":"GET /a HTTP/1.1","status":"200","body_bytes_sent":"0"}"#
        )
        #expect(recording.lines == ["GET /a 200"])
        #expect(recording.exchanges.first?.start.description == "2026-03-09T11:00:01Z")
        #expect(recording.account.entries.notHTTP == 2 && recording.account.entries.bad == 0)
    }

    @Test("has no body where the method has none, and an unknown one where its fields speak of one")
    func bodies() throws {
        func line(_ method: String, _ more: String = "") -> String {
            #"{"msec":"1795478500.128","request_method":"\#(method)","request_uri":"/a","status":200\#(more)}"#
        }
        let recording = try record(
            line("GET"),
            line("DELETE"),
            line("POST"),
            line("PATCH"),
            line("GET", #","http_content_length":"12""#),
            line("GET", #","http_transfer_encoding":"chunked""#),
            line("POST", #","http_content_length":"0""#)
        )
        let states = recording.exchanges.map(\.request.bodyState)
        #expect(states == [.complete, .complete, .absent, .absent, .absent, .absent, .complete])
    }
}

import Corpus
import HTTPWire
import Testing

@testable import Capture

@Suite("An access log of an AWS Application Load Balancer")
struct LoadBalancerLogTests {
    /// A line as the load balancer writes it.
    static func line(
        _ type: String = "https",
        time: String = "2026-03-09T12:00:01.250000Z",
        target: String = "10.0.0.1:8080",
        times: String = "0.001 0.048 0.001",
        status: String = "200 200",
        request: String = "GET https://www.test:443/a?b=c HTTP/1.1",
        agent: String = "curl/8.5.0",
        created: String = "2026-03-09T12:00:01.200000Z"
    ) -> String {
        "\(type) \(time) app/shop/50dc6c495c0c9188 203.0.113.4:2817 \(target) \(times) \(status) 34 366 \"\(request)\""
            + " \"\(agent)\" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2"
            + " arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/73e2d6bc24d8a067"
            + " \"Root=1-58337281-1d84f3d73c47ec4e58577259\" \"www.test\" \"arn:aws:acm:eu-west-1:1:certificate/1\" 1"
            + " \(created) \"waf,forward\" \"-\" \"-\" \"10.0.0.1:8080\" \"200\" \"-\" \"-\" TID_dc57cebed65b444ebc8177bb698fe166"
    }

    @Test("begins when the request came, and has what its line tells")
    func native() throws {
        let recording = try Recording(lines: [
            Self.line(), Self.line("h2", request: "POST https://www.test:8443/b HTTP/2.0"),
        ])
        #expect(recording.kind == "alb log")
        #expect(recording.lines == ["GET /a?b=c 200", "POST /b 200"])
        let first = try #require(recording.exchanges.first)
        #expect(first.start.description == "2026-03-09T12:00:01.2Z")
        #expect(first.request.scheme == .https && first.request.version == .http11)
        #expect(first.request.authority == "www.test")
        #expect(first.fieldTexts == ["Host: www.test", "User-Agent: curl/8.5.0"])
        #expect(first.connection == RecordedConnection(id: 1, client: "203.0.113.4:2817"))
        // The bytes that it counts have the head in them.
        #expect(
            first.outcome == Outcome(ending: .unknown, status: 200, timeToFirstByte: 49_000_000, duration: 50_000_000)
        )
        let second = try #require(recording.exchanges.last)
        #expect(second.request.authority == "www.test:8443" && second.request.version == .http2)
        #expect(second.request.bodyState == .absent)
        let source = try #require(recording.provenance.sources.first)
        #expect(source.absent == ["requestBody", "responseSize", "responseDigest"])
    }

    @Test("without an answer of a target has no times but the two instants")
    func noTarget() throws {
        let recording = try Recording(lines: [
            Self.line(
                "http",
                time: "2026-03-09T12:00:11.200000Z",
                target: "-",
                times: "-1 -1 -1",
                status: "504 -",
                request: "GET http://www.test:80/slow HTTP/1.1",
                agent: "-"
            )
        ])
        let exchange = try #require(recording.exchanges.first)
        #expect(exchange.outcome == Outcome(ending: .unknown, status: 504, duration: 10_000_000_000))
        #expect(exchange.request.scheme == .http)
        #expect(exchange.fieldTexts == ["Host: www.test"])
    }

    @Test("of before there was a time of creation has it counted back from the response")
    func old() throws {
        let old =
            #"http 2016-08-10T22:08:42.945958Z app/lb/1 192.168.131.39:2817 10.0.0.1:80 0.000 0.001 0.000 200 200 34 366 "#
            + #""GET http://www.test:80/ HTTP/1.1" "curl/7.46.0" - -"#
        let exchange = try #require(try Recording(lines: [old]).exchanges.first)
        #expect(exchange.start.description == "2016-08-10T22:08:42.944958Z")
        #expect(exchange.request.authority == "www.test")
    }

    @Test("has quotes and blanks within a value, and values that stand for nothing")
    func quotes() throws {
        let recording = try Recording(lines: [
            Self.line(agent: #"Mozilla/5.0 (\"odd\" \x22one\x22 \\ ä)"#),
            Self.line(status: "460 -", created: "-"),
            Self.line(status: "400 -", request: "- http://www.test:80- -", agent: "-"),
            Self.line("wss", status: "101 101", request: "GET wss://www.test:443/chat HTTP/1.1"),
        ])
        #expect(recording.exchanges.first?.fieldTexts.last == #"User-Agent: Mozilla/5.0 ("odd" "one" \ ä)"#)
        #expect(recording.exchanges.dropFirst().first?.outcome.ending == .noResponse)
        // What was no request is no fault; a WebSocket begins as one.
        #expect(recording.account.entries.notHTTP == 1 && recording.account.entries.bad == 0)
        let socket = try #require(recording.exchanges.last)
        #expect(socket.outcome.status == 101 && socket.request.target == "/chat" && socket.request.scheme == .https)
        #expect(socket.request.authority == "www.test")
    }

    @Test("has lines that are cut off or of something else counted, and goes on")
    func bad() throws {
        let recording = try Recording(lines: [
            Self.line(), String(Self.line().prefix(120)), Self.line(time: "soon"), "nonsense", Self.line(),
        ])
        #expect(recording.exchanges.count == 2)
        #expect(recording.account.entries.bad == 3)
        #expect(recording.warnings.first?.hasPrefix("line 2: no line of a load balancer's log") == true)
    }

    @Test("in JSON, by the names that its tools give it")
    func json() throws {
        let common =
            #""request_processing_time":0.001,"target_processing_time":"0.048","response_processing_time":0.001,"elb":"app/lb/1","#
            + #""elb_status_code":"200","target_status_code":"200","sent_bytes":366,"user_agent":"curl/8.5.0""#
        let recording = try Recording(lines: [
            #"{"type":"https","time":"2026-03-09T12:00:01.250000Z","client":"203.0.113.4:2817","#
                + #""request":"GET https://www.test:443/a?b=c HTTP/1.1",\#(common)}"#,
            #"{"type":"h2","timestamp":"2026-03-09T12:00:01.250000Z","client_host":"203.0.113.4:2817","request_method":"GET","#
                + #""request_url":"https://www.test:443/a?b=c","request_protocol":"HTTP/1.1",\#(common)}"#,
            #"{"type":"https","time":"2026-03-09T12:00:01.250000Z","client_ip":"203.0.113.4","client_port":2817,"#
                + #""request_verb":"GET","request_url":"https://www.test:443/a?b=c","request_proto":"HTTP/1.1",\#(common)}"#,
        ])
        #expect(recording.kind == "alb log")
        #expect(recording.account.entries.bad == 0)
        let first = try #require(recording.exchanges.first)
        #expect(recording.exchanges == [first, first, first])
        #expect(first.start.description == "2026-03-09T12:00:01.2Z")
        #expect(first.connection?.client == "203.0.113.4:2817")
    }
}

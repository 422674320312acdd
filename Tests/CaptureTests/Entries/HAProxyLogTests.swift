import Corpus
import HTTPWire
import Testing

@testable import Capture

@Suite("An access log of HAProxy in JSON")
struct HAProxyLogTests {
    @Test("flat, with the time in seconds")
    func flat() throws {
        let recording = try Recording(lines: [
            #"{"type":"haproxy","timestamp":1773057601,"http_status":200,"http_request":"GET /v1/items?page=2 HTTP/1.1","#
                + #""remote_addr":"10.0.1.2","bytes_read":1234,"upstream_addr":"10.0.0.5","backend_name":"api","retries":0,"#
                + #""bytes_uploaded":321,"upstream_response_time":"12","upstream_connect_time":"1","session_duration":"14","#
                + #""termination_state":"--","conc_cons":4,"frontend_name":"public"}"#
        ])
        let exchange = try #require(recording.exchanges.first)
        #expect(recording.kind == "haproxy log")
        #expect(recording.lines == ["GET /v1/items?page=2 200"])
        #expect(exchange.start.description == "2026-03-09T12:00:01Z")
        // The bytes have the head in them, without all its parts there is no time to the first byte, and nothing tells how much
        // of the session the connection was idle.
        #expect(exchange.outcome == Outcome(ending: .unknown, status: 200))
    }

    @Test("with every timer, the client's port, and a time to the millisecond without an offset")
    func timers() throws {
        let recording = try Recording(lines: [
            #"{"client_ip":"203.0.113.4","client_port":50112,"request_date":"10/Oct/2000:13:55:36.123","frontend_name":"fe~","#
                + #""backend_name":"web","server_name":"web1","TR":3,"Tw":0,"Tc":1,"Tr":20,"Ta":30,"status_code":201,"#
                + #""bytes_read":2048,"termination_state":"----","method":"POST","path":"/orders","query":"?dry=1","#
                + #""http_version":"HTTP/2.0","http_host":"api.test","user_agent":"okhttp/4.12"}"#
        ])
        let exchange = try #require(recording.exchanges.first)
        #expect(recording.lines == ["POST /orders?dry=1 201"])
        #expect(exchange.start.description == "2000-10-10T13:55:36.123Z")
        #expect(exchange.outcome.timeToFirstByte == 24_000_000)
        #expect(exchange.outcome.duration == 30_000_000)
        #expect(exchange.connection?.client == "203.0.113.4:50112")
        #expect(exchange.fieldTexts == ["Host: api.test", "User-Agent: okhttp/4.12"])
        #expect(exchange.request.version == .http2)
        #expect(recording.warnings.first?.contains("taken for UTC") == true)
    }

    @Test("in an object of its own, behind what syslog writes, when it is named")
    func nested() throws {
        let object =
            #"{"host":"lb1","ident":"haproxy","pid":7,"time":"09/Mar/2026:12:00:01 +0100","haproxy":{"time":{"tq":1,"tw":0,"tc":1,"#
            + #""tr":5,"tt":9},"termination_state":"----","network":{"client_ip":"10.0.0.9","client_port":4711,"frontend_port":443},"#
            + #""request":{"method":"GET","hu":"/a?b=c","hp":"/a","hq":"?b=c","protocol":"HTTP/1.1","header":{"host":"www.test"}},"#
            + #""response":{"status_code":304},"bytes":{"uploaded":80,"read":200}}}"#
        for line in [object, "Mar  9 12:00:01 lb1 haproxy[7]: " + object] {
            let recording = try Recording(lines: [line, line], .named(.haproxy))
            let exchange = try #require(recording.exchanges.first)
            #expect(recording.lines == ["GET /a?b=c 304", "GET /a?b=c 304"])
            #expect(exchange.start.description == "2026-03-09T11:00:01Z")
            #expect(exchange.request.authority == "www.test")
            #expect(exchange.connection == RecordedConnection(id: 1, client: "10.0.0.9:4711"))
            #expect(exchange.outcome == Outcome(ending: .unknown, status: 304))
        }
        #expect(try Recording(lines: [object]).kind == "haproxy log")
    }

    @Test(
        "of sessions has the time of the request, without what the connection was idle before it",
        arguments: [
            (#""request_date":"T","Ti":60000,"Tt":60030"#, 0, 30),
            (#""request_date":"T","Th":4,"Ti":60000,"Tt":60030"#, 0, 26),
            (#""request_date":"T","Ti":60000,"Tt":60030,"Ta":29"#, 0, 29),
            (#""request_date":"T","Ti":60000,"Tt":59000"#, 0, nil),
            (#""request_date":"T","Th":4,"Tt":60030"#, 0, nil),
            (#""accept_date":"T","Tt":60030"#, 0, 60030),
            (#""accept_date":"T","Th":4,"Ti":60000,"Tt":60030"#, 60004, 26),
            (#""haproxy":{"accept_date":"T","time":{"ti":60000,"tt":60030}}"#, 60000, 30),
        ] as [(String, Int64, UInt64?)]
    )
    func sessions(_ times: String, _ wait: Int64, _ duration: UInt64?) throws {
        let line =
            #"{"termination_state":"--","TR":0,"Tw":0,"Tc":1,"Tr":20,"method":"GET","uri":"/","status_code":200,"#
            + times.replacing(#""T""#, with: #""2026-03-09T12:00:00Z""#) + "}"
        let exchange = try #require(try Recording(lines: [line]).exchanges.first)
        #expect(exchange.outcome.duration == duration.map { $0 * 1_000_000 })
        #expect(exchange.outcome.timeToFirstByte == 21_000_000)
        #expect(exchange.start.nanoseconds == 1_773_057_600_000_000_000 + wait * 1_000_000)
    }

    @Test("with a URL of HTTP/2, milliseconds since 1970, and no response")
    func absent() throws {
        let recording = try Recording(lines: [
            #"{"appname":"haproxy","request_ts_ms":1773057601250,"request":"GET https://www.test/x?y HTTP/2.0","status_code":-1,"#
                + #""Ta":5000,"Tr":-1,"client_ip":"-"}"#
        ])
        let exchange = try #require(recording.exchanges.first)
        #expect(recording.lines == ["GET /x?y -"])
        #expect(exchange.start.nanoseconds == 1_773_057_601_250_000_000)
        #expect(exchange.request.scheme == .https && exchange.request.authority == "www.test")
        #expect(exchange.outcome == Outcome(ending: .noResponse, duration: 5_000_000_000))
    }

    @Test("of a connection without a request tells of none")
    func badRequest() throws {
        let recording = try Recording(lines: [
            #"{"timestamp":1773057601,"http_request":"<BADREQ>","http_status":400,"termination_state":"PR"}"#,
            #"{"timestamp":1773057601,"method":"<BADREQ>","uri":"<BADREQ>","http_status":0,"termination_state":"cR"}"#,
        ])
        #expect(recording.account.entries.notHTTP == 2 && recording.account.entries.bad == 0)
    }
}

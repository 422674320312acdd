import Corpus
import HTTPWire
import TestSupport
import Testing

@testable import Capture

/// An archive as each program writes it, with what is its own way.
@Suite("The HAR file of")
struct HARProgramTests {
    private func record(_ creator: String, _ entries: String..., startingWith mark: [UInt8] = []) throws -> Recording {
        let archive =
            #"{"log":{"version":"1.2","creator":{"name":"\#(creator)","version":"1"},"pages":[],"entries":[\#(entries.joined(separator: ","))]}}"#
        let recording = try Recording(bytes: mark + Array(archive.utf8))
        #expect(recording.account.imbalances == [])
        #expect(recording.account.entries.bad == 0, "\(recording.warnings)")
        #expect(recording.kind == "har")
        return recording
    }

    @Test("Chrome: pseudo headers, times of its own, a WebSocket beside the requests")
    func chrome() throws {
        let recording = try record(
            "WebInspector",
            #"""
            {"_initiator":{"type":"script"},"_priority":"High","_resourceType":"fetch","cache":{},"connection":"1832",
            "request":{"method":"POST","url":"https://www.test/api?q=1","httpVersion":"h2","headers":[
            {"name":":authority","value":"www.test"},{"name":":method","value":"POST"},{"name":":path","value":"/api?q=1"},
            {"name":":scheme","value":"https"},{"name":"content-type","value":"application/json"}],
            "queryString":[{"name":"q","value":"1"}],"cookies":[],"headersSize":-1,"bodySize":7,
            "postData":{"mimeType":"application/json","text":"{\"a\":1}"}},
            "response":{"status":200,"statusText":"","httpVersion":"h2","headers":[],"cookies":[],
            "content":{"size":2,"mimeType":"text/plain","text":"ok"},"redirectURL":"","headersSize":-1,"bodySize":-1,
            "_transferSize":140,"_error":null},"serverIPAddress":"[2001:db8::1]","startedDateTime":"2026-03-09T12:00:00.125Z",
            "time":25.5,"timings":{"blocked":5.25,"dns":-1,"ssl":-1,"connect":-1,"send":0.25,"wait":18,"receive":2,
            "_blocked_queueing":0.5,"_workerStart":-1}}
            """#,
            #"""
            {"_resourceType":"websocket","_webSocketMessages":[{"type":"send","time":1,"opcode":1,"data":"x"}],"cache":{},
            "request":{"method":"GET","url":"wss://www.test/chat","httpVersion":"HTTP/1.1","headers":[],"queryString":[],
            "cookies":[],"headersSize":100,"bodySize":0},"response":{"status":101,"headers":[],"content":{"size":0}},
            "startedDateTime":"2026-03-09T12:00:01Z","time":null,"timings":{"blocked":-1,"wait":-1,"receive":-1}}
            """#,
            #"""
            {"_resourceType":"fetch","request":{"method":"GET","url":"https://www.test/lost","httpVersion":"","headers":[],
            "queryString":[{"name":"flag"}],"cookies":[],"headersSize":-1,"bodySize":0},"response":{"status":0,"statusText":"",
            "httpVersion":"","headers":[],"cookies":[],"content":{"size":0,"mimeType":"x-unknown"},"redirectURL":"",
            "headersSize":-1,"bodySize":-1,"_error":"net::ERR_ABORTED"},"startedDateTime":"2026-03-09T12:00:02Z","time":3,
            "timings":{"blocked":-1,"dns":-1,"connect":-1,"send":0,"wait":0,"receive":3}}
            """#
        )
        #expect(recording.lines == ["POST /api?q=1 200", "GET /lost -"])
        #expect(recording.account.entries.notHTTP == 1)
        let exchange = try #require(recording.exchanges.first)
        #expect(exchange.fieldTexts == ["content-type: application/json"])
        #expect(exchange.request.authority == "www.test" && exchange.request.version == .http2)
        #expect(Array(exchange.request.body) == Array(#"{"a":1}"#.utf8))
        #expect(exchange.start.description == "2026-03-09T12:00:00.13025Z")
        #expect(exchange.outcome.timeToFirstByte == 18_250_000 && exchange.outcome.duration == 20_250_000)
        #expect(exchange.outcome.responseSize == nil)
        #expect(exchange.connection?.server == "[2001:db8::1]:443")
        #expect(recording.exchanges.last?.outcome.ending == .noResponse)
    }

    @Test("Firefox: an offset, a form in parameters beside an empty text")
    func firefox() throws {
        let recording = try record(
            "Firefox",
            #"""
            {"startedDateTime":"2026-03-09T13:00:00.500+01:00","request":{"bodySize":11,"method":"POST",
            "url":"https://www.test/login","httpVersion":"HTTP/2","headers":[{"name":"Host","value":"www.test"},
            {"name":"Content-Type","value":"application/x-www-form-urlencoded"}],"cookies":[],"queryString":[],"headersSize":90,
            "postData":{"mimeType":"application/x-www-form-urlencoded","params":[{"name":"user","value":"a b"},
            {"name":"pw","value":"ü"}],"text":""}},"response":{"status":302,"statusText":"","httpVersion":"HTTP/2","headers":[],
            "cookies":[],"content":{"mimeType":"text/html","size":0},"redirectURL":"/","headersSize":50,"bodySize":50},
            "cache":{},"timings":{"blocked":0,"dns":0,"connect":0,"ssl":0,"send":0,"wait":40,"receive":0},"time":40,
            "_securityState":"secure","serverIPAddress":"203.0.113.4","connection":"443","pageref":"page_1"}
            """#
        )
        let exchange = try #require(recording.exchanges.first)
        #expect(exchange.start.description == "2026-03-09T12:00:00.5Z")
        #expect(Array(exchange.request.body) == Array("user=a+b&pw=%C3%BC".utf8))
        #expect(exchange.request.version == .http2)
        #expect(exchange.outcome.duration == 40_000_000)
    }

    @Test("Safari: a body in base64, and times that do not apply")
    func safari() throws {
        let recording = try record(
            "WebKit Web Inspector",
            #"""
            {"pageref":"page_0","startedDateTime":"2026-03-09T12:00:00.000Z","time":12.000000104308128,"request":{"method":"PUT",
            "url":"https://www.test/blob","httpVersion":"HTTP/2","cookies":[],"headers":[{"name":"Accept","value":"*/*"}],
            "queryString":[],"headersSize":-1,"bodySize":-1,"postData":{"mimeType":"application/octet-stream","text":"AAH/",
            "encoding":"base64"}},"response":{"status":204,"statusText":"","httpVersion":"HTTP/2","cookies":[],"headers":[],
            "content":{"size":0,"compression":0,"mimeType":""},"redirectURL":"","headersSize":-1,"bodySize":-1},"cache":{},
            "timings":{"blocked":-1,"dns":-1,"connect":-1,"ssl":-1,"send":0.5,"wait":9.5,"receive":-1},
            "serverIPAddress":"203.0.113.4","_fetchType":"Network Load","_priority":"medium"}
            """#
        )
        let exchange = try #require(recording.exchanges.first)
        #expect(Array(exchange.request.body) == [0, 1, 255])
        #expect(exchange.outcome.timeToFirstByte == 10_000_000)
        // What was received in is not told, and is within the time of all.
        #expect(exchange.outcome.duration == 12_000_000)
        #expect(exchange.connection == nil)
    }

    @Test("Charles: whole numbers, and nothing before the request")
    func charles() throws {
        let recording = try record(
            "Charles Proxy",
            #"""
            {"startedDateTime":"2026-03-09T13:00:00.250+01:00","time":85,"request":{"method":"GET","url":"http://www.test:8080/a",
            "httpVersion":"HTTP/1.1","cookies":[{"name":"a","value":"b"}],"headers":[{"name":"Host","value":"www.test:8080"},
            {"name":"Cookie","value":"a=b"}],"queryString":[],"headersSize":60,"bodySize":0},"response":{"_charlesStatus":"COMPLETE",
            "status":200,"statusText":"OK","httpVersion":"HTTP/1.1","cookies":[],"headers":[],"content":{"size":5,"mimeType":null,
            "text":"aGVsbG8=","encoding":"base64"},"redirectURL":null,"headersSize":0,"bodySize":5},"serverIPAddress":"10.0.0.1",
            "cache":{},"timings":{"dns":-1,"connect":-1,"blocked":-1,"ssl":-1,"send":1,"wait":80,"receive":4}}
            """#
        )
        let exchange = try #require(recording.exchanges.first)
        #expect(exchange.start.description == "2026-03-09T12:00:00.25Z")
        #expect(exchange.fieldTexts == ["Host: www.test:8080", "Cookie: a=b"])
        #expect(
            exchange.outcome
                == Outcome(
                    ending: .unknown,
                    status: 200,
                    timeToFirstByte: 81_000_000,
                    duration: 85_000_000,
                    responseSize: 5
                )
        )
    }

    @Test("mitmproxy: microseconds, a WebSocket by its status, an entry without a response")
    func mitmproxy() throws {
        func entry(_ url: String, _ status: Int) -> String {
            #"""
            {"startedDateTime":"2026-03-09T12:00:00.123456+00:00","time":30.5,"request":{"method":"GET","url":"\#(url)",
            "httpVersion":"HTTP/1.1","cookies":[],"headers":[{"name":"Host","value":"www.test"}],"queryString":[],
            "headersSize":50,"bodySize":0},"response":{"status":\#(status),"statusText":"","httpVersion":"HTTP/1.1","cookies":[],
            "headers":[],"content":{"size":0,"compression":0,"mimeType":"","text":""},"redirectURL":"","headersSize":0,
            "bodySize":12},"cache":{},"timings":{"connect":-1.0,"ssl":-1.0,"send":0.5,"receive":5.0,"wait":25.0},
            "serverIPAddress":"10.0.0.1"}
            """#
        }
        let recording = try record(
            "mitmproxy",
            entry("https://www.test/a", 200),
            entry("https://www.test/chat", 101),
            entry("https://www.test/lost", 0)
        )
        #expect(recording.exchanges.map(\.outcome.status) == [200, 101, nil])
        let exchange = try #require(recording.exchanges.first)
        #expect(exchange.start.description == "2026-03-09T12:00:00.123456Z")
        #expect(exchange.outcome.timeToFirstByte == 25_500_000 && exchange.outcome.duration == 30_500_000)
        #expect(recording.exchanges.last?.outcome == .noResponse)
    }

    @Test("Fiddler: a byte order mark, seven decimals, ports in its connection, tunnels")
    func fiddler() throws {
        let recording = try record(
            "Fiddler",
            #"""
            {"startedDateTime":"2026-03-09T13:00:00.1234567+01:00","time":0,"request":{"method":"CONNECT",
            "url":"https://www.test:443","httpVersion":"HTTP/1.1","headers":[{"name":"Host","value":"www.test:443"}],
            "queryString":[],"cookies":[],"headersSize":80,"bodySize":-1},"response":{"status":200,
            "statusText":"Connection Established","httpVersion":"HTTP/1.1","headers":[],"cookies":[],"redirectURL":"",
            "headersSize":90,"bodySize":0,"content":{"size":0,"mimeType":"","compression":0}},"cache":{},
            "timings":{"dns":-1,"connect":-1,"ssl":-1,"blocked":-1,"send":-1,"wait":-1,"receive":-1},
            "connection":"ClientPort:50111;EgressPort:50112"}
            """#,
            #"""
            {"startedDateTime":"2026-03-09T13:00:01.1234567+01:00","time":15,"request":{"method":"POST","url":"https://www.test/f",
            "httpVersion":"HTTP/1.1","headers":[{"name":"Host","value":"www.test"}],"queryString":[],"cookies":[],
            "headersSize":80,"bodySize":3,"postData":{"params":[{"name":"a","value":"1"}],
            "mimeType":"application/x-www-form-urlencoded"}},"response":{"status":200,"headers":[],"bodySize":4},"cache":{},
            "timings":{"dns":-1,"connect":-1,"blocked":-1,"send":0,"wait":14,"receive":1},
            "connection":"ClientPort:50111;EgressPort:50112"}
            """#,
            startingWith: [0xEF, 0xBB, 0xBF]
        )
        #expect(recording.exchanges.map(\.request.method) == ["CONNECT", "POST"])
        #expect(recording.exchanges.map(\.connection?.id) == [1, 1])
        let exchange = try #require(recording.exchanges.last)
        #expect(exchange.start.description == "2026-03-09T12:00:01.1234567Z")
        #expect(Array(exchange.request.body) == Array("a=1".utf8))
        #expect(exchange.outcome.duration == 15_000_000)
    }
}

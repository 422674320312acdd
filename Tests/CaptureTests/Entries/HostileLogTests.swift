import Corpus
import TestSupport
import Testing

@testable import Capture

@Suite("Logs that are not what they were")
struct HostileLogTests {
    /// A good line of each format.
    private static let samples: [String] = [
        #"{"msec":"1795478500.128","remote_addr":"10.0.0.7","remote_port":"5638","connection":"135","request":"POST /a?b=c HTTP/1.1","#
            + #""status":201,"body_bytes_sent":7,"request_time":"0.003","http_host":"shop.test:80","http_user_agent":"curl"}"#,
        #"{"time":"[10/Oct/2000:13:55:36 -0700]","remoteIP":"203.0.113.9","host":"www.test","request":"/a","query":"?b=c","#
            + #""method":"GET","status":"200","userAgent":"\xc3\xa4 \"a\"","process":"1520"}"#,
        #"{"ts":1646861401.5,"request":{"remote_ip":"::1","remote_port":"41342","proto":"HTTP/2.0","method":"GET","#
            + #""host":"localhost","uri":"/","headers":{"User-Agent":["curl"]}},"duration":0.25,"size":10900,"status":200}"#,
        #"{"ClientAddr":"10.10.10.1:40084","DownstreamStatus":200,"Duration":31482552,"RequestAddr":"gw.local","#
            + #""RequestMethod":"GET","RequestPath":"/i","StartUTC":"2025-01-08T13:27:03.200888017Z","request_User-Agent":"x"}"#,
        #"{"client_ip":"203.0.113.4","client_port":50112,"request_date":"10/Oct/2000:13:55:36.123","termination_state":"--","#
            + #""TR":3,"Tw":0,"Tc":1,"Tr":20,"Ta":30,"status_code":201,"haproxy":{"request":{"method":"POST","hu":"/o"}}}"#,
        #"{"authority":"app.test","bytes_sent":"846","downstream_remote_address":"203.0.113.4:13456","duration":"3","#
            + #""method":"GET","path":"/h","response_code":"200","response_duration":"2","start_time":"2020-02-07T00:47:45.516Z"}"#,
        #"{"type":"https","time":"2026-03-09T12:00:01.250000Z","client":"203.0.113.4:2817","elb_status_code":"200","#
            + #""request":"GET https://www.test:443/a?b=c HTTP/1.1","request_processing_time":0.001,"target_processing_time":0.1}"#,
        #"{"date":"2019-12-04","time":"21:02:31","cs-method":"GET","cs-uri-stem":"/i","cs-uri-query":"a=b","sc-status":200,"#
            + #""time-taken":0.5}"#,
        LoadBalancerLogTests.line(),
    ]

    private static func mutated(_ bytes: [UInt8], using random: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        let bits = [
            #"""#, "-", "\\", #"\x"#, "1e308", "-1", "99999999999999999999", "{", "}", "[", ":", " ", "\n", "null",
            "\u{0}",
        ]
        for _ in 0..<Int.random(in: 1...12, using: &random) where bytes.count > 2 {
            let place = Int.random(in: 1..<bytes.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...20, using: &random)))
            case 2: bytes.insert(contentsOf: Array((bits.randomElement(using: &random) ?? "").utf8), at: place)
            default:
                let other = Int.random(in: 1..<bytes.count, using: &random)
                bytes.insert(contentsOf: bytes[min(place, other)..<max(place, other)].prefix(60), at: place)
            }
        }
        return bytes
    }

    @Test("have books that balance, whatever became of their bytes", arguments: samples)
    func mutations(_ sample: String) throws {
        var random = SeededGenerator(seed: UInt64(sample.utf8.count))
        let readings =
            [
                .recognised, .recognised,
                .mapped(try LogFieldMap(yaml: "time: ts\nmethod: request.method\npath: request.uri")),
            ]
            + AccessLogFormat.allCases.map { LogReading.named($0) }
        let whole = Array((sample + "\n" + sample + "\n").utf8)
        for _ in 0..<150 {
            let bytes = Self.mutated(whole, using: &random)
            do {
                let recording = try Recording(bytes: bytes) {
                    $0.logs = readings.randomElement(using: &random) ?? .recognised
                }
                let entries = recording.account.entries
                #expect(recording.account.imbalances == [])
                #expect(entries.recorded == UInt64(recording.exchanges.count))
                #expect(entries.total == entries.recorded + entries.bad + entries.notHTTP)
            } catch let error as RecordingError {
                #expect(!error.description.isEmpty)
            }
        }
    }

    @Test("are read as what they are, each with one good line", arguments: samples)
    func good(_ sample: String) throws {
        let recording = try Recording(lines: [sample])
        #expect(recording.exchanges.count == 1, "\(recording.warnings)")
    }

    @Test("of any members and values does no harm", arguments: UInt64(1)...30)
    func anything(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let names = [
            "msec", "request_uri", "request_method", "request_time", "request", "uri", "method", "ts", "duration",
            "status",
            "cs-method", "cs-uri-stem", "date", "time", "RequestMethod", "RequestPath", "StartUTC", "Duration", "path",
            "response_code", "start_time", "headers", "http_host", "body_bytes_sent", "haproxy", "termination_state",
            "Ta", "Tr",
            "remoteIP", "process", "elb_status_code", "target_processing_time", "request_processing_time",
            "client:port", "query",
            "request_creation_time", "response_processing_time", "http_request", "client_ip", "client_port",
        ]
        let values = [
            "null", "-1", "1e300", "-1e300", "18446744073709551616", "\"\"", "\"-\"", "\"9999999999999999999.9\"",
            "[1]",
            "{\"uri\":\"/\",\"method\":\"GET\",\"headers\":{\"A\":[\"b\",7]}}", "true", "\"2026-03-09T12:00:00Z\"",
            "\"GET\"",
            "\"/a\"", "1795478500.128", "\"GET /a HTTP/1.1\"", "\"GET http://a:80/ HTTP/1.1\"", "1e-5",
            "9007199254740993",
            "{\"request\":{\"method\":\"GET\"}}", "\"10/Oct/2000:13:55:36.123\"", "\" \"", "\"<BADREQ>\"",
            "9223372036854775807",
        ]
        var text = ""
        for _ in 0..<40 {
            let members = (0..<Int.random(in: 1...14, using: &random)).map { _ in
                "\"\(names.randomElement(using: &random) ?? "")\":\(values.randomElement(using: &random) ?? "")"
            }
            text += "{\(members.joined(separator: ","))}\n"
        }
        let readings = [LogReading.recognised] + AccessLogFormat.allCases.map { LogReading.named($0) }
        for reading in readings {
            let recording = try Recording(bytes: Array(text.utf8)) { $0.logs = reading }
            #expect(recording.account.imbalances == [])
        }
    }

    @Test("with a host in which a line ends have no such authority, which would become a field where it is sent")
    func brokenHost() throws {
        let log = #"{"msec":"1795478500.128","request":"GET /a HTTP/1.1","status":200,"body_bytes_sent":7,"#
        let har =
            #"{"startedDateTime":"2026-03-09T12:00:00Z","time":1,"request":{"method":"GET","httpVersion":"HTTP/1.1","#
        let lines = [
            log + #""http_host":"a\r\nX-Admin: 1"}"#,
            har + #""url":"http://a\r\nX-Admin: 1/a","headers":[]},"response":{"status":200}}"#,
            har
                + #""url":"http://b/a","headers":[{"name":"Host","value":"a\r\nX-Admin: 1"}]},"response":{"status":200}}"#,
        ]
        for (line, expected) in zip(lines, ["", "", "b"]) {
            let exchange = try #require(try Recording(lines: [line]).exchanges.first)
            #expect(exchange.request.authority == expected)
            #expect(exchange.fieldTexts.allSatisfy { !$0.hasPrefix("X-Admin") })
        }
    }

    @Test("that are deep, or all one escape, end in a count and no more")
    func deep() throws {
        let deep = String(repeating: #"{"a":"#, count: 400) + "1" + String(repeating: "}", count: 400)
        let deeper = String(repeating: "[", count: 100_000)
        let escapes = #"{"a":""# + String(repeating: #"\x"#, count: 50_000)
        let recording = try Recording(lines: [deep, #"{"a":"# + deeper, escapes, "{"], .named(.nginx))
        #expect(recording.account.entries.bad == 4)
    }
}

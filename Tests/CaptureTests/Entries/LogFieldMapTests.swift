import Corpus
import Foundation
import HTTPWire
import Testing

@testable import Capture

@Suite("A map of a log's fields")
struct LogFieldMapTests {
    @Test("finds each fact, in objects too")
    func everything() throws {
        let recording = try Recording(
            lines: [
                #"{"at":"09/Mar/2026:12:00:01 +0000","http":{"verb":"POST","where":{"path":"/a","q":"b=c"},"vhost":"www.test","#
                    + #""tls":"https","proto":"HTTP/1.1","code":"201","head":{"Accept":["a","b"],"X-Id":7}},"took":1500.5,"#
                    + #""first":20,"peer":"10.0.0.7:5638","http.size":99}"#
            ],
            map: """
                # A log of ours.
                time: at
                time_unit: clf
                time_is: end
                method: http.verb
                path: http.where.path
                query: "http.where.q"
                host: http.vhost
                scheme: http.tls
                version: http.proto
                status: http.code
                duration: took
                time_to_first_byte: first
                duration_unit: ms
                response_size: http.size
                client: peer
                headers: http.head
                """
        )
        let exchange = try #require(recording.exchanges.first)
        #expect(recording.kind == "mapped log")
        #expect(recording.lines == ["POST /a?b=c 201"])
        #expect(exchange.start.description == "2026-03-09T11:59:59.4995Z")
        #expect(exchange.fieldTexts == ["Host: www.test", "Accept: a", "Accept: b", "X-Id: 7"])
        #expect(exchange.request.scheme == .https && exchange.request.version == .http11)
        #expect(exchange.request.bodyState == .absent)
        #expect(exchange.connection == RecordedConnection(id: 1, client: "10.0.0.7:5638"))
        #expect(
            exchange.outcome
                == Outcome(
                    ending: .unknown,
                    status: 201,
                    timeToFirstByte: 20_000_000,
                    duration: 1_500_500_000,
                    responseSize: 99
                )
        )
        #expect(recording.provenance.sources.first?.absent == ["requestBody", "responseDigest"])
    }

    @Test("of the guide is one")
    func readme() throws {
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        let guide = root.appending(path: "Sources/SpammerKit/SpammerKit.docc/Recording.md")
        let text = try String(contentsOf: guide, encoding: .utf8)
        let yaml = try #require(
            text.components(separatedBy: "```yaml\n").dropFirst().first?.components(separatedBy: "```").first
        )
        let map = try LogFieldMap(yaml: yaml)
        #expect(map.target == ["http.uri"] && map.timeIs == .end)
    }

    @Test(
        "finds the request however the log tells it",
        arguments: [
            ("request: r", #""r":"GET /a?b=c HTTP/1.1""#), ("method: m\ntarget: t", #""m":"GET","t":"/a?b=c""#),
            ("method: m\nurl: u", #""m":"GET","u":"https://www.test/a?b=c#d""#),
            ("method: m\npath: p\nquery: q", #""m":"GET","p":"/a","q":"?b=c""#),
            ("method: m\npath: p\nquery: q", #""m":"GET","p":"/a?b=c","q":"b=c""#),
        ]
    )
    func requests(_ map: String, _ members: String) throws {
        let recording = try Recording(lines: [#"{"ts":1773057601,\#(members)}"#], map: "time: ts\n" + map)
        #expect(recording.lines == ["GET /a?b=c -"])
    }

    @Test("reads lines whose first has an object that might be an archive's, and counts those that it does not fit")
    func others() throws {
        let good = #"{"log":{"t":1773057601,"r":"GET /a HTTP/1.1"}}"#
        let recording = try Recording(
            lines: [good, "{}", #"{"log":{"t":"soon","r":"GET /a HTTP/1.1"}}"#, #"{"log":7}"#, "{", good],
            map: "time: log.t\nrequest: log.r"
        )
        #expect(recording.lines == ["GET /a -", "GET /a -"])
        #expect(recording.account.entries.bad == 4)
        #expect(recording.warnings.prefix(2) == ["line 2: the method is ''", "line 3: log.t is 'soon'"])
    }

    @Test(
        "that cannot be used says what is wrong, and where",
        arguments: [
            ("", "it is empty; a map has lines such as time: ts"),
            ("# nothing", "it is empty; a map has lines such as time: ts"),
            ("time", "line 1: expected lines of a key and the name of a field, such as time: ts"),
            (
                "time: ts\nstauts: s",
                "line 2: 'stauts' is no key; the keys are time, time_unit, time_is, request, method, "
            ),
            ("time: ts\ntime: us\nrequest: r", "line 1: time is there twice"),
            ("time: [a, b]", "line 1: time needs one name"),
            ("time:\nrequest: r", "line 1: time needs one name of a field"),
            ("time: ts\n\nrequest: 'r", "this is no YAML"), ("time: ts\n\tmethod: m", "this is no YAML"),
            (
                "time: ts\ntime_unit: minutes\nrequest: r",
                "line 2: time_unit is 'minutes', and has to be one of iso8601, s, ms"
            ),
            ("time: ts\ntime_is: middle\nrequest: r", "line 2: time_is is 'middle', and has to be one of start, end"),
            (
                "time: ts\nduration_unit: clf\nrequest: r",
                "line 2: duration_unit is 'clf', and has to be one of s, ms, us, ns"
            ),
            ("request: r", "it does not say which field has the time"),
            ("time: ts\nmethod: m", "it does not say which fields have the request"),
            ("time: ts\nmethod: m\ntarget: t\nquery: q", "query: goes with path:"),
            ("time: ts\nrequest: r\nduration: d", "it has a duration and not its unit; add duration_unit"),
            (String(repeating: "[", count: 5000), "this is no YAML"),
            (String(repeating: "a", count: 70_000), "longer than 64 KiB"),
        ]
    )
    func wrong(_ yaml: String, _ problem: String) {
        let error = #expect(throws: LogMapError.self) { try LogFieldMap(yaml: yaml) }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
        #expect(error?.description.contains("\n") == false)
    }
}

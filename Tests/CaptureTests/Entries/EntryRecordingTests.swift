import Corpus
import HTTPWire
import TestSupport
import Testing

@testable import Capture

@Suite("HAR files and JSON lines become exchanges")
struct EntryRecordingTests {
    private static func entry(_ path: String, _ more: String = "") -> String {
        """
        {"startedDateTime":"2026-03-09T12:00:00.250+01:00","time":130,"request":{"method":"GET",\
        "url":"https://shop.test:8443\(path)","httpVersion":"HTTP/1.1","headers":[{"name":"Host","value":"shop.test:8443"},\
        {"name":"Accept","value":"*/*"}],"bodySize":0},"response":{"status":200,"bodySize":512},\
        "timings":{"blocked":10,"dns":-1,"connect":20,"send":1,"wait":90,"receive":9},"connection":"71"\(more)}
        """
    }

    private static func archive(_ entries: [String]) -> String {
        "{\"log\": {\"version\": \"1.2\", \"creator\": {\"entries\": [{\"name\": \"x\"}]}, \"entries\": [\n"
            + entries.joined(separator: ",\n") + "\n]}}"
    }

    @Test("an entry becomes what it tells, and no more")
    func whatItTells() throws {
        let recording = try Recording(bytes: Array(Self.archive([Self.entry("/a?b=c#d")]).utf8))
        let exchange = try #require(recording.exchanges.first)
        #expect(exchange.request.target == "/a?b=c")
        #expect(exchange.request.authority == "shop.test:8443")
        #expect(exchange.request.scheme == .https)
        #expect(exchange.request.version == .http11)
        #expect(
            String(decoding: exchange.request.fieldLines, as: UTF8.self) == "Host: shop.test:8443\r\nAccept: */*\r\n"
        )
        // 30 ms went by before the request was sent.
        #expect(exchange.start == Timestamp(iso8601: "2026-03-09T11:00:00.280Z"))
        #expect(exchange.outcome.timeToFirstByte == 91_000_000)
        #expect(exchange.outcome.duration == 100_000_000)
        #expect(exchange.outcome.responseSize == 512)
        #expect(exchange.outcome.responseDigest == nil)
        #expect(exchange.outcome.ending == .unknown)
        #expect(exchange.connection == RecordedConnection(id: 1))
        #expect(recording.provenance.sources.first?.kind == "har")
        #expect(recording.provenance.sources.first?.absent == ["responseDigest"])
    }

    @Test("what an entry does not tell is absent")
    func absent() throws {
        let line = #"{"startedDateTime":"2026-03-09T12:00:00Z","request":{"method":"PUT","url":"/x","bodySize":12}}"#
        let recording = try Recording(bytes: Array(line.utf8))
        let exchange = try #require(recording.exchanges.first)
        #expect(exchange.request.scheme == nil)
        #expect(exchange.request.version == nil)
        #expect(exchange.request.bodyState == .absent)
        #expect(exchange.connection == nil)
        #expect(exchange.outcome == Outcome(ending: .noResponse))
    }

    @Test("bodies: text, base64, parameters")
    func bodies() throws {
        func line(_ data: String) -> String {
            #"{"startedDateTime":"2026-03-09T12:00:00Z","request":{"method":"POST","url":"http://a/","postData":\#(data)}}"#
        }
        let lines = [
            line(#"{"mimeType":"text/plain","text":"häagen\n"}"#),
            line(#"{"mimeType":"x/y","text":"AAH/","encoding":"base64"}"#),
            line(
                #"{"mimeType":"application/x-www-form-urlencoded","params":[{"name":"a b","value":"1&2"},{"name":"c"}]}"#
            ),
            line(#"{"mimeType":"multipart/form-data","params":[{"name":"a","value":"1"}]}"#),
        ]
        let recording = try Recording(bytes: Array(lines.joined(separator: "\n").utf8))
        #expect(
            recording.exchanges.map { Array($0.request.body) } == [
                Array("häagen\n".utf8), [0, 1, 255], Array("a+b=1%262&c=".utf8), [],
            ]
        )
        #expect(recording.exchanges.map(\.request.bodyState) == [.complete, .complete, .complete, .absent])
    }

    @Test("bad lines are counted with their numbers; too many of them are an error")
    func badLines() throws {
        let text = [Self.entry("/1"), "{\"broken\": ", "", "[1, 2]", Self.entry("/2"), #"{"request": {}}"#].joined(
            separator: "\r\n"
        )
        let recording = try Recording(bytes: Array(text.utf8))
        #expect(recording.lines == ["GET /1 200", "GET /2 200"])
        #expect(recording.account.entries.total == 5)
        #expect(recording.account.entries.bad == 3)
        #expect(recording.account.imbalances.isEmpty)
        let warnings = try #require(recording.provenance.sources.first?.warnings)
        #expect(warnings.count == 3)
        #expect(warnings.first?.hasPrefix("line 2") == true)
        let error = #expect(throws: RecordingError.self) {
            try Recording(bytes: Array(text.utf8)) { $0.maximumBadLines = 2 }
        }
        #expect(error?.description.contains("line 2") == true)
    }

    @Test("the limit on bad lines holds over all inputs together")
    func badLinesTogether() throws {
        let folder = try TemporaryFolder()
        let good = Self.entry("/1")
        let one = try folder.write("one.jsonl", Array("\(good)\nbad\n".utf8))
        let two = try folder.write("two.jsonl", Array("\(good)\nbad\n".utf8))
        #expect(try Recording([one, two]) { $0.maximumBadLines = 2 }.exchanges.count == 2)
        #expect(throws: RecordingError.self) { try Recording([one, two]) { $0.maximumBadLines = 1 } }
    }

    @Test("an archive that is cut off, or malformed, gives what came before and says where")
    func cutOff() throws {
        let whole = Self.archive([Self.entry("/1"), Self.entry("/2"), Self.entry("/3")])
        let cut = Array(whole.utf8.dropLast(40))
        var recording = try Recording(bytes: cut)
        #expect(recording.lines == ["GET /1 200", "GET /2 200"])
        #expect(recording.account.entries.bad == 1)
        #expect(recording.provenance.sources.first?.warnings.last?.contains("byte \(cut.count)") == true)
        recording = try Recording(bytes: Array(Self.archive([Self.entry("/1"), "]"]).utf8))
        #expect(recording.lines == ["GET /1 200"])
        #expect(recording.provenance.sources.first?.warnings.last?.contains("malformed") == true)
    }

    @Test("WebSocket and data entries are no HTTP requests, and no faults")
    func notHTTP() throws {
        let entries = ["wss://a/b", "data:text/plain,x", "blob:https://a/1"].map {
            Self.entry("/").replacing("https://shop.test:8443/", with: $0)
        }
        let recording = try Recording(bytes: Array(Self.archive(entries + [Self.entry("/1")]).utf8))
        #expect(recording.lines == ["GET /1 200"])
        #expect(recording.account.entries.notHTTP == 3)
        #expect(recording.account.entries.bad == 0)
    }

    @Test("with a byte order mark, gzipped, and beside a capture")
    func mixed() throws {
        let folder = try TemporaryFolder()
        let har = try folder.write("a", [0xEF, 0xBB, 0xBF] + Array(Self.archive([Self.entry("/har")]).utf8))
        let lines = try folder.write("b", try gzipped([0xEF, 0xBB, 0xBF] + Array(Self.entry("/line").utf8)))
        var script = PacketScript()
        var connection = PacketScript.Connection()
        script.open(&connection)
        script.send(&connection, .client, "GET /packet HTTP/1.1\r\nHost: a\r\n\r\n")
        let capture = try folder.write("c", script.pcap)
        let recording = try Recording([har, lines, capture])
        #expect(recording.exchanges.map(\.request.target) == ["/har", "/line", "/packet"])
        #expect(recording.provenance.sources.map(\.kind) == ["har", "jsonl", "pcap"])
        #expect(Set(recording.exchanges.compactMap(\.connection?.id)).count == 3)
    }

    @Test("any change of any byte does no harm", arguments: 0..<100)
    func damage(_ seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let text =
            seed % 2 == 0
            ? Self.archive([Self.entry("/1"), Self.entry("/2")])
            : [Self.entry("/1"), Self.entry("/2")].joined(separator: "\n")
        var bytes = Array(text.utf8)
        for _ in 0..<Int.random(in: 1...20, using: &random) {
            let place = Int.random(in: 1..<bytes.count, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.remove(at: place)
            default: bytes.insert(contentsOf: Array("\"{}[]\\,:".utf8).shuffled(using: &random).prefix(2), at: place)
            }
        }
        guard InputKind(start: bytes) != nil else { return }
        let recording = try Recording(bytes: bytes)
        #expect(recording.account.imbalances.isEmpty)
    }
}

import Corpus
import TestSupport
import Testing

@testable import Capture

/// Whatever the bytes are: an error that a person can read, or a recording whose books balance.
@Suite("Inputs that are not what they were")
struct MutationTests {
    /// A capture of requests and responses over two connections, with fragments of segments in any order.
    private static func script(using random: inout SeededGenerator) -> PacketScript {
        var script = PacketScript(FrameBuilder(link: FrameBuilder.Link.allCases.randomElement(using: &random) ?? .raw))
        for port in [51_000, 51_001] as [UInt16] {
            var connection = PacketScript.Connection(client: .init([10, 0, 0, 7], port))
            script.open(&connection)
            for _ in 0..<3 {
                let request = HTTPMessageBuilder.randomRequest(using: &random).bytes
                script.send(&connection, .client, request, segment: .random(in: 20...400, using: &random))
                script.send(&connection, .server, HTTPMessageBuilder.randomResponse(using: &random).bytes, segment: 300)
            }
            script.close(&connection)
        }
        return script
    }

    private static let har = """
        {"log":{"version":"1.2","entries":[{"startedDateTime":"2026-03-09T12:00:00Z","time":5,"request":{"method":"POST",\
        "url":"http://h.test/a?b=c","httpVersion":"HTTP/1.1","headers":[{"name":"A","value":"\\u00e4\\n"}],\
        "postData":{"mimeType":"text/plain","text":"hello"},"bodySize":5},"response":{"status":200,"bodySize":7},\
        "timings":{"blocked":1,"send":0.5,"wait":3,"receive":0.5},"connection":"7"},{"a":[{"b":"}"}]}]}}
        """

    /// Changes, removes, doubles and inserts bytes here and there.
    private static func mutated(_ bytes: [UInt8], using random: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...8, using: &random) where !bytes.isEmpty {
            let start = Int.random(in: 0..<bytes.count, using: &random)
            let end = min(bytes.count, start + Int.random(in: 1...60, using: &random))
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes.removeSubrange(start..<end)
            case 1: bytes.insert(contentsOf: bytes[start..<end], at: start)
            case 2: bytes[start] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
            case 3: bytes[start] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 4: bytes.replaceSubrange(start..<end, with: repeatElement(0xFF, count: end - start))
            default: bytes.removeLast(bytes.count - end)
            }
        }
        return bytes
    }

    private func check(_ bytes: [UInt8]) throws {
        do {
            let recording = try Recording(bytes: bytes)
            #expect(recording.account.imbalances == [])
            let written = recording.account.messages.paired + recording.account.messages.requestsWithoutResponse
            #expect(UInt64(recording.exchanges.count) == written + recording.account.entries.recorded)
        } catch let error as RecordingError {
            #expect(!error.description.isEmpty)
        }
    }

    @Test("captures", arguments: UInt64(1)...60)
    func captures(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let script = Self.script(using: &random)
        for whole in [script.pcap, script.pcapng] {
            for _ in 0..<4 { try check(Self.mutated(whole, using: &random)) }
        }
    }

    @Test("HAR files and JSON lines", arguments: UInt64(1)...40)
    func entries(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let entry = Array(Self.har.utf8)
        let lines = Array((0..<3).map { _ in String(Self.har.dropFirst(36).prefix(420)) + "\n" }.joined().utf8)
        for whole in [entry, lines] {
            for _ in 0..<6 { try check(Self.mutated(whole, using: &random)) }
        }
    }

    @Test("gzipped ones", arguments: UInt64(1)...6)
    func compressed(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let whole = try gzipped(Self.script(using: &random).pcap)
        for _ in 0..<8 { try check(Self.mutated(whole, using: &random)) }
    }
}

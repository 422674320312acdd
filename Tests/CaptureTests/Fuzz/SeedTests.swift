import Foundation
import FuzzTargets
import NIOSSL
import TestSupport
import Testing

/// Writes well-formed inputs for a fuzzer to begin with, where `SPAMMER_FUZZ_SEEDS` names a folder.
///
/// `SPAMMER_FUZZ_SEEDS=/tmp/seeds swift test --filter SeedTests`
@Suite("Seeds for the fuzzer", .enabled(if: ProcessInfo.processInfo.environment["SPAMMER_FUZZ_SEEDS"] != nil))
struct SeedTests {
    @Test("are written, a folder for each target", arguments: FuzzTarget.allCases)
    func write(_ target: FuzzTarget) throws {
        let root = try #require(ProcessInfo.processInfo.environment["SPAMMER_FUZZ_SEEDS"])
        let folder = URL(filePath: root).appending(path: target.rawValue)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var random = SeededGenerator(seed: 7)
        for (index, seed) in try Self.seeds(target, using: &random).enumerated() {
            target.run(seed)
            try Data(seed).write(to: folder.appending(path: "\(index)"))
        }
    }

    private static func seeds(_ target: FuzzTarget, using random: inout SeededGenerator) throws -> [[UInt8]] {
        switch target {
        case .frame:
            return FrameBuilder.Link.allCases.enumerated().map { index, link in
                [UInt8(index)] + script(link, using: &random).packets.flatMap { short($0.bytes.count) + $0.bytes }
            }
        case .pcap: return [Array(script(.ethernet, using: &random).pcap.dropFirst(24))]
        case .pcapng: return [Array(script(.ethernet, using: &random).pcapng.dropFirst(4))]
        case .reassembly:
            return (0..<4).map { _ in
                (0..<40).flatMap { index -> [UInt8] in
                    let distance = Int16.random(in: -40...40, using: &random) / 20 * 32
                    return [
                        UInt8(index % 2), UInt8(truncatingIfNeeded: distance >> 8), UInt8(truncatingIfNeeded: distance),
                        64, 0, 0,
                    ]
                }
            }
        case .http1:
            return (0..<8).flatMap { _ in
                [
                    [UInt8(14)] + HTTPMessageBuilder.randomRequest(using: &random).bytes,
                    [UInt8(15)] + HTTPMessageBuilder.randomResponse(using: &random).bytes,
                ]
            }
        case .http1Connection:
            return (0..<16).map { _ in
                (0..<12).flatMap { _ in ConversationPiece.random(using: &random).fuzzed }
            }
        case .http2: return [[7] + frames]
        case .http2Connection:
            let answer =
                HTTP2FrameBuilder.settings() + HTTP2FrameBuilder.headers(1, [0x88])
                + HTTP2FrameBuilder.data(1, [1, 2], endsStream: true)
            return [short(frames.count) + frames + short(answer.count | 0x8000) + answer]
        case .tls: return try talks()
        case .har: return [Array(harEntry.utf8) + Array("]}}".utf8)]
        case .log: return logLines.map { Array($0.utf8.dropFirst()) } + [Array(harEntry.utf8.dropFirst())]
        case .gor: return [Array(gor.utf8)]
        case .alb, .logMap: return LogSeeds.seeds(target)
        case .corpus, .correlation: return try CorpusSeeds.seeds(target)
        case .threshold, .redactionRules, .cookies, .ignore, .rewrite, .settings: return ExpressionSeeds.seeds(target)
        case .summary, .benchmark: return SummarySeeds.seeds(target)
        }
    }

    private static func short(_ value: Int) -> [UInt8] { [UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)] }

    private static func script(_ link: FrameBuilder.Link, using random: inout SeededGenerator) -> PacketScript {
        var script = PacketScript(FrameBuilder(link: link))
        var connection = PacketScript.Connection()
        script.open(&connection)
        script.send(&connection, .client, HTTPMessageBuilder.randomRequest(using: &random).bytes, segment: 100)
        script.send(&connection, .server, HTTPMessageBuilder.randomResponse(using: &random).bytes, segment: 100)
        script.close(&connection)
        return script
    }

    private static var frames: [UInt8] {
        // GET, /, http, and a host that goes into the table.
        let block: [UInt8] = [0x82, 0x84, 0x86, 0x41, 0x01, 0x61]
        return HTTP2FrameBuilder.settings([(1, 100)]) + HTTP2FrameBuilder.headers(1, block)
            + HTTP2FrameBuilder.data(1, [1, 2, 3], endsStream: true, padding: 4)
            + HTTP2FrameBuilder.headers(3, [0x82, 0x84, 0x86, 0xBE])
            + HTTP2FrameBuilder.reset(3) + HTTP2FrameBuilder.goAway(last: 3)
    }

    private static func talks() throws -> [[UInt8]] {
        let changes: [(inout TLSConfiguration) -> Void] = [
            { $0.minimumTLSVersion = .tlsv13 },
            { $0.maximumTLSVersion = .tlsv12 },
            {
                $0.maximumTLSVersion = .tlsv12
                $0.cipherSuiteValues = [.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA]
            },
        ]
        return try changes.map { change in
            let talk = try TLSTalk(change)
            try talk.request("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            try talk.respond("HTTP/1.1 204 No Content\r\n\r\n")
            // Of each packet with payload, its side: the client's port is the source.
            let pieces = talk.script.packets.compactMap { packet -> [UInt8]? in
                let payload = packet.bytes.dropFirst(14 + 20 + 20)
                guard !payload.isEmpty else { return nil }
                let isServer = packet.bytes[34] == UInt8(8080 >> 8) && packet.bytes[35] == UInt8(8080 & 0xFF)
                return short(payload.count | (isServer ? 0x8000 : 0)) + payload
            }
            return short(talk.keyLog.count) + talk.keyLog + pieces.joined()
        }
    }

    private static let harEntry = """
        {"startedDateTime":"2026-03-09T12:00:00Z","time":5,"request":{"method":"POST","url":"http://h.test/a?b=c",\
        "httpVersion":"HTTP/1.1","headers":[{"name":"A","value":"\\u00e4"}],"postData":{"mimeType":"text/plain",\
        "text":"aGk=","encoding":"base64"},"bodySize":2},"response":{"status":200,"bodySize":7},\
        "timings":{"blocked":-1,"send":0.5,"wait":3,"receive":-1},"connection":"7"}
        """

    private static let logLines = [
        #"{"time_iso8601":"2026-03-09T12:00:00+01:00","request":"GET /a?b HTTP/1.1","status":"200","request_time":"0.005","host":"h"}"#,
        #"{"ts":1700000000.5,"request":{"method":"GET","uri":"/","host":"h","proto":"HTTP/2.0","headers":{"A":["b"]}},"status":200,"duration":0.01}"#,
        #"{"StartUTC":"2026-03-09T12:00:00.123456789Z","RequestMethod":"GET","RequestPath":"/","RequestHost":"h","DownstreamStatus":200,"Duration":12345}"#,
    ]

    private static let gor = """
        GET / HTTP/1.1\r\nHost: a\r\n\r\n
        🐵🙈🙉
        2 0123456789abcdef01234567 1700000000000001000 5
        HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok
        🐵🙈🙉

        """
}

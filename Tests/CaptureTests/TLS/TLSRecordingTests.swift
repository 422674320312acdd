import Corpus
import NIOSSL
import TestSupport
import Testing

@testable import Capture

@Suite("TLS is recorded")
struct TLSRecordingTests {
    private static let request = "POST /a HTTP/1.1\r\nHost: service.test\r\nContent-Length: 5\r\n\r\nhello"
    private static let response = "HTTP/1.1 201 Created\r\nContent-Length: 3\r\n\r\nyes"

    private func record(_ talk: TLSTalk, keys: [UInt8]? = nil) throws -> Recording {
        let recording = try Recording(talk.script) { $0.keyLog.add(keys ?? talk.keyLog) }
        #expect(recording.account.imbalances == [])
        #expect(recording.account.streams.total == 1)
        return recording
    }

    private func exchange(_ talk: TLSTalk) throws {
        for _ in 0..<3 {
            try talk.request(Self.request)
            try talk.respond(Self.response)
        }
    }

    /// Suites of TLS 1.2 that both this code and BoringSSL know.
    static let suites: [NIOTLSCipher] = [
        .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, .TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
        .TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
    ]

    private func check(_ recording: Recording) throws {
        #expect(recording.lines == [String](repeating: "POST /a 201", count: 3))
        let exchange = try #require(recording.exchanges.first)
        #expect(exchange.request.scheme == .https)
        #expect(exchange.request.authority == "service.test")
        #expect(Array(exchange.request.body) == Array("hello".utf8))
        #expect(exchange.outcome.ending == .complete && exchange.outcome.responseSize == 3)
        #expect(recording.account.streams.decrypted == 1)
        #expect(recording.account.bytes.tls == 0)
        #expect(recording.account.bytes.requests == UInt64(3 * Self.request.utf8.count))
        #expect(recording.account.bytes.responses == UInt64(3 * Self.response.utf8.count))
        #expect(recording.account.bytes.tlsFraming > 500)
    }

    @Test("of version 1.2, with each cipher, however its records are cut", arguments: suites, [1460, 11])
    func version12(_ suite: NIOTLSCipher, _ segment: Int) throws {
        let talk = try TLSTalk {
            $0.maximumTLSVersion = .tlsv12
            $0.cipherSuiteValues = [suite]
        }
        talk.segment = segment
        try exchange(talk)
        try check(record(talk))
    }

    @Test("of version 1.3")
    func version13() throws {
        let talk = try TLSTalk { $0.minimumTLSVersion = .tlsv13 }
        try exchange(talk)
        try check(record(talk))
    }

    @Test("with keys that a pcapng brings with it")
    func embeddedKeys() throws {
        let talk = try TLSTalk()
        try exchange(talk)
        var builder = PcapngBuilder()
        builder.interface(1)
        let length = builder.number(UInt32(talk.keyLog.count))
        builder.block(0x0A, builder.number(UInt32(0x544C_534B)) + length + talk.keyLog)
        for packet in talk.script.packets { builder.packet(0, stamp: UInt64(packet.time / 1000), packet.bytes) }
        try check(Recording(bytes: builder.bytes))
    }

    @Test("with a message that is longer than a record")
    func large() throws {
        let talk = try TLSTalk()
        let body = String(repeating: "0123456789", count: 10_000)
        try talk.request(Self.request)
        try talk.respond("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        let recording = try record(talk)
        #expect(recording.exchanges.first?.outcome.responseSize == 100_000)
        #expect(recording.exchanges.first?.outcome.ending == .complete)
    }

    @Test("but without its key counted by the server's name, and not guessed")
    func noKey() throws {
        for version in [TLSVersion.tlsv12, .tlsv13] {
            let talk = try TLSTalk { $0.maximumTLSVersion = version }
            try exchange(talk)
            let recording = try record(talk, keys: [])
            #expect(recording.exchanges.isEmpty)
            #expect(recording.account.bytes.tls == recording.account.bytes.total)
            #expect(recording.account.streams.tls == 1)
            #expect(recording.account.serversWithoutKey == ["service.test": 1])
            #expect(recording.account.events["tls.noKey"] == 1)
        }
    }

    @Test("but with a wrong key counted too")
    func wrongKey() throws {
        for version in [TLSVersion.tlsv12, .tlsv13] {
            let talk = try TLSTalk { $0.maximumTLSVersion = version }
            try exchange(talk)
            // The last digit of each secret.
            let lines = String(decoding: talk.keyLog, as: UTF8.self).split(separator: "\n")
            let wrong = lines.map { $0.dropLast() + ($0.last == "0" ? "1" : "0") }.joined(separator: "\n")
            let recording = try record(talk, keys: Array(wrong.utf8))
            #expect(recording.exchanges.isEmpty)
            #expect(recording.account.bytes.tls == recording.account.bytes.total)
        }
    }

    @Test("and after a loss no further")
    func gap() throws {
        let talk = try TLSTalk()
        try talk.request(Self.request)
        try talk.respond(Self.response)
        try talk.request(Self.request)
        talk.script.lose(&talk.connection, .server, 40)
        talk.script.send(&talk.connection, .server, [23, 3, 3, 0, 1, 0])
        talk.script.close(&talk.connection)
        let recording = try record(talk)
        #expect(recording.lines == ["POST /a 201", "POST /a -"])
        #expect(recording.account.bytes.lostInGaps == 40)
        #expect(recording.account.bytes.tls == 6)
        #expect(recording.account.streams.withGaps == 1)
    }

    @Test("and a response is cut off, and not closed, where its next record does not open, however the connection ends")
    func damagedRecord() throws {
        for framing in ["Content-Length: 30000\r\n", ""] {
            let talk = try TLSTalk()
            try talk.request(Self.request)
            try talk.respond("HTTP/1.1 200 OK\r\n\(framing)\r\n" + String(repeating: "x", count: 5000))
            let before = talk.script.packets.count
            try talk.respond(String(repeating: "x", count: 1000))
            talk.script.edit { $0[before].bytes[100] ^= 1 }
            talk.script.close(&talk.connection)
            let recording = try record(talk)
            let outcome = try #require(recording.exchanges.first?.outcome)
            #expect(outcome.status == 200 && outcome.ending == .truncated)
            #expect(outcome.responseSize == nil && outcome.duration == nil)
            #expect(recording.account.bytes.tls > 1000)
        }
    }

    @Test("and what is left of a record when the capture ends is not counted as read")
    func cutRecord() throws {
        let talk = try TLSTalk()
        try exchange(talk)
        talk.script.send(&talk.connection, .server, [23, 3, 3, 0, 200, 1, 2, 3])
        let recording = try record(talk)
        #expect(recording.lines.count == 3)
        #expect(recording.account.bytes.tls == 8)
    }

    @Test("or not, when bytes are not what they were, and the books balance", arguments: UInt64(1)...40)
    func mutated(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let talk = try TLSTalk { $0.maximumTLSVersion = seed % 2 == 0 ? .tlsv12 : .tlsv13 }
        talk.segment = Int.random(in: 20...1460, using: &random)
        try exchange(talk)
        talk.script.damage(from: 54, using: &random)
        let recording = try Recording(talk.script) { $0.keyLog.add(talk.keyLog) }
        #expect(recording.account.imbalances == [])
    }
}

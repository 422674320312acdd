import Corpus
import TestSupport
import Testing

@testable import Capture

@Suite("Messages that are not settled")
struct OpenMessageTests {
    private static let response = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

    private static func post(_ path: String, size: Int, of length: Int) -> String {
        "POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\n" + String(repeating: "x", count: size)
    }

    private static func connection(_ number: Int) -> PacketScript.Connection {
        PacketScript.Connection(client: .init([10, 0, 1, UInt8(number)], 40_000))
    }

    @Test("of all connections hold no more than they may: uploads that never end are given out, the oldest first")
    func uploads() throws {
        var script = PacketScript()
        var connections: [PacketScript.Connection] = []
        for number in 0..<20 {
            var connection = Self.connection(number)
            script.open(&connection)
            script.send(&connection, .client, Self.post("/\(number)", size: 1000, of: 1_000_000))
            connections.append(connection)
        }
        // The ones that wait longest lose what is to come, and the others do not.
        for index in connections.indices {
            script.send(&connections[index], .client, String(repeating: "y", count: 10))
        }
        let recording = try Recording(alone: script.pcap) { $0.dissection.allOpenBytes = 16_000 }
        #expect(recording.account.imbalances == [])
        #expect(recording.exchanges.count == 20)
        #expect(recording.exchanges.allSatisfy { $0.request.bodyState == .truncated && $0.outcome.status == nil })
        let given = recording.account.events["openByteLimit", default: 0]
        #expect((4...8).contains(given))
        let sizes = recording.exchanges.sorted { $0.start < $1.start }.map(\.request.body.count)
        #expect(sizes == [Int](repeating: 1000, count: Int(given)) + [Int](repeating: 1010, count: 20 - Int(given)))
        let free = try Recording(alone: script.pcap)
        #expect(free.account.events["openByteLimit"] == nil)
        #expect(free.exchanges.allSatisfy { $0.request.body.count == 1010 })
    }

    @Test("may be given out while they are sent: what follows them on their connection is recorded as ever")
    func goesOn() throws {
        var script = PacketScript()
        var first = Self.connection(1)
        script.open(&first)
        script.send(&first, .client, Self.post("/first", size: 900, of: 1000))
        var second = Self.connection(2)
        script.open(&second)
        script.send(&second, .client, Self.post("/second", size: 900, of: 900))
        script.send(&first, .client, String(repeating: "x", count: 100))
        script.send(&first, .server, Self.response)
        script.send(&first, .client, "GET /next HTTP/1.1\r\nHost: a\r\n\r\n")
        script.send(&first, .server, Self.response)
        script.send(&second, .server, Self.response)
        script.close(&first)
        script.close(&second)
        let recording = try Recording(alone: script.pcap) { $0.dissection.allOpenBytes = 1500 }
        #expect(recording.account.imbalances == [])
        #expect(recording.lines == ["POST /first -", "POST /second 200", "GET /next 200"])
        #expect(recording.account.events["openByteLimit"] == 1)
        #expect(recording.account.messages.responsesWithoutRequest == 1)
    }

    @Test("of a capture that shows the clients' side alone are given out as they come")
    func oneDirection() throws {
        var script = PacketScript()
        var connections = (0..<10).map(Self.connection)
        for index in connections.indices { script.open(&connections[index]) }
        for round in 0..<30 {
            for index in connections.indices {
                script.send(&connections[index], .client, "GET /\(round) HTTP/1.1\r\nHost: a\r\n\r\n")
            }
        }
        script.edit { packets in packets.removeAll { $0.bytes.isFromServer } }
        let recording = try Recording(alone: script.pcap) { $0.dissection.allOpenBytes = 2000 }
        #expect(recording.account.imbalances == [])
        #expect(recording.exchanges.count == 300)
        #expect(recording.account.messages.requestsWithoutResponse == 300)
        #expect(recording.account.events["openByteLimit", default: 0] > 10)
    }

    @Test("are heads and first lines, too: those that never end hold nothing for long")
    func heads() throws {
        var script = PacketScript()
        for number in 0..<20 {
            var connection = Self.connection(number)
            script.open(&connection)
            let start = number % 2 == 0 ? "GET /\(number) HTTP/1.1\r\nHost: a\r\nX: " : "GET /"
            script.send(&connection, .client, start + String(repeating: "x", count: 1000))
        }
        let recording = try Recording(alone: script.pcap) {
            $0.dissection.allOpenBytes = 5000
            $0.dissection.usualHeadBytes = 900
        }
        #expect(recording.account.imbalances == [])
        #expect(recording.account.events["openByteLimit", default: 0] >= 15)
        #expect(recording.account.messages.brokenRequests == 10)
        #expect(recording.account.streams.notHTTP == 10)
    }

    @Test("are no head that a segment's end cuts: it is whole with the next one")
    func cutHead() throws {
        var script = PacketScript()
        var connection = PacketScript.Connection()
        script.open(&connection)
        for _ in 0..<3 {
            script.send(&connection, .client, "GET /a HTTP/1.1\r\nHost: a\r\nX: 1\r\n\r\n", segment: 7)
            script.send(&connection, .server, Self.response, segment: 7)
        }
        script.close(&connection)
        let recording = try Recording(alone: script.pcap) { $0.dissection.allOpenBytes = 0 }
        #expect(recording.account.imbalances == [])
        #expect(recording.lines == ["GET /a -", "GET /a -", "GET /a -"])
        #expect(recording.account.messages.brokenRequests == 0 && recording.account.bytes.skipped == 0)
    }

    @Test("within TLS are given out, and the connection is read on")
    func tls() throws {
        let talk = try TLSTalk()
        for _ in 0..<3 {
            try talk.request("GET /a HTTP/1.1\r\nHost: service.test\r\n\r\n")
            try talk.respond(Self.response)
        }
        let recording = try Recording(talk.script) {
            $0.keyLog.add(talk.keyLog)
            $0.dissection.allOpenBytes = 0
        }
        #expect(recording.account.imbalances == [])
        #expect(recording.lines == ["GET /a -", "GET /a -", "GET /a -"])
        #expect(recording.account.bytes.tls == 0 && recording.account.streams.decrypted == 1)
        #expect(recording.account.bytes.responses == UInt64(3 * Self.response.utf8.count))
    }

    @Test("leave the count of responses whole where nothing was lost: each later one is its own request's")
    func pipelined() throws {
        var script = PacketScript()
        var connection = PacketScript.Connection()
        script.open(&connection)
        let get = { (path: String) in "GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n" }
        // Two in one segment: the client pipelines. The third one is too much, and all are given out.
        script.send(&connection, .client, get("/1") + get("/2"))
        script.send(
            &connection,
            .client,
            "HEAD /3 HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "x", count: 400))\r\n\r\n"
        )
        script.send(&connection, .server, Self.response)
        script.send(&connection, .client, get("/4"))
        script.send(&connection, .server, Self.response)
        // To a HEAD, so that it has no body, whatever it says.
        script.send(&connection, .server, "HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\n")
        script.send(&connection, .server, "HTTP/1.1 204 No Content\r\n\r\n")
        for number in 5..<50 {
            script.send(&connection, .client, get("/\(number)"))
            script.send(&connection, .server, Self.response)
        }
        script.close(&connection)
        let recording = try Recording(alone: script.pcap) { $0.dissection.allOpenBytes = 400 }
        #expect(recording.account.imbalances == [])
        #expect(recording.account.messages.responsesWithoutRequest == 3)
        let lines = ["GET /1 -", "GET /2 -", "HEAD /3 -", "GET /4 204"] + (5..<50).map { "GET /\($0) 200" }
        #expect(recording.lines == lines)
    }

    @Test("may be a request to leave HTTP: what follows its answer is another protocol's still")
    func upgraded() throws {
        var script = PacketScript()
        var connection = PacketScript.Connection()
        script.open(&connection)
        script.send(
            &connection,
            .client,
            "GET /a HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
        )
        script.send(&connection, .server, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n")
        for _ in 0..<3 {
            script.send(&connection, .client, "\u{1}\u{5}hello")
            script.send(&connection, .server, "\u{1}\u{5}world")
        }
        script.close(&connection)
        let recording = try Recording(alone: script.pcap) { $0.dissection.allOpenBytes = 0 }
        #expect(recording.account.imbalances == [])
        #expect(recording.lines == ["GET /a -"])
        #expect(recording.account.bytes.upgraded == 42 && recording.account.bytes.skipped == 0)
        #expect(recording.account.streams.upgraded == 1)
        #expect(recording.account.messages.brokenRequests == 0)
    }

    @Test("may be a first line: responses are not one off behind it", arguments: [300, 17_000])
    func firstLine(length: Int) throws {
        var script = PacketScript()
        var connection = PacketScript.Connection()
        script.open(&connection)
        script.send(&connection, .client, "GET /" + String(repeating: "x", count: length))
        script.send(&connection, .client, "yyy HTTP/1.1\r\nHost: a\r\n\r\n")
        script.send(&connection, .server, "HTTP/1.1 414 URI Too Long\r\nContent-Length: 0\r\n\r\n")
        for path in ["/b", "/c"] {
            script.send(&connection, .client, "GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
            script.send(&connection, .server, Self.response)
        }
        script.close(&connection)
        let recording = try Recording(alone: script.pcap) {
            guard length < 1000 else { return }
            $0.dissection.allOpenBytes = 200
            $0.dissection.usualHeadBytes = 100
        }
        #expect(recording.account.imbalances == [])
        #expect(recording.account.events[length < 1000 ? "openByteLimit" : "startLineLimit"] == 1)
        #expect(recording.lines == ["GET /b 200", "GET /c 200"])
    }

    @Test("are trailers that never end")
    func trailers() throws {
        var script = PacketScript()
        for number in 0..<10 {
            var connection = Self.connection(number)
            script.open(&connection)
            let head = "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            script.send(&connection, .client, head + "0\r\nX: " + String(repeating: "x", count: 1000))
        }
        let recording = try Recording(alone: script.pcap) {
            $0.dissection.allOpenBytes = 3000
            $0.dissection.usualHeadBytes = 500
        }
        #expect(recording.account.imbalances == [])
        #expect(recording.account.events["openByteLimit", default: 0] >= 7)
        #expect(recording.exchanges.count == 10)
        #expect(recording.exchanges.allSatisfy { $0.request.bodyState == .truncated })
    }

    @Test("are a handshake of TLS whose message is longer than most")
    func handshake() throws {
        var script = PacketScript()
        for number in 0..<10 {
            var connection = Self.connection(number)
            script.open(&connection)
            // A client's hello of 1 MB, in records of 16 KB.
            var message: [UInt8] = [1, 0x0F, 0xFF, 0xFF] + [UInt8](repeating: 0, count: 40_000)
            while !message.isEmpty {
                let part = message.prefix(16_000)
                message.removeFirst(part.count)
                script.send(&connection, .client, [22, 3, 1, UInt8(part.count >> 8), UInt8(part.count & 0xFF)] + part)
            }
        }
        let recording = try Recording(alone: script.pcap) { $0.dissection.allOpenBytes = 100_000 }
        #expect(recording.account.imbalances == [])
        #expect((7...8).contains(recording.account.events["openByteLimit", default: 0]))
        #expect(recording.account.streams.tls == 10)
    }

    @Test("hold nothing once they were given out, whatever was said, and the books balance", arguments: UInt64(1)...60)
    func anything(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<10 {
            let pieces = (0..<Int.random(in: 2...16, using: &random)).map { _ in
                ConversationPiece.random(using: &random)
            }
            var script = PacketScript()
            var connection = PacketScript.Connection()
            if Int.random(in: 0..<8, using: &random) > 0 { script.open(&connection) }
            for piece in pieces { script.send(&connection, piece.isServer ? .server : .client, piece.bytes) }
            if Bool.random(using: &random) { script.close(&connection) }
            let (limit, usual) = (Int.random(in: 0...100, using: &random), Int.random(in: 0...50, using: &random))
            let recording = try Recording(alone: script.pcap) {
                $0.dissection.allOpenBytes = limit
                $0.dissection.usualHeadBytes = usual
                if seed % 2 == 0 { $0.dissection.responseBodyBytes = 100 }
            }
            #expect(recording.account.imbalances == [], "\(recording.account)")
            let written = recording.account.messages.paired + recording.account.messages.requestsWithoutResponse
            #expect(UInt64(recording.exchanges.count) == written)
            dissect(pieces, givingOutEvery: Int.random(in: 1...4, using: &random), keepsResponses: seed % 2 == 0)
        }
    }

    /// Gives what is open out after each so many pieces, and looks whether anything is held then.
    private func dissect(_ pieces: [ConversationPiece], givingOutEvery count: Int, keepsResponses: Bool) {
        var limits = DissectionLimits()
        limits.usualHeadBytes = 0
        if keepsResponses { limits.responseBodyBytes = 100 }
        let client = FlowEndpoint(address: .v4(0x0A00_0001), port: 40_000)
        let server = FlowEndpoint(address: .v4(0x0A00_0002), port: 80)
        let dissector = ConnectionDissector(
            opener: client,
            accepter: server,
            connectionID: 1,
            joinedMidstream: false,
            limits: limits,
            lore: nil
        )
        var output = DissectionOutput()
        for (number, piece) in pieces.enumerated() {
            let time = Timestamp(nanoseconds: Int64(number) * 1000)
            let side: Side = piece.isServer ? .accepter : .opener
            dissector.receive(piece.bytes.span.bytes, from: side, at: time, into: &output)
            #expect(dissector.openBytes >= 0)
            guard number % count == 0 else { continue }
            dissector.giveOutOpen(into: &output)
            #expect(dissector.openBytes == 0)
        }
    }
}

extension [UInt8] {
    /// Whether a frame of ``PacketScript`` is from its server: its IPv4 source is 10.0.0.1.
    fileprivate var isFromServer: Bool {
        count > 30 && Array(self[26..<30]) == [10, 0, 0, 1]
    }
}

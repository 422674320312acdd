import Corpus
import HTTPWire
import NIOCore
import NIOHPACK
import TestSupport
import Testing

@testable import Capture

@Suite("HTTP/2 is recorded")
struct HTTP2RecordingTests {
    private typealias Build = HTTP2FrameBuilder

    /// A connection whose both ends speak HTTP/2.
    private struct Talk {
        var script = PacketScript()
        var connection = PacketScript.Connection()
        var requests = HPACKEncoder(allocator: ByteBufferAllocator())
        var responses = HPACKEncoder(allocator: ByteBufferAllocator())
        var segment = 1460

        init(serverFirst: Bool = false, open: Bool = true, greets: Bool = true) {
            if open { script.open(&connection) }
            guard greets else { return }
            if serverFirst { server(Build.settings()) }
            client(Build.preface + Build.settings())
            if !serverFirst { server(Build.settings()) }
        }

        mutating func client(_ bytes: [UInt8]) {
            script.send(&connection, .client, bytes, segment: segment)
        }

        mutating func server(_ bytes: [UInt8]) {
            script.send(&connection, .server, bytes, segment: segment)
        }

        mutating func request(_ pairs: [(String, String)]) throws -> [UInt8] {
            try Self.block(pairs, &requests)
        }

        mutating func get(_ path: String) throws -> [UInt8] {
            try request([(":method", "GET"), (":scheme", "http"), (":authority", "api.test"), (":path", path)])
        }

        mutating func response(_ pairs: [(String, String)]) throws -> [UInt8] {
            try Self.block(pairs, &responses)
        }

        private static func block(_ pairs: [(String, String)], _ encoder: inout HPACKEncoder) throws -> [UInt8] {
            var buffer = ByteBuffer()
            try encoder.encode(headers: HPACKHeaders(pairs), to: &buffer)
            return Array(buffer.readableBytesView)
        }

        func record() throws -> Recording {
            let recording = try Recording(script)
            #expect(recording.account.imbalances == [])
            #expect(recording.account.streams.http2 == 1)
            return recording
        }
    }

    @Test("with its fields as HTTP/1.1 has them, its body, its trailers, and the response's size and digest")
    func exchange() throws {
        for segment in [7, 1460] {
            var talk = Talk(serverFirst: true)
            talk.segment = segment
            let head = try talk.request([
                (":method", "POST"), (":scheme", "http"), (":path", "/a?b=c"), (":authority", "api.test:8080"),
                ("cookie", "a=1"), ("accept", "*/*"), ("cookie", "b=2"), ("x-break", "one\r\ntwo"),
            ])
            talk.client(Build.headers(1, head, padding: 4, hasPriority: true, cuts: 2))
            talk.client(Build.data(1, Array("hel".utf8)) + Build.data(1, Array("lo".utf8), padding: 9))
            talk.client(Build.headers(1, try talk.request([("x-sum", "5")]), endsStream: true))
            talk.server(Build.headers(1, try talk.response([(":status", "103"), ("link", "x")])))
            talk.server(Build.headers(1, try talk.response([(":status", "201"), ("server", "t")])))
            talk.server(Build.data(1, Array("created".utf8)))
            talk.server(Build.headers(1, try talk.response([("grpc-status", "0")]), endsStream: true))
            talk.script.close(&talk.connection)
            let recording = try talk.record()
            let exchange = try #require(recording.exchanges.first)
            #expect(recording.exchanges.count == 1)
            #expect(exchange.request.method == "POST")
            #expect(exchange.request.target == "/a?b=c")
            #expect(exchange.request.authority == "api.test:8080")
            #expect(exchange.request.version == .http2)
            #expect(exchange.request.scheme == .http)
            let lines = String(decoding: exchange.request.fieldLines, as: UTF8.self)
            #expect(lines == "cookie: a=1; b=2\r\naccept: */*\r\nx-break: one  two\r\n")
            #expect(Array(exchange.request.body) == Array("hello".utf8))
            #expect(exchange.request.bodyState == .complete)
            #expect(Array(exchange.request.trailerLines) == Array("x-sum: 5\r\n".utf8))
            #expect(exchange.outcome.ending == .complete)
            #expect(exchange.outcome.status == 201)
            #expect(exchange.outcome.responseSize == 7)
            var digest = BodyDigest()
            digest.update(Array("created".utf8).span.bytes)
            #expect(exchange.outcome.responseDigest == digest.crc32)
            let first = try #require(exchange.outcome.timeToFirstByte)
            #expect(first > 0 && first < exchange.outcome.duration ?? 0)
            #expect(recording.account.messages.interimResponses == 1)
            #expect(recording.account.bytes.skipped == 0 && recording.account.bytes.notHTTP == 0)
        }
    }

    @Test("with its responses where they are kept: fields and bodies, each up to the limit")
    func keptResponses() throws {
        var talk = Talk()
        for (number, body) in [(UInt32(1), "hello"), (3, "hello!")] {
            talk.client(Build.headers(number, try talk.get("/\(number)"), endsStream: true))
            talk.server(Build.headers(number, try talk.response([(":status", "200"), ("server", "t")])))
            talk.server(Build.data(number, Array(body.utf8.prefix(3))))
            talk.server(Build.data(number, Array(body.utf8.dropFirst(3)), endsStream: true))
        }
        talk.script.close(&talk.connection)
        let recording = try Recording(talk.script) { $0.dissection.responseBodyBytes = 5 }
        #expect(recording.exchanges.map { $0.response?.body } == [Array("hello".utf8), nil])
        let lines = Array("server: t\r\n".utf8)
        #expect(recording.exchanges.allSatisfy { $0.response?.fieldLines == lines && $0.outcome.responseDigest != nil })
        #expect(recording.account.events["responseBodyLimit"] == 1)
        #expect(try talk.record().exchanges.allSatisfy { $0.response == nil })
    }

    @Test("stream by stream, however they are interleaved")
    func interleaved() throws {
        var talk = Talk()
        for number in 0..<5 as Range<UInt32> {
            let block = try talk.get("/\(number)")
            talk.client(Build.headers(2 * number + 1, block, endsStream: true))
        }
        for number in [3, 0, 4, 2, 1] as [UInt32] {
            let block = try talk.response([(":status", "\(200 + number)")])
            talk.server(Build.headers(2 * number + 1, block))
        }
        for number in [1, 4, 2, 0, 3] as [UInt32] {
            talk.server(Build.data(2 * number + 1, [UInt8](repeating: 1, count: Int(number)), endsStream: true))
        }
        let recording = try talk.record()
        #expect(recording.lines == (0..<5).map { "GET /\($0) \(200 + $0)" })
        #expect(recording.exchanges.sorted { $0.start < $1.start }.map(\.outcome.responseSize) == [0, 1, 2, 3, 4])
        #expect(recording.exchanges.allSatisfy { $0.outcome.ending == .complete })
    }

    @Test("also where the capture has not the handshake")
    func withoutHandshake() throws {
        var talk = Talk(open: false)
        talk.client(Build.headers(1, try talk.get("/a"), endsStream: true))
        talk.server(Build.headers(1, try talk.response([(":status", "204")]), endsStream: true))
        #expect(try talk.record().lines == ["GET /a 204"])
    }

    @Test("but what was joined in the middle is counted, and not guessed")
    func joined() throws {
        var talk = Talk()
        talk.client(Build.headers(1, try talk.get("/a"), endsStream: true))
        talk.server(Build.headers(1, try talk.response([(":status", "200")]), endsStream: true))
        talk.script.edit { $0.removeFirst(5) }
        let recording = try Recording(talk.script)
        #expect(recording.exchanges.isEmpty)
        #expect(recording.account.imbalances == [])
        #expect(recording.account.bytes.notHTTP == recording.account.bytes.total)
    }

    @Test("and after a loss no further: what was open is of unknown outcome, what follows is skipped")
    func gap() throws {
        var talk = Talk()
        talk.client(Build.headers(1, try talk.get("/a"), endsStream: true))
        talk.server(Build.headers(1, try talk.response([(":status", "200")]), endsStream: true))
        talk.client(Build.headers(3, try talk.get("/b"), endsStream: true))
        talk.script.lose(&talk.connection, .server, 50)
        talk.server(Build.data(3, [1, 2, 3], endsStream: true))
        talk.script.close(&talk.connection)
        let recording = try talk.record()
        #expect(recording.lines == ["GET /a 200", "GET /b -"])
        #expect(recording.exchanges.last?.outcome == Outcome(ending: .unknown))
        #expect(recording.account.bytes.lostInGaps == 50)
        #expect(recording.account.bytes.skipped == 12)
        #expect(recording.account.events["http2Lost"] == 1)
    }

    @Test("that is reset is so, by either end, with the status where there was one")
    func resets() throws {
        var talk = Talk()
        for number in [1, 3, 5] as [UInt32] {
            let block = try talk.get("/\(number)")
            talk.client(Build.headers(number, block, endsStream: true))
        }
        talk.server(Build.reset(1))
        talk.client(Build.reset(3))
        talk.server(Build.headers(3, try talk.response([(":status", "200")])) + Build.data(3, [1], endsStream: true))
        talk.client(Build.reset(5))
        talk.script.close(&talk.connection)
        let recording = try talk.record()
        #expect(recording.lines == ["GET /1 -", "GET /3 200", "GET /5 -"])
        #expect(recording.exchanges.allSatisfy { $0.outcome.ending == .reset })
        #expect(recording.account.messages.requestsWithoutResponse == 2)
    }

    @Test("without what a server pushes")
    func push() throws {
        var talk = Talk()
        talk.client(Build.headers(1, try talk.get("/"), endsStream: true))
        let promise = try talk.response([
            (":method", "GET"), (":path", "/style.css"), (":scheme", "http"), (":authority", "a"),
        ])
        talk.server(Build.pushPromise(1, promised: 2, promise))
        talk.server(
            Build.headers(2, try talk.response([(":status", "200")])) + Build.data(2, [1, 2], endsStream: true)
        )
        talk.server(Build.headers(1, try talk.response([(":status", "200"), ("x", "y")]), endsStream: true))
        let recording = try talk.record()
        #expect(recording.lines == ["GET / 200"])
        #expect(recording.account.events["http2Push"] == 1)
    }

    @Test("with a CONNECT, whose target is its authority")
    func connect() throws {
        var talk = Talk()
        let block = try talk.request([(":method", "CONNECT"), (":authority", "db.test:5432")])
        talk.client(Build.headers(1, block))
        talk.server(Build.headers(1, try talk.response([(":status", "200")])))
        talk.client(Build.data(1, [1, 2, 3]))
        let recording = try talk.record()
        #expect(recording.lines == ["CONNECT db.test:5432 200"])
    }

    @Test("with headers that are no request counted as broken")
    func malformed() throws {
        var talk = Talk()
        talk.client(Build.headers(1, try talk.request([(":path", "/a"), ("x", "y")]), endsStream: true))
        talk.client(Build.headers(3, try talk.get("/b"), endsStream: true))
        talk.server(Build.headers(3, try talk.response([(":status", "200")]), endsStream: true))
        let recording = try talk.record()
        #expect(recording.lines == ["GET /b 200"])
        #expect(recording.account.messages.brokenRequests == 1)
    }

    @Test("with an authority in which a line ends counted as broken, as it would become a field")
    func brokenAuthority() throws {
        var talk = Talk()
        let fields = [(":method", "GET"), (":scheme", "http"), (":path", "/a")]
        talk.client(
            Build.headers(1, try talk.request(fields + [(":authority", "a\r\nX-Admin: 1")]), endsStream: true)
        )
        talk.client(Build.headers(3, try talk.request(fields + [("host", "a\nb")]), endsStream: true))
        let recording = try talk.record()
        #expect(recording.exchanges.isEmpty)
        #expect(recording.account.events["http2Malformed"] == 2)
    }

    @Test("with a body past the limit counted once, and not for each of its frames")
    func bodyLimit() throws {
        var talk = Talk()
        talk.client(Build.headers(1, try talk.get("/a")))
        for _ in 0..<5 { talk.client(Build.data(1, [1, 2, 3])) }
        talk.client(Build.data(1, [4], endsStream: true))
        let recording = try Recording(talk.script) { $0.dissection.requestBodyBytes = 7 }
        #expect(recording.account.imbalances == [])
        #expect(recording.account.events["requestBodyLimit"] == 1)
        let request = try #require(recording.exchanges.first?.request)
        #expect(Array(request.body) == [1, 2, 3, 1, 2, 3, 1] && request.bodyState == .truncated)
    }

    @Test("within its limits: a flood of streams gives the oldest up")
    func flood() throws {
        var talk = Talk()
        let count = DissectionLimits.default.openRequests + 50
        for number in 0..<UInt32(count) {
            let block = try talk.get("/")
            talk.client(Build.headers(2 * number + 1, block, endsStream: true))
        }
        let recording = try talk.record()
        #expect(recording.exchanges.count == count)
        #expect(recording.account.events["openRequestLimit"] == 50)
    }

    @Test("within its limits: bodies that are never ended hold no more than they may")
    func heldBodies() throws {
        var talk = Talk()
        for number in [1, 3, 5, 7] as [UInt32] {
            talk.client(Build.headers(number, try talk.get("/\(number)")))
            talk.client(Build.data(number, [UInt8](repeating: 1, count: 12_000)))
        }
        let recording = try Recording(talk.script) { $0.dissection.openRequestBytes = 30_000 }
        #expect(recording.account.imbalances == [])
        #expect(recording.account.events["openRequestLimit"] == 2)
        #expect(recording.exchanges.count == 4)
        #expect(
            recording.exchanges.allSatisfy { $0.request.body.count == 12_000 && $0.request.bodyState == .truncated }
        )
    }

    @Test("within the limits of all connections: open streams are given out, and the connection is read on")
    func givenOut() throws {
        var talk = Talk()
        for number in [1, 3, 5] as [UInt32] {
            talk.client(Build.headers(number, try talk.get("/\(number)")))
            talk.client(Build.data(number, [UInt8](repeating: 1, count: 12_000)))
        }
        talk.client(Build.headers(7, try talk.get("/7"), endsStream: true))
        talk.server(Build.headers(7, try talk.response([(":status", "200")]), endsStream: true))
        let recording = try Recording(talk.script) { $0.dissection.allOpenBytes = 30_000 }
        #expect(recording.account.imbalances == [])
        #expect(recording.account.events["openByteLimit"] == 1)
        #expect(recording.lines == ["GET /1 -", "GET /3 -", "GET /5 -", "GET /7 200"])
    }

    @Test("within the limits of all connections: trailers of a stream that was given out are no request")
    func givenOutBeforeTrailers() throws {
        var talk = Talk()
        talk.client(Build.headers(1, try talk.get("/1")))
        talk.client(Build.data(1, [UInt8](repeating: 1, count: 2000)))
        talk.client(Build.headers(1, try talk.request([("x-checksum", "1")]), endsStream: true))
        talk.client(Build.headers(3, try talk.get("/3"), endsStream: true))
        talk.server(Build.headers(3, try talk.response([(":status", "200")]), endsStream: true))
        let recording = try Recording(talk.script) { $0.dissection.allOpenBytes = 2000 }
        #expect(recording.account.imbalances == [])
        #expect(recording.lines == ["GET /1 -", "GET /3 200"])
        #expect(recording.account.messages.brokenRequests == 0 && recording.account.events["http2Malformed"] == nil)
    }

    @Test("within the limits of all connections: blocks of headers that never end hold nothing for long")
    func endlessHeaders() throws {
        var script = PacketScript()
        for number in 0..<10 as Range<UInt8> {
            var connection = PacketScript.Connection(client: .init([10, 0, 1, number], 40_000))
            script.open(&connection)
            script.send(&connection, .client, Build.preface + Build.settings())
            // HEADERS without END_HEADERS.
            let block = [UInt8](repeating: 0x40, count: 1000)
            script.send(&connection, .client, [0, 0x03, 0xE8, 1, 0, 0, 0, 0, 1] + block)
        }
        let recording = try Recording(alone: script.pcap) { $0.dissection.allOpenBytes = 4000 }
        #expect(recording.account.imbalances == [])
        #expect(recording.account.events["openByteLimit", default: 0] >= 6)
        #expect(recording.account.events["http2Lost"] == recording.account.events["openByteLimit"])
    }

    @Test("or not, when bytes are not what they were, and the books balance", arguments: UInt64(1)...40)
    func mutated(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var talk = Talk(serverFirst: seed % 2 == 0)
        talk.segment = Int.random(in: 5...300, using: &random)
        for number in 0..<4 as Range<UInt32> {
            let block = try talk.get("/\(number)")
            talk.client(Build.headers(2 * number + 1, block) + Build.data(2 * number + 1, [1, 2], endsStream: true))
            let answer = try talk.response([(":status", "200"), ("x-n", "\(number)")])
            talk.server(Build.headers(2 * number + 1, answer) + Build.data(2 * number + 1, [3], endsStream: true))
        }
        talk.script.damage(using: &random)
        let recording = try Recording(talk.script)
        #expect(recording.account.imbalances == [])
        let written = recording.account.messages.paired + recording.account.messages.requestsWithoutResponse
        #expect(UInt64(recording.exchanges.count) == written)
    }

    @Test("calls of gRPC have the status that they ended with, in trailers or at once")
    func grpc() throws {
        var talk = Talk()
        func call(_ path: String) -> [(String, String)] {
            [
                (":method", "POST"), (":scheme", "http"), (":authority", "api.test"), (":path", path),
                ("content-type", "application/grpc+proto"), ("te", "trailers"),
            ]
        }
        // A message: not compressed, and of two bytes.
        let message: [UInt8] = [0, 0, 0, 0, 2, 8, 7]
        let answer = [(":status", "200"), ("content-type", "application/grpc+proto")]
        let endings: [(String, String?)] = [("/shop.Cart/Get", "0"), ("/shop.Cart/Add", "14"), ("/shop.Cart/Odd", "x")]
        for (index, (path, status)) in endings.enumerated() {
            let id = UInt32(index * 2 + 1)
            talk.client(Build.headers(id, try talk.request(call(path))) + Build.data(id, message, endsStream: true))
            talk.server(Build.headers(id, try talk.response(answer)) + Build.data(id, message))
            talk.server(Build.headers(id, try talk.response([("grpc-status", status ?? "")]), endsStream: true))
        }
        talk.client(
            Build.headers(7, try talk.request(call("/shop.Cart/None"))) + Build.data(7, message, endsStream: true)
        )
        talk.server(Build.headers(7, try talk.response(answer + [("grpc-status", "12")]), endsStream: true))
        // Not of gRPC, whatever it says.
        talk.client(Build.headers(9, try talk.get("/plain"), endsStream: true))
        talk.server(Build.headers(9, try talk.response([(":status", "200"), ("grpc-status", "3")]), endsStream: true))
        let recording = try talk.record()
        let statuses = Dictionary(
            uniqueKeysWithValues: recording.exchanges.map { ($0.request.target, $0.outcome.grpcStatus?.description) }
        )
        #expect(
            statuses == [
                "/shop.Cart/Get": "OK", "/shop.Cart/Add": "UNAVAILABLE", "/shop.Cart/Odd": "UNKNOWN",
                "/shop.Cart/None": "UNIMPLEMENTED", "/plain": nil,
            ]
        )
        #expect(
            recording.exchanges.filter { $0.outcome.grpcStatus != nil }.allSatisfy { Array($0.request.body) == message }
        )
        #expect(recording.account.events["grpc.UNAVAILABLE"] == 1)
        #expect(recording.account.events["grpc.OK"] == nil)
    }

    @Test("that a connection of HTTP/1 is upgraded to goes on in the same recording")
    func upgrade() throws {
        for (isSplit, isEarly) in [(false, false), (true, false), (true, true)] {
            var talk = Talk(greets: false)
            talk.client(
                Array(
                    "GET /first HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n"
                        .utf8
                )
            )
            let switching = Array(
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n".utf8
            )
            let first =
                Build.settings() + Build.headers(1, try talk.response([(":status", "200")]))
                + Build.data(1, [1, 2, 3], endsStream: true)
            // The capture may have the client's next bytes before the answer that it waited for.
            let preface = Build.preface + Build.settings()
            if isEarly { talk.client(preface) }
            if isSplit {
                talk.server(switching)
                talk.server(first)
            } else {
                talk.server(switching + first)
            }
            talk.client((isEarly ? [] : preface) + Build.headers(3, try talk.get("/second"), endsStream: true))
            talk.server(Build.headers(3, try talk.response([(":status", "404")]), endsStream: true))
            let recording = try talk.record()
            #expect(recording.lines == ["GET /first 101", "GET /second 404"])
            #expect(recording.exchanges.map(\.request.version) == [.http11, .http2])
            #expect(recording.account.bytes.upgraded == 0)
            #expect(recording.account.streams.upgraded == 0)
            #expect(recording.account.events["http2Upgrade"] == 1)
        }
    }
}

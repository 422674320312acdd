import Corpus
import TestSupport
import Testing

@testable import Capture

@Suite("Captures become exchanges")
struct CaptureRecordingTests {
    private static let request = "GET /a HTTP/1.1\r\nHost: shop.test\r\n\r\n"
    private static let response = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

    /// One connection with one exchange.
    private static func one(_ builder: FrameBuilder = FrameBuilder(), _ connection: PacketScript.Connection = .init())
        -> PacketScript
    {
        var script = PacketScript(builder)
        var connection = connection
        script.open(&connection)
        script.send(&connection, .client, request)
        script.send(&connection, .server, response)
        script.close(&connection)
        return script
    }

    @Test("an exchange has its request, its ends, its times and its digest")
    func exchange() throws {
        let recording = try Recording(Self.one())
        let exchange = try #require(recording.exchanges.first)
        #expect(recording.exchanges.count == 1)
        #expect(exchange.request.method == "GET")
        #expect(exchange.request.target == "/a")
        #expect(exchange.request.authority == "shop.test")
        #expect(Array(exchange.request.fieldLines) == Array("Host: shop.test\r\n".utf8))
        #expect(exchange.request.scheme == .http)
        #expect(exchange.connection?.client == "10.0.0.7:51234")
        #expect(exchange.connection?.server == "10.0.0.1:8080")
        // Three packets of handshake, a millisecond apart; the response comes two after the request.
        #expect(exchange.start == Timestamp(nanoseconds: 1_700_000_000_003_000_000))
        #expect(exchange.outcome.timeToFirstByte == 2_000_000)
        #expect(exchange.outcome.duration == 2_000_000)
        #expect(exchange.outcome.status == 200)
        #expect(exchange.outcome.ending == .complete)
        #expect(exchange.outcome.responseSize == 5)
        #expect(exchange.outcome.responseDigest == 0x3610_A686)
        #expect(recording.account.imbalances.isEmpty)
        #expect(recording.account.packets.tcp == 11)
        #expect(recording.account.bytes.requests == UInt64(Self.request.utf8.count))
        #expect(recording.account.bytes.responses == UInt64(Self.response.utf8.count))
    }

    @Test("of every link layer, as pcap, pcapng and gzipped", arguments: FrameBuilder.Link.allCases)
    func links(_ link: FrameBuilder.Link) throws {
        let script = Self.one(FrameBuilder(link: link))
        var inputs = [script.pcap, script.pcapng]
        inputs.append(try gzipped(inputs[0]))
        for bytes in inputs {
            let recording = try Recording(bytes: bytes)
            #expect(recording.lines == ["GET /a 200"])
            #expect(recording.exchanges.first?.start == Timestamp(nanoseconds: 1_700_000_000_003_000_000))
            #expect(recording.provenance.sources.first?.warnings == [])
        }
    }

    @Test("over IPv6, and in fragments of both")
    func fragments() throws {
        let v6 = PacketScript.Connection(
            client: .init([0xFD] + [UInt8](repeating: 0, count: 14) + [7], 50_000),
            server: .init([0xFD] + [UInt8](repeating: 0, count: 14) + [1], 80)
        )
        for var connection in [PacketScript.Connection(), v6] {
            var script = PacketScript()
            script.open(&connection)
            let builder = FrameBuilder()
            let segment = builder.segment(
                from: connection.client,
                to: connection.server,
                sequence: connection.clientSequence,
                acknowledgment: connection.serverSequence,
                flags: PacketScript.ack,
                payload: Array(Self.request.utf8)
            )
            for offset in stride(from: 0, to: segment.count, by: 24).reversed() {
                let end = min(segment.count, offset + 24)
                script.add(
                    builder.frame(
                        Array(segment[offset..<end]),
                        from: connection.client,
                        to: connection.server,
                        fragment: (offset, end < segment.count)
                    )
                )
            }
            connection.clientSequence &+= UInt32(Self.request.utf8.count)
            script.send(&connection, .server, Self.response)
            let recording = try Recording(script)
            #expect(recording.lines == ["GET /a 200"])
            #expect(recording.account.packets.fragments == 3)
            #expect(recording.account.packets.reassembledDatagrams == 1)
            #expect(recording.account.imbalances.isEmpty)
        }
    }

    @Test("segments in any order near their place, repeated, and across the wrap of the sequence", arguments: 0..<40)
    func disorder(_ seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        var connection = PacketScript.Connection(
            clientSequence: UInt32.max &- UInt32.random(in: 0...500, using: &random),
            serverSequence: UInt32.max &- UInt32.random(in: 0...5000, using: &random)
        )
        var script = PacketScript()
        script.open(&connection)
        var expected: [String] = []
        for number in 0..<20 {
            let body = String(repeating: "x", count: Int.random(in: 0...3000, using: &random))
            let segment = Int.random(in: 1...600, using: &random)
            script.send(
                &connection,
                .client,
                "POST /p/\(number) HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)",
                segment: segment
            )
            script.send(
                &connection,
                .server,
                "HTTP/1.1 \(250 + number) OK\r\nTransfer-Encoding: chunked\r\n\r\n\(String(body.utf8.count + 1, radix: 16))\r\n\(body)y\r\n0\r\n\r\n",
                segment: segment
            )
            expected.append("POST /p/\(number) \(250 + number)")
        }
        script.close(&connection)
        script.edit { packets in
            let times = packets.map(\.time)
            // Neighbours change places, as on a card with several queues; some packets come twice.
            for index in stride(from: 3, to: packets.count - 4, by: 2) where Int.random(in: 0..<4, using: &random) == 0
            {
                packets.swapAt(index, index + Int.random(in: 1...3, using: &random))
            }
            for index in packets.indices { packets[index].time = times[index] }
            for index in packets.indices.reversed() where Int.random(in: 0..<10, using: &random) == 0 {
                packets.insert(packets[index], at: min(packets.count, index + Int.random(in: 1...4, using: &random)))
            }
        }
        let recording = try Recording(script)
        #expect(recording.lines == expected)
        #expect(recording.account.imbalances.isEmpty, "\(recording.account.imbalances)")
        #expect(recording.account.bytes.lostInGaps == 0)
        #expect(recording.account.streams.total == 1)
    }

    @Test("a capture that begins and ends in the middle")
    func middle() throws {
        var script = Self.one()
        script.edit { $0.removeFirst(3) }
        var recording = try Recording(script)
        #expect(recording.lines == ["GET /a 200"])
        #expect(recording.account.streams.joinedMidstream == 1)
        script = Self.one()
        script.edit { $0.removeLast(7) }
        recording = try Recording(script)
        #expect(recording.lines == ["GET /a -"])
        #expect(recording.exchanges.first?.outcome.ending == .noResponse)
        #expect(recording.account.messages.requestsWithoutResponse == 1)
        script = Self.one()
        script.edit { $0.removeFirst(5) }
        recording = try Recording(script)
        #expect(recording.lines.isEmpty)
        #expect(recording.account.messages.responsesWithoutRequest == 1)
        #expect(recording.account.imbalances.isEmpty)
    }

    @Test("ports that are used again make another connection")
    func portReuse() throws {
        var script = Self.one()
        var again = PacketScript.Connection(clientSequence: 900_000, serverSequence: 800_000)
        script.open(&again)
        script.send(&again, .client, Self.request.replacing("/a", with: "/b"))
        // This one is never closed: the third begins over it.
        var third = PacketScript.Connection(clientSequence: 5_000_000, serverSequence: 6_000_000)
        script.open(&third)
        script.send(&third, .client, Self.request.replacing("/a", with: "/c"))
        script.send(&third, .server, Self.response)
        let recording = try Recording(script)
        #expect(recording.lines == ["GET /a 200", "GET /b -", "GET /c 200"])
        #expect(Set(recording.exchanges.compactMap(\.connection?.id)).count == 3)
        #expect(recording.account.streams.total == 3)
        #expect(recording.account.events["portsReused"] == 2)
        #expect(recording.account.imbalances.isEmpty)
    }

    @Test("a reset ends an exchange, and one with a forged number does not")
    func reset() throws {
        var script = PacketScript()
        var connection = PacketScript.Connection()
        script.open(&connection)
        script.send(&connection, .client, Self.request)
        var forged = connection
        forged.serverSequence &+= 1 << 30
        script.reset(forged, .server)
        script.send(&connection, .server, Self.response)
        script.send(&connection, .client, Self.request)
        script.reset(connection, .server)
        let recording = try Recording(script)
        #expect(recording.lines == ["GET /a 200", "GET /a -"])
        #expect(recording.exchanges.last?.outcome.ending == .reset)
    }

    @Test("a half-closed connection still has its response")
    func halfClose() throws {
        var script = PacketScript()
        var connection = PacketScript.Connection()
        script.open(&connection)
        script.send(&connection, .client, "GET /old HTTP/1.0\r\n\r\n")
        script.add(connection, .client, flags: PacketScript.fin | PacketScript.ack)
        connection.clientSequence &+= 1
        script.send(&connection, .server, "HTTP/1.0 200 OK\r\n\r\nuntil the close")
        script.add(connection, .server, flags: PacketScript.fin | PacketScript.ack)
        let recording = try Recording(script)
        #expect(recording.lines == ["GET /old 200"])
        #expect(recording.exchanges.first?.outcome.responseSize == 15)
        #expect(recording.exchanges.first?.outcome.ending == .complete)
    }

    @Test("a lost response body leaves the next exchanges paired as they were")
    func gap() throws {
        var script = PacketScript()
        var connection = PacketScript.Connection()
        script.open(&connection)
        for number in 0..<3 {
            script.send(&connection, .client, "GET /\(number) HTTP/1.1\r\nHost: a\r\n\r\n")
            script.send(&connection, .server, "HTTP/1.1 20\(number) OK\r\nContent-Length: 3000\r\n\r\n")
            if number == 1 {
                script.lose(&connection, .server, 1500)
            } else {
                script.send(&connection, .server, String(repeating: "b", count: 1500))
            }
            script.send(&connection, .server, String(repeating: "b", count: 1500))
        }
        script.close(&connection)
        let recording = try Recording(script)
        #expect(recording.lines == ["GET /0 200", "GET /1 201", "GET /2 202"])
        #expect(recording.account.bytes.lostInGaps == 1500)
        #expect(recording.account.streams.withGaps == 1)
        #expect(recording.account.imbalances.isEmpty)
    }

    @Test("--port and --filter leave out the rest, and count it")
    func leavingOut() throws {
        var script = Self.one()
        var other = PacketScript.Connection(server: .init([10, 0, 0, 1], 9090))
        script.open(&other)
        script.send(&other, .client, Self.request.replacing("/a", with: "/other"))
        let byPort = try Recording(script) { $0.ports = [8080] }
        #expect(byPort.lines == ["GET /a 200"])
        #expect(byPort.account.streams.otherPorts == 1)
        #expect(byPort.account.bytes.otherPorts == UInt64(Self.request.utf8.count + 4))
        #expect(byPort.account.imbalances.isEmpty)
        #expect(byPort.provenance.filters == ["port: 8080"])
        let byFilter = try Recording(script) { $0.filter = "tcp port 9090" }
        #expect(byFilter.lines == ["GET /other -"])
        #expect(byFilter.account.packets.filtered == 11)
        #expect(byFilter.account.imbalances.isEmpty)
        #expect(throws: RecordingError.self) { try Recording(script) { $0.filter = "tcp prt 80" } }
    }

    @Test("a capture that is cut off gives all that came before, and says where", arguments: [false, true])
    func cutOff(_ isGzipped: Bool) throws {
        let whole = Self.one().pcap
        var bytes = Array(whole.dropLast(20))
        if isGzipped { bytes = Array(try gzipped(whole).dropLast(12)) }
        let recording = try Recording(bytes: bytes)
        #expect(recording.lines == ["GET /a 200"])
        let warning = try #require(recording.provenance.sources.first?.warnings.first)
        #expect(warning.contains("cut off"))
        #expect(warning.contains("byte \(bytes.count)"))
    }

    @Test("what is no capture is one line that names it and what was expected")
    func noCapture() throws {
        for bytes in [Array("hello, world".utf8), [], [0, 1, 2, 3, 4, 5], [0xD4, 0xC3, 0xB2, 0xA1, 1]] {
            let folder = try TemporaryFolder()
            let path = try folder.write("wrong.bin", bytes)
            let error = #expect(throws: RecordingError.self) { try Recording([path]) }
            let text = error?.description ?? ""
            #expect(text.contains("wrong.bin"))
            #expect(!text.contains("\n"))
        }
        #expect(throws: RecordingError.self) { try Recording(["/nowhere/at/all.pcap"]) }
        #expect(throws: RecordingError.self) { try Recording(["/tmp"]) }
    }

    @Test("a capture damaged anywhere never does harm, and its books balance", arguments: 0..<150)
    func damage(_ seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed) &+ 99)
        var script = Self.one(FrameBuilder(link: FrameBuilder.Link.allCases[seed % 9]))
        var other = PacketScript.Connection(client: .init([10, 0, 0, 8], 4000))
        script.open(&other)
        for _ in 0..<4 {
            script.send(&other, .client, Self.request, segment: 11)
            script.send(&other, .server, Self.response, segment: 13)
        }
        script.edit { packets in
            for _ in 0..<Int.random(in: 1...30, using: &random) {
                let index = Int.random(in: 0..<packets.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0:
                    packets[index].bytes = Array(packets[index].bytes.prefix(Int.random(in: 0...80, using: &random)))
                case 1: packets.swapAt(index, Int.random(in: 0..<packets.count, using: &random))
                case 2: packets.insert(packets[index], at: Int.random(in: 0...packets.count, using: &random))
                default:
                    guard !packets[index].bytes.isEmpty else { continue }
                    let place = Int.random(in: 0..<packets[index].bytes.count, using: &random)
                    packets[index].bytes[place] = UInt8.random(in: 0...255, using: &random)
                }
            }
        }
        var bytes = script.pcap
        if seed % 3 == 0 { for _ in 0..<5 { bytes[Int.random(in: 24..<bytes.count, using: &random)] = 0xFF } }
        let recording = try Recording(bytes: bytes)
        #expect(recording.account.imbalances.isEmpty, "\(recording.account.imbalances) \(recording.account)")
    }

    @Test("more connections than are followed at once: the oldest end, and nothing is lost from the books")
    func manyConnections() throws {
        var script = PacketScript()
        script.step = 1000
        var open: [PacketScript.Connection] = []
        for number in 0..<200 {
            var connection = PacketScript.Connection(client: .init([10, 0, 1, UInt8(number)], 40_000))
            script.open(&connection)
            script.send(&connection, .client, Self.request)
            open.append(connection)
        }
        for index in open.indices { script.send(&open[index], .server, Self.response) }
        let recording = try Recording(script) { $0.reassembly.talkingFlows = 50 }
        #expect(recording.exchanges.count == 200)
        #expect(recording.account.events["talkingFlowLimit", default: 0] >= 150)
        #expect(recording.account.imbalances.isEmpty)
        let whole = try Recording(script)
        #expect(whole.account.messages.paired == 200)
    }

    @Test("what a connection without an end holds does not take the room of others for ever")
    func heldByTheDead() throws {
        var script = PacketScript()
        var dead = PacketScript.Connection(client: .init([10, 0, 1, 1], 40_000))
        script.open(&dead)
        script.send(&dead, .client, Self.request)
        script.lose(&dead, .server, 100)
        script.add(dead, .server, flags: PacketScript.ack, payload: [UInt8](repeating: 0, count: 1000))
        script.time += 11_000_000_000
        var other = PacketScript.Connection(client: .init([10, 0, 1, 2], 40_000))
        script.open(&other)
        script.send(&other, .client, Self.request)
        let body = String(repeating: "x", count: 600)
        script.send(&other, .server, "HTTP/1.1 200 OK\r\nContent-Length: 600\r\n\r\n\(body)", segment: 100)
        // The first segment of the response comes last.
        let count = script.packets.count
        script.edit { packets in
            let response = packets.indices.suffix(14)
            packets.insert(packets.remove(at: response.lowerBound), at: count - 1)
        }
        script.close(&other)
        let recording = try Recording(alone: script.pcap) { $0.reassembly.allHeldBytes = 1500 }
        let exchange = try #require(recording.exchanges.last { $0.outcome.status == 200 })
        #expect(exchange.outcome.ending == .complete && exchange.outcome.responseSize == 600)
        #expect(recording.account.bytes.lostInGaps == 100)
        #expect(recording.account.events["heldByteLimit"] == nil)
        #expect(recording.account.imbalances.isEmpty)
    }

    @Test("a hole in a stream is named, with where it is; of many the largest are")
    func holes() throws {
        var script = PacketScript()
        var connection = PacketScript.Connection()
        script.open(&connection)
        for number in 1...80 {
            script.send(&connection, .client, Self.request)
            script.lose(&connection, .server, number)
            script.send(&connection, .server, Self.response)
        }
        script.close(&connection)
        let recording = try Recording(script)
        let account = recording.account
        #expect(account.bytes.lostInGaps == (1...80).reduce(0, +))
        let lost = try #require(account.lost)
        #expect(lost.map(\.count) == Array(31...80))
        #expect(lost.allSatisfy { $0.from == "10.0.0.1:8080" && $0.to == "10.0.0.7:51234" })
        #expect(Set(lost.map(\.connection)) == Set(recording.exchanges.compactMap(\.connection?.id)))
        let responses = UInt64(Array(Self.response.utf8).count)
        #expect(lost.first?.offset == 30 * responses + (1...30).reduce(0, +))
    }
}

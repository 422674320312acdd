import Corpus
import NIOCore
import TestSupport
import Testing

@testable import StandIn

@Suite("The stand-in")
struct AnswerTests {
    /// Sends bytes that ask for the connection to be closed, and gives all that comes back.
    private func ask(_ exchanges: [Exchange], _ request: String) async throws -> String {
        let server = try await serve(exchanges)
        let client = try await RawClient(port: server.port)
        try await client.send(request)
        let (text, _) = try await client.receiveAll()
        await server.shutdown()
        return text
    }

    private func get(_ exchange: Exchange, _ method: String = "GET") async throws -> String {
        try await ask([exchange], "\(method) / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    }

    @Test("answers with the recorded status and as many bytes")
    func statusAndSize() async throws {
        let text = try await get(Recorded.exchange(status: 503, size: 7))
        #expect(text == "HTTP/1.1 503 \r\nContent-Length: 7\r\nConnection: close\r\n\r\n.......")
    }

    @Test(
        "sends no body where there can be none",
        arguments: [("HEAD", 200), ("GET", 204), ("GET", 304)] as [(String, UInt16)]
    )
    func noBody(_ method: String, _ status: UInt16) async throws {
        let text = try await get(Recorded.exchange(method, status: status, size: 7), method)
        #expect(text == "HTTP/1.1 \(status) \r\nConnection: close\r\n\r\n")
    }

    @Test("says of a request that the recording does not have that it has it not")
    func unknown() async throws {
        let server = try await serve([Recorded.exchange("GET", "/a")])
        let client = try await RawClient(port: server.port)
        try await client.send("GET /b?c HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        let (text, _) = try await client.receiveAll()
        #expect(text.hasPrefix("HTTP/1.1 404 \r\n"))
        #expect(text.hasSuffix("\r\n\r\nThe recording has no request GET /b?c\n"))
        #expect(await server.shutdown() == StandInCounters.Figures(requests: 1, unknown: 1))
    }

    @Test("knows a request by method and target, and nothing else")
    func keys() async throws {
        let exchanges = [
            Recorded.exchange("GET", "/a", status: 201), Recorded.exchange("POST", "/a", status: 202),
            Recorded.exchange("GET", "/a?b", status: 203),
        ]
        let server = try await serve(exchanges)
        let client = try await RawClient(port: server.port)
        try await client.send(
            "GET /a?b HTTP/1.1\r\nHost: x\r\n\r\nPOST /a HTTP/1.1\r\nContent-Length: 2\r\n\r\nhiGET /a HTTP/1.1\r\n"
                + "Connection: close\r\n\r\n"
        )
        let statuses = try await client.receiveAll().text.split(separator: "HTTP/1.1 ").map { $0.prefix(3) }
        #expect(statuses == ["203", "202", "201"])
        #expect(await server.shutdown() == StandInCounters.Figures(requests: 3, unknown: 0))
    }

    @Test("gives the answers of a request that was recorded often in turn, and then from the first again")
    func turns() async throws {
        let exchanges = [200, 404, 500].map { Recorded.exchange(status: $0) }
        let server = try await serve(exchanges)
        let client = try await RawClient(port: server.port)
        for _ in 0..<4 { try await client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n") }
        try await client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        let statuses = try await client.receiveAll().text.split(separator: "HTTP/1.1 ").map { $0.prefix(3) }
        #expect(statuses == ["200", "404", "500", "200", "404"])
        await server.shutdown()
    }

    @Test("tells a client that asks to go on with its body, and reads it, chunked or not")
    func expectation() async throws {
        let server = try await serve([Recorded.exchange("PUT", "/", status: 201)])
        let client = try await RawClient(port: server.port)
        try await client.send("PUT / HTTP/1.1\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n")
        #expect(try await client.receive(endingIn: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
        try await client.send("3\r\nabc\r\n0\r\nTrailer: x\r\n\r\n")
        let text = try await client.receive(endingIn: "Content-Length: 0\r\n\r\n")
        #expect(text == "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 \r\nContent-Length: 0\r\n\r\n")
        try await client.close()
        await server.shutdown()
    }

    @Test("answers no request before all of it has come")
    func wholeRequests() async throws {
        let server = try await serve([Recorded.exchange("POST", "/", status: 200), Recorded.exchange("GET", "/b")])
        let client = try await RawClient(port: server.port)
        try await client.send("POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\nab")
        let other = try await RawClient(port: server.port)
        try await other.send("GET /b HTTP/1.1\r\nConnection: close\r\n\r\n")
        #expect(try await other.receiveAll().text.hasPrefix("HTTP/1.1 200"))
        #expect(server.served.requests == 2)
        #expect(try await client.receive(0) == "")
        try await client.send("cd")
        #expect(try await client.receive(endingIn: "\r\n\r\n").hasPrefix("HTTP/1.1 200"))
        try await client.close()
        await server.shutdown()
    }

    @Test("keeps a connection of HTTP/1.0 only where it is asked to")
    func oldClients() async throws {
        #expect(try await ask([Recorded.exchange()], "GET / HTTP/1.0\r\n\r\n").contains("Connection: close\r\n"))
        let server = try await serve([Recorded.exchange()])
        let client = try await RawClient(port: server.port)
        for number in 1...2 {
            try await client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            let text = try await client.receive(number * "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n".utf8.count)
            #expect(text.split(separator: "HTTP/1.1 200").count == number)
        }
        try await client.close()
        await server.shutdown()
    }

    @Test(
        "says what is wrong with bytes that are no request, and closes",
        arguments: ["hello\r\n\r\n", "GET / HTTP/9.9\r\n\r\n"]
    )
    func malformed(_ bytes: String) async throws {
        let text = try await ask([Recorded.exchange()], bytes)
        #expect(text.hasPrefix("HTTP/1.1 400 \r\n"))
        #expect(text.contains("This is not HTTP/1.1: "))
    }

    @Test("ends a connection as it was recorded: closed, or reset")
    func endings() async throws {
        for (ending, isReset) in [(Outcome.Ending.closed, false), (.noResponse, false), (.reset, true)] {
            let server = try await serve([Recorded.exchange(status: nil, size: nil, ending: ending)])
            let client = try await RawClient(port: server.port)
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            let (text, error) = try await client.receiveAll()
            #expect(text == "")
            #expect((error != nil) == isReset)
            await server.shutdown()
        }
    }

    @Test("sends a body as fast as the client takes it, and holds none of it")
    func largeBody() async throws {
        let size: UInt64 = 40 << 20
        let server = try await serve([Recorded.exchange("GET", "/large", size: size), Recorded.exchange("GET", "/b")])
        let client = try await RawClient(port: server.port, readsAtOnce: false)
        try await client.send("GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        // The loop that waits for this client serves others in the meantime.
        let other = try await RawClient(port: server.port)
        try await other.send("GET /b HTTP/1.1\r\nConnection: close\r\n\r\n")
        #expect(try await other.receiveAll().text.hasPrefix("HTTP/1.1 200"))
        try await client.read()
        let text = try await client.receiveAll().text
        let head = "HTTP/1.1 200 \r\nContent-Length: \(size)\r\nConnection: close\r\n\r\n"
        #expect(text.utf8.count == head.utf8.count + Int(size))
        await server.shutdown()
    }

    @Test("begins a body that has no end, and goes when it is told to")
    func endlessBody() async throws {
        let server = try await serve([Recorded.exchange(size: 1 << 61)])
        let client = try await RawClient(port: server.port)
        try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try await client.receive(200_000).utf8.count >= 200_000)
        try await client.close()
        #expect(await server.shutdown().requests == 1)
    }

    @Test("answers no sooner than the recorded service did, to the first byte and to the last")
    func latency() async throws {
        let server = try await serve(
            [Recorded.exchange(size: 10, firstByte: 30_000_000, duration: 70_000_000)],
            latency: .recorded
        )
        let client = try await RawClient(port: server.port)
        let began = NIODeadline.now().uptimeNanoseconds
        try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = try await client.receive(1)
        #expect(NIODeadline.now().uptimeNanoseconds - began >= 30_000_000)
        _ = try await client.receive(endingIn: "..........")
        #expect(NIODeadline.now().uptimeNanoseconds - began >= 70_000_000)
        try await client.close()
        await server.shutdown()
    }

    @Test("sends half of a body when it begins, and the rest when its time has come")
    func halves() async throws {
        let server = try await serve([Recorded.exchange(size: 10, duration: 600_000_000_000)], latency: .recorded)
        let client = try await RawClient(port: server.port)
        try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        let begun = "HTTP/1.1 200 \r\nContent-Length: 10\r\n\r\n....."
        #expect(try await client.receive(begun.utf8.count) == begun)
        try await client.close()
        await server.shutdown()
    }

    @Test("takes times and sizes of a corpus that nobody can have seen")
    func hostile() {
        let answer = RecordedService.Answer(
            Outcome(ending: .complete, status: 200, timeToFirstByte: .max, duration: .max)
        )
        #expect(answer.timeToFirstByte == 86_400_000_000_000 && answer.duration == 86_400_000_000_000)
        let odd = RecordedService.Answer(Outcome(ending: .complete, status: 200, timeToFirstByte: 9, duration: 5))
        #expect(odd.duration == 9)
        #expect(RecordedService.Answer(.noResponse).status == 0)
    }

    @Test("at an address that is not this machine's says so in words", arguments: ["999.1.1.1", "192.0.2.1"])
    func foreignAddress(host: String) async throws {
        await #expect {
            _ = try await StandInServer.start(service: RecordedService { nil }, host: host, port: 0)
        } throws: {
            "\($0)".contains("cannot listen on \(host):0: ") && "\($0)".contains("--host")
                && !"\($0)".contains("errno") && !"\($0)".contains("Unknown")
        }
    }

    @Test("on a port that is taken says so, and what to do")
    func takenPort() async throws {
        let server = try await serve([])
        await #expect {
            _ = try await StandInServer.start(service: RecordedService { nil }, port: server.port)
        } throws: {
            "\($0)".contains("cannot listen on 127.0.0.1:\(server.port)") && "\($0)".contains("--port 0")
        }
        await server.shutdown()
    }
}

@Suite("The stand-in, of a recording with responses")
struct KeptAnswerTests {
    private func get(
        _ response: RecordedResponse,
        size: UInt64 = 5,
        duration: UInt64 = 0,
        latency: StandInServer.Latency = .none
    ) async throws -> String {
        var exchange = Recorded.exchange(size: size, duration: duration)
        exchange.response = response
        let server = try await serve([exchange], latency: latency)
        let client = try await RawClient(port: server.port)
        try await client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        let (text, _) = try await client.receiveAll()
        await server.shutdown()
        return text
    }

    private static let fields = Array(
        "Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\nCONNECTION: x\r\nContent-Encoding: gzip\r\nContent-Length: 99\r\n"
            .utf8
    )

    @Test("sends the recorded body and header fields, and its own framing")
    func body() async throws {
        let text = try await get(RecordedResponse(fieldLines: Self.fields, body: Array("hello, world".utf8)))
        #expect(
            text == "HTTP/1.1 200 \r\nContent-Length: 12\r\nConnection: close\r\nContent-Type: text/plain\r\n"
                + "Content-Encoding: gzip\r\n\r\nhello, world"
        )
    }

    @Test("sends the second half of the recorded body behind the first, when its time has come")
    func halves() async throws {
        let response = RecordedResponse(fieldLines: [], body: Array("hello, world".utf8))
        let text = try await get(response, duration: 20_000_000, latency: .recorded)
        #expect(text == "HTTP/1.1 200 \r\nContent-Length: 12\r\nConnection: close\r\n\r\nhello, world")
    }

    @Test("sends filler for a body that is not kept, and does not say that it is compressed")
    func filler() async throws {
        let text = try await get(RecordedResponse(fieldLines: Self.fields, body: nil))
        #expect(
            text == "HTTP/1.1 200 \r\nContent-Length: 5\r\nConnection: close\r\nContent-Type: text/plain\r\n\r\n....."
        )
        let empty = try await get(RecordedResponse(fieldLines: [], body: []))
        #expect(empty == "HTTP/1.1 200 \r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    }
}

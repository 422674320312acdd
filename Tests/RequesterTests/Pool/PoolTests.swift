import NIOCore
import TestSupport
import Testing

@testable import Requester

@Suite("The pool")
struct PoolTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    @Test("sends one request after another over one connection", arguments: Loops.allCases)
    func reuse(_ loops: Loops) async throws {
        let server = try await ScriptedServer.start { _ in [.send(Self.ok)] }
        let client = try TestClient(loops)
        for number in 0..<20 {
            let outcome = await client.get(port: server.port)
            #expect(outcome.status == 200 && outcome.text == "ok")
            #expect(outcome.reusedConnection == (number > 0))
            #expect((outcome.connectTime > 0) == (number == 0))
            #expect(outcome.sent <= outcome.firstByte && outcome.firstByte <= outcome.lastByte)
        }
        let figures = await client.requester.statistics()
        #expect(server.connections == 1)
        #expect(figures.connects == 1 && figures.reuses == 19 && figures.open == 1)
        #expect(figures.bytesIn == 20 * UInt64(Self.ok.utf8.count))
        try await client.end()
    }

    @Test("opens no more connections than it may, and serves what waits in its order", arguments: Loops.allCases)
    func limit(_ loops: Loops) async throws {
        let server = try await ScriptedServer.start { _ in [.send(Self.ok)] }
        let client = try TestClient(loops) { $0.connectionPoolSize = 3 }
        await withTaskGroup(of: WireOutcome.self) { group in
            for number in 0..<40 { group.addTask { await client.get("/\(number)", port: server.port) } }
            for await outcome in group { #expect(outcome.status == 200) }
        }
        #expect(server.calls.count == 40)
        #expect((1...3).contains(server.connections))
        try await client.end()
    }

    @Test("uses all the connections that it may when as many requests are under way", arguments: Loops.allCases)
    func concurrency(_ loops: Loops) async throws {
        // No request is answered before all of them are there: with fewer connections this would never end.
        let server = try await ScriptedServer.start { call in
            call.head.contains("/last") ? [.send(Self.ok), .close] : []
        }
        let client = try TestClient(loops) { $0.connectionPoolSize = 4 }
        let held = Task {
            await withTaskGroup(of: WireOutcome.self) { group in
                for _ in 0..<3 { group.addTask { await client.get("/held", port: server.port) } }
                return await group.reduce(into: []) { $0.append($1) }
            }
        }
        await server.waitForCalls(3)
        #expect(await client.get("/last", port: server.port).status == 200)
        #expect(server.connections == 4)
        await client.requester.shutdown()
        #expect(await held.value.allSatisfy { $0.failure?.kind == .cancelled })
        try await client.end()
    }

    @Test("makes room for another origin by closing a connection that nobody uses", arguments: Loops.allCases)
    func origins(_ loops: Loops) async throws {
        let first = try await ScriptedServer.start { _ in [.send(Self.ok)] }
        let second = try await ScriptedServer.start { _ in [.send(Self.ok)] }
        let client = try TestClient(loops) { $0.connectionPoolSize = 1 }
        for server in [first, second, first, second] {
            #expect(await client.get(port: server.port).status == 200)
        }
        #expect(first.connections == 2 && second.connections == 2)
        #expect(await client.requester.statistics().open == 1)
        try await client.end()
    }

    @Test(
        "makes room for another origin when a connection that was busy has nothing more to do",
        arguments: Loops.allCases
    )
    func busyOrigins(_ loops: Loops) async throws {
        let first = try await ScriptedServer.start { _ in [.send(Self.ok)] }
        let second = try await ScriptedServer.start { _ in [.send(Self.ok)] }
        let client = try TestClient(loops) { $0.connectionPoolSize = 1 }
        // Whichever comes second waits while the only connection is the other one's, and is not idle.
        async let one = client.get(port: first.port)
        async let other = client.get(port: second.port)
        let statuses = await [one.status, other.status]
        #expect(statuses == [200, 200])
        #expect(await client.requester.statistics().open == 1)
        try await client.end()
    }

    @Test("opens connections before anything is sent, and sends over those", arguments: Loops.allCases)
    func prewarmed(_ loops: Loops) async throws {
        let server = try await ScriptedServer.start { _ in [.send(Self.ok)] }
        let client = try TestClient(loops) { $0.connectionPoolSize = 100 }
        let origin = Origin(scheme: .http, host: "127.0.0.1", port: server.port)
        #expect(await client.requester.prewarm([origin], connections: 70) == [70])
        for _ in 0..<5 {
            let outcome = await client.get(port: server.port)
            #expect(outcome.status == 200 && outcome.connectTime == 0)
        }
        let figures = await client.requester.statistics()
        // A connection has come about for the client before the server has taken it.
        await client.wait { _ in server.connections == 70 }
        #expect(figures.connects == 70 && figures.prewarmed == 70 && figures.reuses == 5)
        try await client.end()
    }

    @Test("opens no more before than it may, and gives up where nobody answers", arguments: Loops.allCases)
    func prewarmedWithoutRoom(_ loops: Loops) async throws {
        let server = try await ScriptedServer.start { _ in [.send(Self.ok)] }
        let client = try TestClient(loops) { $0.connectionPoolSize = 3 }
        let origins = [server.port, try await LoopbackServer.unusedPort()].map {
            Origin(scheme: .http, host: "127.0.0.1", port: $0)
        }
        #expect(await client.requester.prewarm([origins[1]], connections: 3) == [0])
        #expect(await client.requester.prewarm([origins[0]], connections: 5) == [3])
        #expect(await client.get(port: server.port).status == 200)
        #expect(await client.requester.statistics().failedConnects <= 3)
        try await client.end()
    }

    @Test("opens no more to one origin than it may, and others have theirs", arguments: Loops.allCases)
    func originLimit(_ loops: Loops) async throws {
        // Nothing is answered on the first server before both others have answered: their connections are their own.
        let slow = try await ScriptedServer.start { call in
            call.head.contains("/last") ? [.send(Self.ok), .close] : []
        }
        let quick = try await ScriptedServer.start { _ in [.send(Self.ok)] }
        let client = try TestClient(loops) {
            $0.connectionPoolSize = 10
            $0.connectionsPerOrigin = 2
        }
        let held = Task {
            await withTaskGroup(of: WireOutcome.self) { group in
                for _ in 0..<6 { group.addTask { await client.get("/held", port: slow.port) } }
                return await group.reduce(into: []) { $0.append($1) }
            }
        }
        await slow.waitForCalls(2)
        await client.wait { $0.originWaits == 4 }
        #expect(await client.requester.statistics().poolWaits == 0)
        for _ in 0..<3 { #expect(await client.get(port: quick.port).status == 200) }
        #expect(slow.connections == 2 && quick.connections == 1)
        await client.requester.shutdown()
        #expect(await held.value.count == 6)
        try await client.end()
    }

    @Test(
        "opens no more to one origin where each recorded connection is one, and loses none",
        arguments: [1, 3],
        Loops.allCases
    )
    func originLimitOfRecorded(_ most: Int, _ loops: Loops) async throws {
        let servers = [
            try await ScriptedServer.start { _ in [.send(Self.ok)] },
            try await ScriptedServer.start { _ in [.send(Self.ok)] },
        ]
        let client = try TestClient(loops) {
            $0.connectionPoolSize = 5
            $0.connectionsPerOrigin = most
        }
        await withTaskGroup(of: WireOutcome.self) { group in
            for number in 0..<60 {
                group.addTask {
                    await client.get(port: servers[number % 2].port, connection: UInt64(number % 20 + 1))
                }
            }
            for await outcome in group { #expect(outcome.status == 200) }
        }
        #expect(await client.requester.statistics().open <= min(5, 2 * most))
        #expect(servers.map(\.calls.count) == [30, 30])
        try await client.end()
    }

    @Test(
        "gives a request of no recorded connection the room of a recorded one that is idle",
        arguments: Loops.allCases
    )
    func originLimitOfBoth(_ loops: Loops) async throws {
        let server = try await ScriptedServer.start { _ in [.send(Self.ok)] }
        let client = try TestClient(loops) { $0.connectionsPerOrigin = 1 }
        for connection in [7, 0, 7, 0] as [UInt64] {
            #expect(await client.get(port: server.port, milliseconds: 5000, connection: connection).status == 200)
        }
        #expect(server.connections == 4)
        #expect(await client.requester.statistics().open == 1)
        try await client.end()
    }

    @Test("remembers no more of recorded connections than there are, however many requests go over them")
    func idleRecorded() async throws {
        let server = try await ScriptedServer.start { _ in [.send(Self.ok)] }
        let group = try Loops.epoll.make()
        let requester = LoopRequester(
            loop: group.next(),
            limit: 10,
            originLimit: nil,
            configuration: RequesterConfiguration(),
            tls: TLSClient(),
            lookup: systemLookup
        )
        let origin = Origin(scheme: .http, host: "127.0.0.1", port: server.port)
        for number in 0..<2000 as Range<UInt64> {
            let request = WireRequest(
                origin: origin,
                bytes: ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
                connection: number % 3 + 1
            )
            #expect(await requester.sendFromElsewhere(request).status == 200)
        }
        #expect(server.connections == 3)
        #expect(try await requester.loop.submit { requester.idleOwn.count }.get() <= 64)
        try await requester.loop.submit { requester.shutDown() }.get()
        try await group.shutdownGracefully()
    }

    @Test("ends a connection that has carried as many requests as it may, and counts it", arguments: Loops.allCases)
    func retiredByRequests(_ loops: Loops) async throws {
        let server = try await ScriptedServer.start { _ in [.send(Self.ok)] }
        let client = try TestClient(loops) {
            $0.connectionPoolSize = 1
            $0.retirement.requests = 3
        }
        for _ in 0..<7 { #expect(await client.get(port: server.port).status == 200) }
        #expect(server.connections == 3)
        #expect(server.calls.map(\.request) == [0, 1, 2, 0, 1, 2, 0])
        #expect(await client.requester.statistics().retired == 2)
        try await client.end()
    }

    @Test("does not use a connection again that is too old, or was idle too long", arguments: Loops.allCases)
    func retiredByTime(_ loops: Loops) async throws {
        for change: @Sendable (inout RequesterConfiguration) -> Void in [
            { $0.retirement.age = 1 }, { $0.retirement.idleTime = 1 },
        ] {
            let server = try await ScriptedServer.start { _ in [.send(Self.ok)] }
            let client = try TestClient(loops, change)
            for _ in 0..<3 { #expect(await client.get(port: server.port).status == 200) }
            #expect(server.connections == 3)
            #expect(await client.requester.statistics().retired >= 2)
            try await client.end()
        }
    }

    @Test(
        "sends a request again only where that was asked for, and counts each time",
        arguments: [0, 1, 2, 5],
        Loops.allCases
    )
    func retries(_ retries: Int, _ loops: Loops) async throws {
        let server = try await ScriptedServer.start { $0.connection < 3 ? [.close] : [.send(Self.ok)] }
        let client = try TestClient(loops) { $0.retries = retries }
        let outcome = await client.get(port: server.port)
        #expect(outcome.failure?.kind == (retries < 3 ? .closed : nil))
        #expect(server.calls.count == min(retries, 3) + 1)
        #expect(await client.requester.statistics().retries == min(retries, 3))
        try await client.end()
    }

    @Test("does not send again what had a part of a response, or no time left", arguments: Loops.allCases)
    func noRetries(_ loops: Loops) async throws {
        let partial = try await ScriptedServer.start { _ in
            [.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"), .close]
        }
        let silent = try await ScriptedServer.start { _ in [] }
        let client = try TestClient(loops) { $0.retries = 5 }
        #expect(await client.get(port: partial.port).failure?.kind == .closed)
        #expect(await client.get(port: silent.port, milliseconds: 50).failure?.kind == .timeout)
        #expect(partial.calls.count == 1 && silent.calls.count == 1)
        #expect(await client.requester.statistics().retries == 0)
        try await client.end()
    }

    @Test("has one connection for each recorded one, and shares none of them", arguments: Loops.allCases)
    func ownConnections(_ loops: Loops) async throws {
        let server = try await ScriptedServer.start { _ in [.send(Self.ok)] }
        let client = try TestClient(loops) { $0.connectionPoolSize = 100 }
        for _ in 0..<3 {
            for number in 1...5 as ClosedRange<UInt64> {
                #expect(await client.get(port: server.port, connection: number).status == 200)
            }
        }
        #expect(server.connections == 5)
        let byConnection = Dictionary(grouping: server.calls, by: \.connection)
        #expect(byConnection.values.allSatisfy { $0.count == 3 })
        try await client.end()
    }

    @Test("does not use a connection again that the target wants closed", arguments: Loops.allCases)
    func close(_ loops: Loops) async throws {
        let closing = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        let server = try await ScriptedServer.start { _ in [.send(closing)] }
        let client = try TestClient(loops)
        for _ in 0..<3 { #expect(await client.get(port: server.port).failure == nil) }
        #expect(server.connections == 3)
        await client.wait { $0.open == 0 }
        try await client.end()
    }

    @Test("forgets a connection that the target has closed while nobody used it", arguments: Loops.allCases)
    func closedWhileIdle(_ loops: Loops) async throws {
        let server = try await ScriptedServer.start { _ in [.send(Self.ok), .close] }
        let client = try TestClient(loops)
        for _ in 0..<3 {
            #expect(await client.get(port: server.port).failure == nil)
            await client.wait { $0.open == 0 }
        }
        #expect(server.connections == 3)
        try await client.end()
    }

    @Test("keeps the rest of one response from being taken for the next one", arguments: Loops.allCases)
    func surplus(_ loops: Loops) async throws {
        let server = try await ScriptedServer.start { call in
            call.connection == 0
                ? [.send(Self.ok + "HTTP/1.1 500 Wrong\r\nContent-Length: 0\r\n\r\n")] : [.send(Self.ok)]
        }
        let client = try TestClient(loops)
        #expect(await client.get(port: server.port).status == 200)
        #expect(await client.get(port: server.port).status == 200)
        #expect(server.connections == 2)
        try await client.end()
    }

    @Test("divides its connections among the event loops, and every loop has one at least", arguments: Loops.allCases)
    func shares(_ loops: Loops) async throws {
        let server = try await ScriptedServer.start { _ in [.send(Self.ok)] }
        var configuration = RequesterConfiguration()
        configuration.connectionPoolSize = 1
        let group = try loops.make(threads: 3)
        let requester = try PooledRequester(configuration: configuration, group: group)
        let request = WireRequest(
            origin: Origin(scheme: .http, host: "127.0.0.1", port: server.port),
            bytes: ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        )
        for _ in 0..<8 { #expect(await requester.send(request).status == 200) }
        #expect(server.connections == 1)
        await requester.shutdown()
        try await group.shutdownGracefully()
    }

    @Test("sends a body that the socket does not take at once, whole", arguments: Loops.allCases)
    func largeBody(_ loops: Loops) async throws {
        let size = 20 << 20
        var bytes = ByteBuffer(string: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(size)\r\n\r\n")
        bytes.writeRepeatingByte(UInt8(ascii: "x"), count: size)
        let server = try await CountingServer.start(requestBytes: bytes.readableBytes, answer: Self.ok)
        let client = try TestClient(loops)
        let request = WireRequest(origin: Origin(scheme: .http, host: "127.0.0.1", port: server.port), bytes: bytes)
        for _ in 0..<2 { #expect(await client.requester.send(request).status == 200) }
        let figures = await client.requester.statistics()
        #expect(figures.bytesOut == UInt64(2 * bytes.readableBytes))
        #expect(figures.connects == 1)
        try await client.end()
        await server.stop()
    }

    @Test("reads a body that is larger than any buffer", arguments: Loops.allCases)
    func largeResponse(_ loops: Loops) async throws {
        let body = String(repeating: "0123456789abcdef", count: 1 << 18)
        let server = try await ScriptedServer.start { _ in
            [.send("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n" + body)]
        }
        let client = try TestClient(loops)
        for _ in 0..<2 {
            let outcome = await client.get(port: server.port, keepBody: 1 << 23)
            #expect(outcome.status == 200 && outcome.responseBytes == UInt64(body.utf8.count))
            #expect(outcome.text == body)
        }
        #expect(server.connections == 1)
        try await client.end()
    }

    @Test("that is shut down fails what is under way, and what comes after", arguments: Loops.allCases)
    func shutdown(_ loops: Loops) async throws {
        let server = try await ScriptedServer.start { _ in [] }
        let client = try TestClient(loops) { $0.connectionPoolSize = 1 }
        let tasks = (0..<3).map { _ in Task { await client.get(port: server.port) } }
        await server.waitForCalls(1)
        await client.requester.shutdown()
        for task in tasks { #expect(await task.value.failure?.message == "cancelled: the requester was shut down") }
        #expect(await client.get(port: server.port).failure?.kind == .cancelled)
        #expect(server.calls.count == 1)
        await client.wait { $0.open == 0 }
        try await client.end()
    }
}

import TestSupport
import Testing

@testable import Requester

/// Each failure has its kind, and none is hidden by sending the request again.
@Suite("A request that fails")
struct FailureTests {
    private func outcome(
        _ loops: Loops,
        milliseconds: UInt64 = 30_000,
        calls: Int = 1,
        _ script: @escaping @Sendable (ScriptedServer.Call) -> [ScriptedServer.Step]
    ) async throws -> WireOutcome {
        let server = try await ScriptedServer.start(script)
        let client = try TestClient(loops)
        let outcome = await client.get(port: server.port, milliseconds: milliseconds)
        #expect(server.calls.count == calls)
        await client.wait { $0.open == 0 }
        try await client.end()
        return outcome
    }

    @Test("where nobody listens: connect", arguments: Loops.allCases)
    func refused(_ loops: Loops) async throws {
        let client = try TestClient(loops)
        let outcome = await client.get(port: try await LoopbackServer.unusedPort())
        #expect(outcome.failure?.message == "connect: connection refused")
        #expect(outcome.sent == 0 && outcome.status == 0)
        #expect(await client.requester.statistics().failedConnects == 1)
        try await client.end()
    }

    @Test("at a target that closes without a word: closed, and sent once", arguments: Loops.allCases)
    func closed(_ loops: Loops) async throws {
        let outcome = try await outcome(loops) { _ in [.close] }
        #expect(outcome.failure?.message == "closed: by the target")
        #expect(outcome.sent > 0 && outcome.status == 0)
    }

    @Test("at a target that resets: reset, and sent once", arguments: Loops.allCases)
    func reset(_ loops: Loops) async throws {
        #expect(try await outcome(loops) { _ in [.reset] }.failure?.kind == .reset)
    }

    @Test("in the middle of the response: closed, with the status that came", arguments: Loops.allCases)
    func cut(_ loops: Loops) async throws {
        let outcome = try await outcome(loops) { _ in
            [.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"), .close]
        }
        #expect(outcome.failure?.kind == .closed)
        #expect(outcome.status == 200 && outcome.responseBytes == 3)
    }

    @Test("at what is no web server: malformed", arguments: Loops.allCases)
    func malformed(_ loops: Loops) async throws {
        let outcome = try await outcome(loops) { _ in [.send("220 mail.test ESMTP\r\n")] }
        #expect(outcome.failure?.message == "malformed: no status line")
    }

    @Test("where no byte comes in time: timeout, waiting for the first byte", arguments: Loops.allCases)
    func firstByte(_ loops: Loops) async throws {
        let outcome = try await outcome(loops, milliseconds: 60) { _ in [] }
        #expect(outcome.failure?.message == "timeout: waiting for the first byte")
        #expect(outcome.lastByte - outcome.sent > 30_000_000)
    }

    @Test("where the response does not end in time: timeout, waiting for the rest", arguments: Loops.allCases)
    func rest(_ loops: Loops) async throws {
        let outcome = try await outcome(loops, milliseconds: 60) { _ in
            [.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")]
        }
        #expect(outcome.failure?.message == "timeout: waiting for the rest of the response")
        #expect(outcome.status == 200)
    }

    @Test("that gets no connection in time: timeout, waiting for the pool", arguments: Loops.allCases)
    func queue(_ loops: Loops) async throws {
        let server = try await ScriptedServer.start { _ in [] }
        let client = try TestClient(loops) { $0.connectionPoolSize = 1 }
        let held = Task { await client.get(port: server.port) }
        await server.waitForCalls(1)
        let outcome = await client.get(port: server.port, milliseconds: 40)
        #expect(outcome.failure?.message == "timeout: waiting for the pool")
        #expect(server.calls.count == 1)
        await client.requester.shutdown()
        _ = await held.value
        try await client.end()
    }

    @Test("leaves the connection to no later request, whose answer would be another's", arguments: Loops.allCases)
    func timeoutClosesConnection(_ loops: Loops) async throws {
        let server = try await ScriptedServer.start { call in
            call.connection == 0 ? [] : [.send("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")]
        }
        let client = try TestClient(loops) { $0.connectionPoolSize = 1 }
        #expect(await client.get(port: server.port, milliseconds: 40).failure?.kind == .timeout)
        #expect(await client.get(port: server.port).status == 201)
        #expect(server.connections == 2)
        try await client.end()
    }

    @Test("of several that wait for a target that is not there is told so for each", arguments: Loops.allCases)
    func manyRefused(_ loops: Loops) async throws {
        let port = try await LoopbackServer.unusedPort()
        let client = try TestClient(loops) { $0.connectionPoolSize = 2 }
        await withTaskGroup(of: WireOutcome.self) { group in
            for _ in 0..<20 { group.addTask { await client.get(port: port) } }
            for await outcome in group { #expect(outcome.failure?.kind == .connect) }
        }
        #expect(await client.requester.statistics().open == 0)
        try await client.end()
    }
}

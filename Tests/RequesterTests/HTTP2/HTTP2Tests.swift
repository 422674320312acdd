import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOSSL
import Synchronization
import TestSupport
import Testing

@testable import Requester

@Suite("HTTP/2")
struct HTTP2Tests {
    private static let ok: [HTTP2Server.Step] = [.headers([(":status", "200")], end: true)]

    private func client(_ change: (inout RequesterConfiguration) -> Void = { _ in }) throws -> TestClient {
        try TestClient {
            $0.http = .http2
            change(&$0)
        }
    }

    @Test("carries requests side by side over one connection, whatever the order of their answers")
    func multiplexed() async throws {
        let server = try await HTTP2Server.start(gathers: 50) { call in
            [.headers([(":status", call.path == "/7" ? "404" : "200")]), .data(call.stream, end: true)]
        }
        let client = try client()
        let outcomes = await withTaskGroup(of: (Int, WireOutcome).self) { group in
            for number in 0..<50 { group.addTask { (number, await client.get("/\(number)", port: server.port)) } }
            return await group.reduce(into: [Int: WireOutcome]()) { $0[$1.0] = $1.1 }
        }
        #expect(server.connections == 1)
        #expect(server.most == 50)
        for call in server.calls {
            let number = try #require(Int(call.path.dropFirst()))
            #expect(outcomes[number]?.status == (number == 7 ? 404 : 200))
            #expect(outcomes[number]?.responseBytes == UInt64(call.stream))
            #expect(outcomes[number]?.failure == nil)
        }
        let figures = await client.requester.statistics()
        #expect(figures.connects == 1)
        #expect(figures.http2Connects == 1)
        #expect(figures.reuses == 49)
        #expect(figures.bytesIn > 50 * 9 && figures.bytesOut > 50 * 9)
        try await client.end()
    }

    @Test("sends a request as HTTP/2 has it, without what is HTTP/1.1's alone")
    func translated() async throws {
        let server = try await HTTP2Server.start { _ in Self.ok }
        let client = try client()
        let bytes = """
            POST /a?b=c HTTP/1.1\r\nHost: shop.test\r\nX-Thing: One\r\nConnection: keep-alive\r\nKeep-Alive: 5\r\n\
            Content-Type: application/grpc+proto\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 7\r\n\r\n
            """
        let origin = Origin(scheme: .http, host: "127.0.0.1", port: server.port)
        let outcome = await client.requester.send(WireRequest(origin: origin, bytes: ByteBuffer(string: bytes)))
        #expect(outcome.status == 200)
        let call = try #require(server.calls.first)
        let fields = call.headers.map { "\($0.name): \($0.value)" }
        #expect(
            fields == [
                ":method: POST", ":scheme: http", ":authority: shop.test", ":path: /a?b=c", "x-thing: One",
                "content-type: application/grpc+proto", "te: trailers",
            ]
        )
        #expect(call.body == 3)
        #expect(call.trailers?.first(name: "x-sum") == "7")
        try await client.end()
    }

    @Test("leaves out the fields that the recorded connection had for itself")
    func nominated() async throws {
        let server = try await HTTP2Server.start { _ in Self.ok }
        let client = try client()
        let bytes = """
            GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\
            X-Kept: 1\r\n\r\n
            """
        let origin = Origin(scheme: .http, host: "127.0.0.1", port: server.port)
        let outcome = await client.requester.send(WireRequest(origin: origin, bytes: ByteBuffer(string: bytes)))
        #expect(outcome.status == 200)
        #expect(server.calls.first?.headers.map(\.name) == [":method", ":scheme", ":authority", ":path", "x-kept"])
        try await client.end()
    }

    @Test("may have as many streams as a number can say, and connections before the first of them")
    func manyStreams() async throws {
        let server = try await HTTP2Server.start { _ in Self.ok }
        let client = try client { $0.streamLimit = .max }
        let origin = Origin(scheme: .http, host: "127.0.0.1", port: server.port)
        #expect(await client.requester.prewarm([origin], connections: 3) == [3])
        #expect(await client.get(port: server.port).status == 200)
        try await client.end()
    }

    @Test("keeps the response's fields where they are asked for", arguments: [false, true])
    func keptFields(_ isAsked: Bool) async throws {
        let server = try await HTTP2Server.start { _ in
            [.headers([(":status", "204"), ("set-cookie", "a=1"), ("set-cookie", "b=2")], end: true)]
        }
        let client = try client()
        let origin = Origin(scheme: .http, host: "127.0.0.1", port: server.port)
        var request = WireRequest(origin: origin, bytes: ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
        request.keepsFields = isAsked
        let outcome = await client.requester.send(request)
        let kept = isAsked ? "set-cookie: a=1\r\nset-cookie: b=2\r\n" : ""
        #expect(outcome.status == 204 && String(decoding: outcome.fields, as: UTF8.self) == kept)
        try await client.end()
    }

    @Test("passes bodies larger than every window, both ways", arguments: [1, 65_536, 3_000_000])
    func windows(size: Int) async throws {
        let server = try await HTTP2Server.start { call in
            [.headers([(":status", "200"), ("x-body", "\(call.body)")]), .data(size), .data(0, end: true)]
        }
        let client = try client()
        var bytes = ByteBuffer(string: "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: \(size)\r\n\r\n")
        bytes.writeRepeatingByte(65, count: size)
        let origin = Origin(scheme: .http, host: "127.0.0.1", port: server.port)
        // Past the connection's window of 16 MiB too.
        for _ in 0..<(size > 1_000_000 ? 7 : 1) {
            let outcome = await client.requester.send(WireRequest(origin: origin, bytes: bytes))
            #expect(outcome.failure == nil)
            #expect(outcome.responseBytes == UInt64(size))
        }
        #expect(server.calls.allSatisfy { $0.body == size })
        #expect(server.connections == 1)
        try await client.end()
    }

    @Test("keeps a stream's reset from the others")
    func reset() async throws {
        let server = try await HTTP2Server.start(gathers: 3) { call in
            call.path == "/1" ? [.reset(.internalError)] : Self.ok
        }
        let client = try client()
        async let first = client.get("/0", port: server.port)
        async let second = client.get("/1", port: server.port)
        async let third = client.get("/2", port: server.port)
        let (before, failed, after) = await (first, second, third)
        #expect(before.status == 200 && after.status == 200)
        #expect(failed.failure?.kind == .reset)
        #expect(failed.failure?.message.contains("INTERNAL_ERROR") == true)
        #expect(server.connections == 1)
        try await client.end()
    }

    @Test("sends no more over a connection that goes away, and fails what was not acted upon")
    func goAway() async throws {
        let server = try await HTTP2Server.start(gathers: 2) { call in
            guard call.connection == 0 else { return Self.ok }
            return call.stream == 1 ? Self.ok : [.goAway(last: 1)]
        }
        let client = try client()
        async let first = client.get("/0", port: server.port)
        async let second = client.get("/1", port: server.port)
        let outcomes = await [first, second]
        #expect(outcomes.count { $0.status == 200 } == 1)
        #expect(outcomes.compactMap(\.failure).map(\.kind) == [.closed])
        async let third = client.get("/2", port: server.port)
        async let fourth = client.get("/3", port: server.port)
        let later = await [third, fourth]
        #expect(later.allSatisfy { $0.status == 200 })
        #expect(server.connections == 2)
        try await client.end()
    }

    @Test("has no more streams at once than the target takes")
    func streamLimit() async throws {
        let settings: HTTP2Settings = [HTTP2Setting(parameter: .maxConcurrentStreams, value: 2)]
        let server = try await HTTP2Server.start(settings: settings) { _ in Self.ok }
        let client = try client { $0.connectionPoolSize = 1 }
        // The first one learns the limit.
        #expect(await client.get(port: server.port).status == 200)
        let statuses = await withTaskGroup(of: UInt16.self) { group in
            for _ in 0..<20 { group.addTask { await client.get(port: server.port).status } }
            return await group.reduce(into: [UInt16]()) { $0.append($1) }
        }
        #expect(statuses.allSatisfy { $0 == 200 })
        #expect(server.connections == 1)
        try await client.end()
    }

    @Test("opens more connections when those that are there are full")
    func moreConnections() async throws {
        // None is answered before all are there, so that no connection has room again in the meantime.
        let server = try await HTTP2Server.start(gathersInAll: 6) { _ in Self.ok }
        let client = try client { $0.streamLimit = 2 }
        let statuses = await withTaskGroup(of: UInt16.self) { group in
            for _ in 0..<6 { group.addTask { await client.get(port: server.port).status } }
            return await group.reduce(into: [UInt16]()) { $0.append($1) }
        }
        #expect(statuses.allSatisfy { $0 == 200 })
        #expect(server.connections == 3)
        #expect(server.most == 2)
        try await client.end()
    }

    @Test("ends a stream whose time is up, and goes on")
    func timeout() async throws {
        let server = try await HTTP2Server.start { call in call.path == "/never" ? [] : Self.ok }
        let client = try client()
        let late = await client.get("/never", port: server.port, milliseconds: 50)
        #expect(late.failure == .timeout(.firstByte))
        #expect(await client.get(port: server.port).status == 200)
        #expect(server.connections == 1)
        #expect(server.resets == 1)
        try await client.end()
    }

    @Test("reads how a call of gRPC ended, from its trailers or where they are all there is")
    func grpc() async throws {
        let server = try await HTTP2Server.start { call in
            let head = [(":status", "200"), ("content-type", "application/grpc")]
            return switch call.path {
            case "/ok": [.headers(head), .data(5), .headers([("grpc-status", "0")], end: true)]
            case "/unavailable": [.headers(head + [("grpc-status", "14")], end: true)]
            default: [.headers(head), .data(5, end: true)]
            }
        }
        let client = try client()
        #expect(await client.get("/ok", port: server.port).grpcStatus == 0)
        #expect(await client.get("/unavailable", port: server.port).grpcStatus == 14)
        #expect(await client.get("/silent", port: server.port).grpcStatus == 2)
        try await client.end()
    }

    @Test("passes interim answers over, and takes a connection that closes for what it is")
    func interimAndClose() async throws {
        let server = try await HTTP2Server.start { call in
            call.path == "/close"
                ? [.headers([(":status", "200")]), .data(10), .close]
                : [.headers([(":status", "103")]), .headers([(":status", "204")], end: true)]
        }
        let client = try client()
        #expect(await client.get("/", port: server.port).status == 204)
        let cut = await client.get("/close", port: server.port)
        #expect(cut.failure?.kind == .closed || cut.failure?.kind == .reset)
        #expect(await client.get("/", port: server.port).status == 204)
        try await client.end()
    }

    @Test("says that a target of HTTP/1.1 does not speak it")
    func notHTTP2() async throws {
        let server = try await ScriptedServer.start { _ in [.send("HTTP/1.1 400 Bad Request\r\n\r\n"), .close] }
        let client = try client()
        let outcome = await client.get(port: server.port)
        #expect(outcome.failure?.kind == .malformed)
        #expect(outcome.failure?.message.contains("HTTP/2") == true)
        try await client.end()
    }

    @Test("keeps a recorded connection's streams on one connection")
    func recordedConnection() async throws {
        let server = try await HTTP2Server.start(gathers: 2) { _ in Self.ok }
        let client = try client()
        async let first = client.get(port: server.port, connection: 1)
        async let second = client.get(port: server.port, connection: 1)
        async let third = client.get(port: server.port, connection: 2)
        async let fourth = client.get(port: server.port, connection: 2)
        let outcomes = await [first, second, third, fourth]
        #expect(outcomes.allSatisfy { $0.status == 200 })
        #expect(server.connections == 2)
        try await client.end()
    }
}

@Suite("The agreement on a protocol")
struct NegotiationTests {
    private func server(_ protocols: [String]) async throws -> HTTP2Server {
        try await HTTP2Server.start(tls: ServiceCertificate.context(protocols: protocols)) { _ in
            [.headers([(":status", "200")], end: true)]
        }
    }

    private func client(_ choice: HTTPChoice) throws -> TestClient {
        let lookup: HostLookup = { _ in ["127.0.0.1"] }
        return try TestClient(lookup: lookup) {
            $0.http = choice
            $0.tls.verifiesPeer = false
        }
    }

    @Test("is HTTP/2 where both can", arguments: [HTTPChoice.negotiated, .http2])
    func http2(choice: HTTPChoice) async throws {
        let server = try await server(["h2", "http/1.1"])
        let client = try client(choice)
        let statuses = await withTaskGroup(of: UInt16.self) { group in
            for _ in 0..<10 {
                group.addTask { await client.get(port: server.port, host: "service.test", scheme: .https).status }
            }
            return await group.reduce(into: [UInt16]()) { $0.append($1) }
        }
        #expect(statuses.allSatisfy { $0 == 200 })
        #expect(server.connections == 1)
        #expect(await client.requester.statistics().http2Connects == 1)
        try await client.end()
    }

    @Test("is HTTP/1.1 where the target speaks no other, with as many connections as it takes")
    func http1() async throws {
        let server = try await ScriptedServer.start(tls: ServiceCertificate.context()) { _ in
            [.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")]
        }
        let client = try client(.negotiated)
        for _ in 0..<3 {
            let outcome = await client.get(port: server.port, host: "service.test", scheme: .https)
            #expect(outcome.status == 200)
        }
        #expect(await client.requester.statistics().http2Connects == 0)
        try await client.end()
    }

    @Test("fails where HTTP/2 was asked for and is not spoken")
    func refused() async throws {
        let server = try await ScriptedServer.start(tls: ServiceCertificate.context()) { _ in [] }
        let client = try client(.http2)
        let outcome = await client.get(port: server.port, host: "service.test", scheme: .https)
        #expect(outcome.failure?.kind == .tls)
        try await client.end()
    }
}

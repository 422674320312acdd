import NIOCore
import NIOHPACK
import NIOHTTP2
import TestSupport
import Testing

@testable import Requester

@Suite("A body that is streamed over HTTP/2")
struct StreamedUploadHTTP2Tests {
    private struct Broken: Error, CustomStringConvertible {
        var description: String { "the disk is gone" }
    }

    private static let ok: [HTTP2Server.Step] = [.headers([(":status", "200")]), .data(2, end: true)]

    private func client(_ change: (inout RequesterConfiguration) -> Void = { _ in }) throws -> TestClient {
        let lookup: HostLookup = { _ in ["127.0.0.1"] }
        return try TestClient(lookup: lookup) {
            $0.http = .http2
            change(&$0)
        }
    }

    @Test("comes to no more and no less, with its length or without", arguments: [nil, 9] as [UInt64?])
    func whole(_ length: UInt64?) async throws {
        let server = try await HTTP2Server.start { _ in Self.ok }
        let client = try client()
        let chunks = Chunks("Wiki", "", "pedia")
        let outcome = await client.requester.send(.upload(chunks, length: length, to: server.port))
        #expect(outcome.failure == nil)
        #expect(outcome.status == 200 && outcome.responseBytes == 2 && outcome.uploadedBytes == 9)
        let call = try #require(server.calls.first)
        #expect(String(decoding: call.bytes, as: UTF8.self) == "Wikipedia")
        #expect(call.headers.first(name: "content-length") == length.map { "\($0)" })
        #expect(!call.headers.contains(name: "transfer-encoding"))
        #expect(await client.requester.statistics().bytesOut > 9)
        #expect(server.resets == 0)
        try await client.end()
    }

    @Test("of no bytes at all is a whole request", arguments: [nil, 0] as [UInt64?])
    func empty(_ length: UInt64?) async throws {
        let server = try await HTTP2Server.start { _ in Self.ok }
        let client = try client()
        #expect(await client.requester.send(.upload(Chunks(), length: length, to: server.port)).status == 200)
        #expect(server.calls.first?.body == 0)
        try await client.end()
    }

    @Test("shares a connection's windows with others, and each of them comes whole")
    func sideBySide() async throws {
        let server = try await HTTP2Server.start(settings: [
            HTTP2Setting(parameter: .initialWindowSize, value: 10_000)
        ]) { _ in Self.ok }
        let client = try client()
        let count = 20
        let statuses = await withTaskGroup(of: UInt16.self) { group in
            for number in 1...count {
                let chunks = Chunks { $0 < 30 ? .give([UInt8](repeating: UInt8(number), count: 7_001)) : .end }
                let length: UInt64? = number % 2 == 0 ? 30 * 7_001 : nil
                group.addTask { await client.requester.send(.upload(chunks, length: length, to: server.port)).status }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses == Array(repeating: 200, count: count))
        #expect(server.connections == 1)
        for call in server.calls {
            #expect(call.bytes.count == 30 * 7_001)
            #expect(Set(call.bytes).count == 1)
        }
        #expect(Set(server.calls.compactMap(\.bytes.first)).count == count)
        try await client.end()
    }

    @Test("is not asked for while the target opens no window: memory is bounded")
    func backPressure() async throws {
        let server = try await HTTP2Server.start(opensWindows: false) { _ in Self.ok }
        let client = try client()
        let size = 16 << 10
        let chunks = Chunks { _ in .give([UInt8](repeating: 7, count: size)) }
        let outcome = await client.requester.send(.upload(chunks, to: server.port, milliseconds: 400))
        #expect(outcome.failure?.message == "timeout: waiting for the target to take the body")
        // The windows before anything is said (RFC 9113, section 6.9.2), what may be held, and a chunk.
        #expect(chunks.bytes > 65_535)
        #expect(chunks.bytes <= 65_535 + UploadState.mostHeld + size)
        #expect(server.bodyBytes == 65_535)
        await server.wait { $0.resetCodes == [.cancel] }
        try await client.end()
    }

    @Test(
        "ends with a response that comes before: its stream is reset, and the connection goes on",
        arguments: [0, 16 << 10]
    )
    func earlyResponse(_ size: Int) async throws {
        let server = try await HTTP2Server.start(answersHeads: true) { call in
            call.headers.first(name: ":method") == "GET" ? Self.ok : [.headers([(":status", "413")], end: true)]
        }
        let client = try client()
        // One that hangs, and one that never ends.
        let chunks = size == 0 ? Chunks("abc", then: .hang) : Chunks { _ in .give([UInt8](repeating: 7, count: size)) }
        let outcome = await client.requester.send(.upload(chunks, to: server.port))
        #expect(outcome.failure == nil)
        #expect(outcome.status == 413)
        await server.wait { $0.resetCodes == [.cancel] }
        #expect(await client.get(port: server.port, host: "service.test").status == 200)
        #expect(server.connections == 1)
        #expect(await client.requester.statistics().open == 1)
        try await client.end()
    }

    @Test("that the target resets without an error after its response has that response")
    func resetAfterResponse() async throws {
        let server = try await HTTP2Server.start(answersHeads: true) { _ in
            [.headers([(":status", "200")], end: true), .reset(.noError)]
        }
        let client = try client()
        let chunks = Chunks("abc", then: .hang)
        let outcome = await client.requester.send(.upload(chunks, to: server.port))
        #expect(outcome.failure == nil && outcome.status == 200)
        #expect(await client.requester.statistics().open == 1)
        try await client.end()
    }

    @Test("that the target resets is a failure, and not sent again")
    func reset() async throws {
        let server = try await HTTP2Server.start(answersHeads: true) { _ in [.reset(.refusedStream)] }
        let client = try client { $0.retries = 3 }
        let chunks = Chunks("abc", then: .hang)
        let outcome = await client.requester.send(.upload(chunks, to: server.port))
        #expect(outcome.failure?.message == "closed: the target did not act upon the stream")
        #expect(chunks.iterators <= 1)
        #expect(server.calls.count == 1)
        #expect(await client.requester.statistics().retries == 0)
        try await client.end()
    }

    @Test("that cannot be made resets its stream, and leaves the connection to others")
    func failing() async throws {
        let server = try await HTTP2Server.start { _ in Self.ok }
        let client = try client { $0.retries = 1 }
        let cases: [(Chunks, UInt64?, String)] = [
            (Chunks("abc", then: .fail(Broken())), nil, "write: making the body threw the disk is gone"),
            (Chunks("abc", "de"), 6, "write: the body is shorter than its length"),
            (Chunks("abc", "def"), 5, "write: the body is longer than its length"),
            (Chunks("abcde", "f"), 5, "write: the body is longer than its length"),
        ]
        for (number, (chunks, length, message)) in cases.enumerated() {
            let outcome = await client.requester.send(.upload(chunks, length: length, to: server.port))
            #expect(outcome.failure?.message == message)
            #expect(chunks.iterators == 1)
            await server.wait { $0.resetCodes == Array(repeating: .cancel, count: number + 1) }
        }
        #expect(server.calls.isEmpty)
        #expect(await client.requester.send(.upload(Chunks("abc"), to: server.port)).status == 200)
        #expect(server.connections == 1)
        try await client.end()
    }

    @Test("whose time is up, or whose task is cancelled, resets its stream")
    func timeoutAndCancel() async throws {
        let server = try await HTTP2Server.start { _ in Self.ok }
        let client = try client()
        let slow = Chunks("abc", then: .hang)
        let outcome = await client.requester.send(.upload(slow, to: server.port, milliseconds: 400))
        #expect(outcome.failure?.message == "timeout: waiting for the next bytes of the body")
        await slow.waitForCancellation()
        await server.wait { $0.resets == 1 }
        let chunks = Chunks("abc", then: .hang)
        let task = Task { await client.requester.send(.upload(chunks, to: server.port)) }
        await server.wait { $0.bodyBytes == 6 }
        task.cancel()
        #expect(await task.value.failure?.message == "cancelled: the task that sent it")
        await chunks.waitForCancellation()
        await server.wait { $0.resetCodes == [.cancel, .cancel] }
        #expect(await client.requester.send(.upload(Chunks("abc"), to: server.port)).status == 200)
        #expect(server.connections == 1)
        try await client.end()
    }

    @Test("goes on while a response comes, as in a call of gRPC that streams both ways")
    func bothWays() async throws {
        let server = try await HTTP2Server.start(answersHeads: true, ending: [.data(2, end: true)]) { _ in
            [.headers([(":status", "200")]), .data(600_000)]
        }
        let client = try client()
        let (stream, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        continuation.yield(Array("abc".utf8))
        var request = WireRequest.upload(Chunks(), to: server.port)
        request.stream = RequestBodyStream(stream, length: nil)
        async let outcome = client.requester.send(request)
        // It has read what came before it sends the rest.
        await server.wait { $0.windowUpdates > 0 && $0.bodyBytes == 3 }
        continuation.yield(Array("def".utf8))
        await server.wait { $0.bodyBytes == 6 }
        continuation.finish()
        #expect(await outcome.failure == nil)
        #expect(await outcome.status == 200)
        #expect(await outcome.responseBytes == 600_002)
        #expect(await outcome.uploadedBytes == 6)
        #expect(server.resets == 0)
        try await client.end()
    }
}

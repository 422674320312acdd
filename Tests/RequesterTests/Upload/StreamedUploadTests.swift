import NIOCore
import Synchronization
import TestSupport
import Testing

@testable import Requester

@Suite("A body that is streamed over HTTP/1.1")
struct StreamedUploadTests {
    private struct Broken: Error, CustomStringConvertible {
        var description: String { "the disk is gone" }
    }

    @Test("goes out in the chunks that it is made in", arguments: UploadWay.allCases)
    func chunks(_ way: UploadWay) async throws {
        let server = try await way.server()
        let client = try way.client()
        let outcome = await client.requester.send(
            way.request(Chunks("Wiki", "", "pedia", " in\r\n\r\nchunks."), to: server.port)
        )
        #expect(outcome.failure == nil)
        #expect(outcome.status == 200 && outcome.text == "ok")
        #expect(outcome.uploadedBytes == 23)
        let expected =
            WireRequest.uploadHead(server.port, length: nil, scheme: way == .tls ? .https : .http)
            + "4\r\nWiki\r\n5\r\npedia\r\ne\r\n in\r\n\r\nchunks.\r\n0\r\n\r\n"
        #expect(server.connections.first?.text == expected)
        #expect(await client.requester.statistics().bytesOut == UInt64(expected.utf8.count))
        try await client.end()
        await server.stop()
    }

    @Test("goes out as it is where its length is given", arguments: UploadWay.allCases)
    func length(_ way: UploadWay) async throws {
        let server = try await way.server()
        let client = try way.client()
        let chunks = Chunks("Wiki", "pedia")
        let outcome = await client.requester.send(way.request(chunks, length: 9, to: server.port))
        #expect(outcome.status == 200 && outcome.uploadedBytes == 9)
        #expect(server.connections.first?.afterHead == "Wikipedia")
        #expect(chunks.asked == 3 && chunks.iterators == 1)
        try await client.end()
        await server.stop()
    }

    @Test("is there before the sequence has ended", arguments: UploadWay.allCases)
    func asItIsMade(_ way: UploadWay) async throws {
        let server = try await way.server()
        let client = try way.client()
        let (stream, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        var request = way.request(Chunks(), to: server.port)
        request.stream = RequestBodyStream(stream, length: nil)
        async let outcome = client.requester.send(request)
        // Each is made when the target has the one before.
        for (made, whole) in [("one", "3\r\none\r\n"), ("two", "3\r\none\r\n3\r\ntwo\r\n")] {
            continuation.yield(Array(made.utf8))
            await server.wait { $0.first?.afterHead == whole }
        }
        continuation.finish()
        #expect(await outcome.status == 200)
        try await client.end()
        await server.stop()
    }

    /// Makes chunks where nothing of a requester runs.
    @globalActor
    private actor Workshop {
        static let shared = Workshop()
    }

    /// Chunks that are made there.
    private struct MadeElsewhere: AsyncSequence, Sendable {
        struct Iterator: AsyncIteratorProtocol {
            var number = 0

            @Workshop
            mutating func next() async throws -> [UInt8]? {
                number += 1
                return number <= 50 ? [UInt8](repeating: UInt8(number), count: 10_000) : nil
            }
        }

        func makeAsyncIterator() -> Iterator { Iterator() }
    }

    @Test("may be made on another thread than it is sent from", arguments: UploadWay.allCases)
    func elsewhere(_ way: UploadWay) async throws {
        let server = try await way.server()
        let client = try way.client()
        var request = way.request(Chunks(), to: server.port)
        request.stream = RequestBodyStream(MadeElsewhere(), length: nil)
        #expect(await client.requester.send(request).status == 200)
        #expect(server.connections.first?.body == (1...50).flatMap { [UInt8](repeating: $0, count: 10_000) })
        try await client.end()
        await server.stop()
    }

    @Test("that was whole leaves its connection to the next request", arguments: UploadWay.allCases)
    func reuse(_ way: UploadWay) async throws {
        let server = try await way.server()
        let client = try way.client()
        for number in 0..<6 {
            let length: UInt64? = number % 2 == 0 ? 3 : nil
            let outcome = await client.requester.send(way.request(Chunks("abc"), length: length, to: server.port))
            #expect(outcome.status == 200)
            #expect(outcome.reusedConnection == (number > 0))
        }
        let empty = await client.requester.send(way.request(Chunks(), to: server.port))
        #expect(empty.status == 200 && empty.uploadedBytes == 0)
        #expect(await client.requester.send(way.request(Chunks(), length: 0, to: server.port)).status == 200)
        #expect(server.connections.count == 1)
        #expect(server.connections.first?.whole == 8)
        try await client.end()
        await server.stop()
    }

    @Test("comes to no more and no less, whatever its chunks", arguments: UploadWay.allCases)
    func anyChunks(_ way: UploadWay) async throws {
        let server = try await way.server()
        let client = try way.client { $0.connectionPoolSize = 1 }
        var random = SeededGenerator(seed: 7)
        var whole: [UInt8] = []
        for number in 0..<12 {
            let body = (0..<Int.random(in: 0...400_000, using: &random)).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 3) }
            let longest = [10_000, 70_000, 400_000][number % 3]
            let chunks = Chunks(body.randomPieces(longest: longest, using: &random))
            let length = number % 2 == 0 ? UInt64(body.count) : nil
            let outcome = await client.requester.send(way.request(chunks, length: length, to: server.port))
            #expect(outcome.status == 200 && outcome.uploadedBytes == UInt64(body.count))
            whole += body
        }
        #expect(server.connections.count == 1)
        #expect(server.connections.first?.body == whole)
        try await client.end()
        await server.stop()
    }

    @Test("that is shorter than its length is a failure, and no whole request", arguments: UploadWay.allCases)
    func tooShort(_ way: UploadWay) async throws {
        try await fails(way, Chunks("abc", "de"), length: 6, "write: the body is shorter than its length", "abcde")
    }

    @Test(
        "that is longer than its length is a failure, and no whole request",
        arguments: UploadWay.allCases
    )
    func tooLong(_ way: UploadWay) async throws {
        try await fails(way, Chunks("abc", "def"), length: 5, "write: the body is longer than its length", "abc")
        try await fails(way, Chunks("abc", "de", "f"), length: 5, "write: the body is longer than its length", "abc")
    }

    @Test("whose sequence throws is a failure that says so, and no whole request", arguments: UploadWay.allCases)
    func throwing(_ way: UploadWay) async throws {
        let message = "write: making the body threw the disk is gone"
        try await fails(way, Chunks("abc", then: .fail(Broken())), message, "3\r\nabc\r\n")
        try await fails(way, Chunks(then: .fail(Broken())), message, "")
        try await fails(way, Chunks("abc", then: .fail(Broken())), length: 5, message, "abc")
    }

    /// Sends a body that fails: what came of it, and that its connection is closed and not used again.
    private func fails(
        _ way: UploadWay,
        _ chunks: Chunks,
        length: UInt64? = nil,
        _ message: String,
        _ sent: String
    ) async throws {
        let server = try await way.server()
        let client = try way.client {
            $0.connectionPoolSize = 1
            // A body is not sent twice, whatever else is.
            $0.retries = 2
        }
        let outcome = await client.requester.send(way.request(chunks, length: length, to: server.port))
        #expect(outcome.failure?.kind == .write)
        #expect(outcome.failure?.message == message)
        #expect(outcome.status == 0 && outcome.sent > 0)
        #expect(chunks.iterators == 1)
        await server.wait { $0.first?.hasEnded == true }
        #expect(server.connections.first?.afterHead == sent)
        #expect(server.connections.first?.whole == 0)
        #expect(await client.requester.send(way.request(Chunks("x"), to: server.port)).status == 200)
        #expect(server.connections.count == 2)
        #expect(await client.requester.statistics().retries == 0)
        try await client.end()
        await server.stop()
    }

    @Test("is not sent again when its connection is closed", arguments: UploadWay.allCases)
    func onlyOnce(_ way: UploadWay) async throws {
        let server = try await way.server(answer: "") { _ in .never }
        let client = try way.client { $0.retries = 3 }
        let chunks = Chunks("abc", then: .hang)
        async let outcome = client.requester.send(way.request(chunks, to: server.port))
        await server.wait { $0.first?.body.count == 3 }
        await server.stop()
        #expect([.closed, .reset].contains(await outcome.failure?.kind))
        await chunks.waitForCancellation()
        #expect(chunks.iterators == 1)
        #expect(await client.requester.statistics().retries == 0)
        try await client.end()
    }

    @Test("that found no connection was not asked for, and is tried again where that is wanted")
    func noConnection() async throws {
        let port = try await LoopbackServer.unusedPort()
        for way in [UploadWay.nio, .epoll] {
            let client = try way.client { $0.retries = 2 }
            let chunks = Chunks("abc")
            let outcome = await client.requester.send(way.request(chunks, to: port))
            #expect(outcome.failure?.kind == .connect)
            #expect(chunks.iterators == 0)
            #expect(await client.requester.statistics().retries == 2)
            try await client.end()
        }
    }
}

// While the target does something else than to read it.
extension StreamedUploadTests {
    @Test("is not asked for while the target does not read: memory is bounded", arguments: UploadWay.allCases)
    func backPressure(_ way: UploadWay) async throws {
        let server = try await way.server(stalls: true)
        let client = try way.client()
        let chunk = [UInt8](repeating: 7, count: 256 << 10)
        let chunks = Chunks { _ in .give(chunk) }
        let outcome = await client.requester.send(way.request(chunks, to: server.port, milliseconds: 700))
        #expect(outcome.failure?.message == "timeout: waiting for the target to take the body")
        // What the kernel's buffers of both ends take, and one chunk; the body has no end.
        #expect(chunks.bytes > 0)
        #expect(chunks.bytes < 24 << 20)
        await client.wait { $0.open == 0 }
        try await client.end()
        await server.stop()
    }

    @Test("goes on where it stood when the target reads again", arguments: UploadWay.allCases)
    func goesOn(_ way: UploadWay) async throws {
        let server = try await way.server(stalls: true)
        let client = try way.client()
        let (count, size) = (200, 100_000)
        let chunks = Chunks { $0 < count ? .give([UInt8](repeating: UInt8($0), count: size)) : .end }
        async let outcome = client.requester.send(way.request(chunks, to: server.port))
        await server.wait { $0.first?.heads == 1 }
        try await server.resume(0)
        #expect(await outcome.status == 200)
        #expect(await outcome.uploadedBytes == UInt64(count * size))
        let expected = (0..<count).flatMap { [UInt8](repeating: UInt8($0), count: size) }
        #expect(server.connections.first?.body == expected)
        try await client.end()
        await server.stop()
    }

    @Test("ends with a response that comes before, and its connection with it", arguments: UploadWay.allCases)
    func earlyResponse(_ way: UploadWay) async throws {
        let server = try await way.server { $0 == 0 ? .atBody(3) : .whenWhole }
        let client = try way.client { $0.connectionPoolSize = 1 }
        let chunks = Chunks("abc", then: .hang)
        let outcome = await client.requester.send(way.request(chunks, to: server.port))
        #expect(outcome.failure == nil)
        #expect(outcome.status == 200 && outcome.text == "ok" && outcome.uploadedBytes == 3)
        await chunks.waitForCancellation()
        await server.wait { $0.first?.hasEnded == true }
        #expect(server.connections.first?.whole == 0)
        #expect(await client.requester.send(way.request(Chunks("x"), to: server.port)).reusedConnection == false)
        #expect(server.connections.count == 2)
        try await client.end()
        await server.stop()
    }

    @Test("that is made without end, ends with a response too", arguments: UploadWay.allCases, [100, 3_000_000])
    func earlyResponseInFullSpate(_ way: UploadWay, _ count: Int) async throws {
        let server = try await way.server { _ in .atBody(count) }
        let client = try way.client()
        let chunk = [UInt8](repeating: 7, count: 30_000)
        let outcome = await client.requester.send(way.request(Chunks { _ in .give(chunk) }, to: server.port))
        #expect(outcome.failure == nil && outcome.status == 200)
        await server.wait { $0.first?.hasEnded == true }
        try await client.end()
        await server.stop()
    }

    @Test("is heard out by a target that does not read it, and closes", arguments: UploadWay.allCases)
    func earlyErrorUnread(_ way: UploadWay) async throws {
        let server = try await way.server(
            stalls: true,
            answer: "HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\nno"
        ) { _ in .atHead }
        let client = try way.client()
        let chunk = [UInt8](repeating: 7, count: 30_000)
        let outcome = await client.requester.send(way.request(Chunks { _ in .give(chunk) }, to: server.port))
        #expect(outcome.failure == nil && outcome.status == 413 && outcome.text == "no")
        await client.wait { $0.open == 0 }
        try await client.end()
        await server.stop()
    }

    @Test(
        "is cut off by an error of a target that will close, whose words are heard to their end",
        arguments: UploadWay.allCases
    )
    func earlyError(_ way: UploadWay) async throws {
        let head = "HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 8\r\n\r\ntoo "
        let server = try await way.server(answer: head) { _ in .atBody(3) }
        let client = try way.client()
        let chunks = Chunks("abc", then: .hang)
        async let outcome = client.requester.send(way.request(chunks, to: server.port))
        // Before the response is whole.
        await chunks.waitForCancellation()
        try await server.send("much", over: 0)
        #expect(await outcome.failure == nil)
        #expect(await outcome.status == 413)
        #expect(await outcome.text == "too much")
        await server.wait { $0.first?.hasEnded == true }
        #expect(server.connections.first?.afterHead == "3\r\nabc\r\n")
        try await client.end()
        await server.stop()
    }

    @Test("goes on while a response comes that is none of an error", arguments: UploadWay.allCases)
    func bothWays(_ way: UploadWay) async throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab"
        let server = try await way.server(answer: head) { _ in .atBody(3) }
        let client = try way.client()
        let (stream, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        continuation.yield(Array("abc".utf8))
        var request = way.request(Chunks(), to: server.port)
        request.stream = RequestBodyStream(stream, length: nil)
        async let outcome = client.requester.send(request)
        await server.wait { $0.first?.body.count == 3 }
        continuation.yield(Array("def".utf8))
        continuation.finish()
        await server.wait { $0.first?.whole == 1 }
        try await server.send("cd", over: 0)
        #expect(await outcome.text == "abcd")
        #expect(await client.requester.statistics().open == 1)
        try await client.end()
        await server.stop()
    }

    @Test("passes an interim response over, and says at its timeout what it waited for", arguments: UploadWay.allCases)
    func timeout(_ way: UploadWay) async throws {
        for answer in ["", "HTTP/1.1 100 Continue\r\n\r\n"] {
            let server = try await way.server(answer: answer) { _ in .atHead }
            let client = try way.client()
            let chunks = Chunks("abc", then: .hang)
            let outcome = await client.requester.send(way.request(chunks, to: server.port, milliseconds: 400))
            #expect(outcome.failure?.message == "timeout: waiting for the next bytes of the body")
            #expect(outcome.lastByte - outcome.sent > 30_000_000)
            await chunks.waitForCancellation()
            await server.wait { $0.first?.hasEnded == true }
            #expect(server.connections.first?.afterHead == "3\r\nabc\r\n")
            try await client.end()
            await server.stop()
        }
    }

    @Test("that was whole in time waits for the response as any request does", arguments: UploadWay.allCases)
    func timeoutAfter(_ way: UploadWay) async throws {
        let server = try await way.server { _ in .never }
        let client = try way.client()
        let outcome = await client.requester.send(way.request(Chunks("abc"), to: server.port, milliseconds: 400))
        #expect(outcome.failure?.message == "timeout: waiting for the first byte")
        try await client.end()
        await server.stop()
    }

    @Test("ends with the task that sends it", arguments: UploadWay.allCases)
    func cancel(_ way: UploadWay) async throws {
        let server = try await way.server()
        let client = try way.client()
        let chunks = Chunks("abc", then: .hang)
        let request = way.request(chunks, to: server.port)
        let task = Task { await client.requester.send(request) }
        await server.wait { $0.first?.body.count == 3 }
        task.cancel()
        #expect(await task.value.failure?.message == "cancelled: the task that sent it")
        await chunks.waitForCancellation()
        await server.wait { $0.first?.hasEnded == true }
        try await client.end()
        await server.stop()
    }

    @Test("ends with that task while its response is waited for, too", arguments: UploadWay.allCases)
    func cancelLate(_ way: UploadWay) async throws {
        let server = try await way.server { _ in .never }
        let client = try way.client()
        let request = way.request(Chunks("abc"), to: server.port)
        let task = Task { await client.requester.send(request) }
        await server.wait { $0.first?.whole == 1 }
        task.cancel()
        #expect(await task.value.failure?.message == "cancelled: the task that sent it")
        await server.wait { $0.first?.hasEnded == true }
        try await client.end()
        await server.stop()
    }

    @Test("of a task that was cancelled before is not asked for, in the pool's queue or out of it")
    func cancelInQueue() async throws {
        for way in [UploadWay.nio, .epoll] {
            let server = try await way.server()
            let client = try way.client { $0.connectionPoolSize = 1 }
            let first = Chunks("abc", then: .hang)
            let held = way.request(first, to: server.port)
            let holder = Task { await client.requester.send(held) }
            await server.wait { $0.first?.body.count == 3 }
            let second = Chunks("abc")
            let queued = way.request(second, to: server.port)
            let waiter = Task { await client.requester.send(queued) }
            waiter.cancel()
            #expect(await waiter.value.failure?.message == "cancelled: the task that sent it")
            #expect(second.iterators == 0)
            holder.cancel()
            _ = await holder.value
            #expect(await client.requester.send(queued).status == 200)
            #expect(second.iterators == 1)
            try await client.end()
            await server.stop()
        }
    }

    @Test("ends with the requester", arguments: UploadWay.allCases)
    func shutdown(_ way: UploadWay) async throws {
        let server = try await way.server()
        let client = try way.client()
        let chunks = Chunks("abc", then: .hang)
        let request = way.request(chunks, to: server.port)
        async let outcome = client.requester.send(request)
        await server.wait { $0.first?.body.count == 3 }
        await client.requester.shutdown()
        #expect(await outcome.failure?.message == "cancelled: the requester was shut down")
        await chunks.waitForCancellation()
        try await client.end()
        await server.stop()
    }

    @Test(
        "that never ends leaves the loop to the others, and many do",
        .timeLimit(.minutes(1)),
        arguments: UploadWay.allCases,
        [(1, 1), (1, 50_000), (4, 50_000)]
    )
    func fairness(_ way: UploadWay, _ load: (uploads: Int, size: Int)) async throws {
        let server = try await way.server { $0 < load.uploads ? .never : .whenWhole }
        let client = try way.client { $0.connectionPoolSize = load.uploads + 1 }
        let chunk = [UInt8](repeating: 7, count: load.size)
        let request = way.request(Chunks { _ in .give(chunk) }, to: server.port)
        let tasks = (0..<load.uploads).map { _ in Task { await client.requester.send(request) } }
        await server.wait { connections in
            connections.count == load.uploads && connections.allSatisfy { $0.body.count > 20 * load.size }
        }
        for _ in 0..<5 { #expect(await client.requester.send(way.request(Chunks("x"), to: server.port)).status == 200) }
        for task in tasks { task.cancel() }
        for task in tasks { #expect(await task.value.failure?.kind == .cancelled) }
        try await client.end()
        await server.stop()
    }
}

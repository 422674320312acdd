import NIOCore
import Synchronization
import Testing

@testable import Requester

@Suite("A loop of our own")
struct EpollLoopTests {
    private func withLoop(_ body: (any EventLoop) async throws -> Void) async throws {
        let group = try #require(EpollLoopGroup(threads: 1))
        try await body(group.next())
        try await group.shutdownGracefully()
    }

    @Test("does what it is asked to from elsewhere, in order, on its own thread")
    func execute() async throws {
        try await withLoop { loop in
            let seen = Mutex<[Int]>([])
            for index in 0..<10_000 { loop.execute { seen.withLock { $0.append(index) } } }
            let isInside = try await loop.submit { loop.inEventLoop }.get()
            #expect(isInside)
            #expect(!loop.inEventLoop)
            #expect(seen.withLock(\.self) == Array(0..<10_000))
        }
    }

    @Test("wakes up for many that ask it at once")
    func manyThreads() async throws {
        try await withLoop { loop in
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        for index in 0..<500 {
                            let answer = try? await loop.submit { index }.get()
                            #expect(answer == index)
                        }
                    }
                }
            }
        }
    }

    @Test("never runs a timer early, and runs those that are due in their order")
    func timers() async throws {
        try await withLoop { loop in
            let start = NIODeadline.now()
            let order = Mutex<[Int]>([])
            let waits = [30, 10, 20, 0, 25].map { milliseconds in
                let instant = start + .milliseconds(Int64(milliseconds))
                return loop.scheduleTask(deadline: instant) {
                    order.withLock { $0.append(milliseconds) }
                    return NIODeadline.now() >= instant
                }
            }
            for wait in waits {
                let isPunctual = try await wait.futureResult.get()
                #expect(isPunctual)
            }
            #expect(order.withLock(\.self) == [0, 10, 20, 25, 30])
        }
    }

    @Test("does not run what was cancelled, from whatever thread")
    func cancel() async throws {
        try await withLoop { loop in
            let ran = Atomic(0)
            let timer = loop.scheduleTask(in: .hours(1)) { ran.add(1, ordering: .relaxed) }
            timer.cancel()
            await #expect(throws: EventLoopError.self) { _ = try await timer.futureResult.get() }
            try await loop.submit {
                let own = loop.scheduleTask(in: .nanoseconds(0)) { ran.add(1, ordering: .relaxed) }
                own.cancel()
            }
            .get()
            try await loop.scheduleTask(in: .milliseconds(1)) {}.futureResult.get()
            #expect(ran.load(ordering: .relaxed) == 0)
        }
    }

    @Test("looks at its sockets and timers while tasks make tasks without end")
    func busy() async throws {
        try await withLoop { loop in
            let isOver = Atomic(false)
            @Sendable func again() { if !isOver.load(ordering: .relaxed) { loop.execute(again) } }
            loop.execute(again)
            try await loop.scheduleTask(in: .milliseconds(1)) {}.futureResult.get()
            let server = try await ScriptedServer.start { _ in [.send("HTTP/1.1 204 No Content\r\n\r\n")] }
            let requester = try PooledRequester(group: loop)
            let request = WireRequest(
                origin: Origin(scheme: .http, host: "127.0.0.1", port: server.port),
                bytes: ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            )
            #expect(await requester.send(request).status == 204)
            isOver.store(true, ordering: .relaxed)
            await requester.shutdown()
        }
    }

    @Test("says that it does not speak TLS, where somebody chose it wrongly")
    func noTLS() async throws {
        try await withLoop { loop in
            let requester = try PooledRequester(group: loop)
            let request = WireRequest(
                origin: Origin(scheme: .https, host: "127.0.0.1", port: 1),
                bytes: ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            )
            #expect(await requester.send(request).failure?.kind == .tls)
            await requester.shutdown()
        }
    }

    @Test("is what plain HTTP/1.1 goes over, and nothing else")
    func choice() throws {
        let plain = Origin(scheme: .http, host: "a", port: 80)
        let secure = Origin(scheme: .https, host: "a", port: 443)
        #expect(PooledRequester.loops(for: [plain], .negotiated) is EpollLoopGroup)
        #expect(PooledRequester.loops(for: [plain], .http1) is EpollLoopGroup)
        #expect(!(PooledRequester.loops(for: [plain], .http2) is EpollLoopGroup))
        #expect(!(PooledRequester.loops(for: [plain, secure], .negotiated) is EpollLoopGroup))
    }
}

import Analysis
import Synchronization
import TestSupport
import Testing

@testable import Report

@Suite("The server of a run under way", .timeLimit(.minutes(5)))
struct LiveServerTests {
    /// A run that grows by a request each time that it is looked at.
    private final class GrowingRun: Sendable {
        private let run = Mutex(RunBuilder())

        func summary() -> RunSummary {
            run.withLock { run in
                run.add(RunBuilder.measurement(took: 2))
                var context = run.context()
                context.isUnderWay = true
                return RunSummary(run.recorder, context)
            }
        }
    }

    private func progress(elapsed: Double = 1) -> RunProgress {
        var progress = RunProgress(runtime: 10, askedRate: 5)
        progress.add(RunInterval(), inFlight: 3, phase: .sending, elapsed: elapsed)
        return progress
    }

    private func serve(_ body: (LiveServer, LiveRun, Int) async throws -> Void) async throws {
        let growing = GrowingRun()
        let run = LiveRun { growing.summary() }
        let server = try await LiveServer.start(try #require(LiveAddress(":0")), run: run)
        let port = try #require(server.address.split(separator: ":").last.flatMap { Int($0) })
        #expect(server.address == "127.0.0.1:\(port)")
        do {
            try await body(server, run, port)
        } catch {
            await server.finish(nil)
            throw error
        }
        await server.finish(nil)
    }

    private func get(_ target: String, _ port: Int, host: String? = nil, method: String = "GET") async throws -> String
    {
        let client = try await RawClient(port: port)
        try await client.send("\(method) \(target) HTTP/1.1\r\nHost: \(host ?? "127.0.0.1:\(port)")\r\n\r\n")
        return try await client.receiveAll().text
    }

    private func body(_ response: String) -> String {
        response.firstRange(of: "\r\n\r\n").map { String(response[$0.upperBound...]) } ?? ""
    }

    @Test("serves the page with a policy of its own")
    func page() async throws {
        try await serve { _, _, port in
            let response = try await get("/", port)
            #expect(response.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(response.contains("\r\nContent-Security-Policy: default-src 'none';"))
            #expect(response.contains("\r\nConnection: close\r\n"))
            #expect(Markup(body(response)).faults == [])
            let head = try await get("/", port, method: "HEAD")
            #expect(head.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(body(head).isEmpty)
        }
    }

    @Test("serves metrics that never fall")
    func metrics() async throws {
        try await serve { _, run, port in
            let first = try PrometheusText(body(try await get("/metrics", port)))
            #expect(first["spammer_requests_sent_total"] == 1)
            // The same snapshot serves all who ask soon after.
            let second = try PrometheusText(body(try await get("/metrics", port)))
            #expect(second["spammer_requests_sent_total"] >= 1)
            await run.finish(Pages.summary())
            let last = try PrometheusText(body(try await get("/metrics", port)))
            #expect(last["spammer_requests_sent_total"] == 202)
            #expect(last["spammer_run_over"] == 1)
        }
    }

    @Test("refuses what is not there, what is sent, and names of other sites")
    func refusals() async throws {
        try await serve { _, _, port in
            #expect(try await get("/other", port).hasPrefix("HTTP/1.1 404 "))
            #expect(try await get("/", port, method: "POST").hasPrefix("HTTP/1.1 405 "))
            #expect(try await get("/metrics", port, host: "evil.example").hasPrefix("HTTP/1.1 421 "))
            let client = try await RawClient(port: port)
            try await client.send("not HTTP at all\r\n\r\n")
            #expect(try await client.receiveAll().text.hasPrefix("HTTP/1.1 400 "))
            let long = try await RawClient(port: port)
            try await long.send("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + String(repeating: "x", count: 17 << 10))
            #expect(try await long.receiveAll().text.hasPrefix("HTTP/1.1 431 "))
        }
    }

    @Test("tells two who watch how the run is going, and at the end what came of it")
    func events() async throws {
        let growing = GrowingRun()
        let run = LiveRun { growing.summary() }
        let server = try await LiveServer.start(try #require(LiveAddress(":0")), run: run)
        let port = try #require(server.address.split(separator: ":").last.flatMap { Int($0) })
        var clients: [RawClient] = []
        for _ in 0..<2 {
            let client = try await RawClient(port: port)
            try await client.send("GET /events HTTP/1.1\r\nHost: localhost:\(port)\r\n\r\n")
            let head = try await client.receive(endingIn: "retry: 2000\n\n")
            #expect(head.contains("\r\nContent-Type: text/event-stream\r\n"))
            clients.append(client)
        }
        server.publish(progress())
        for client in clients {
            let text = try await client.receive(endingIn: "}\n\n")
            #expect(text.contains("event: figures\ndata: {"))
            #expect(text.contains(#""inFlight":3"#))
        }
        // One who comes later is told at once.
        let late = try await RawClient(port: port)
        try await late.send("GET /events HTTP/1.1\r\nHost: localhost:\(port)\r\n\r\n")
        #expect(try await late.receive(endingIn: "}\n\n").contains(#""inFlight":3"#))
        await run.finish(Pages.summary())
        await server.finish(progress(elapsed: 10))
        for client in clients + [late] {
            let text = try await client.receiveAll().text
            #expect(text.contains(#""state":"over""#))
            #expect(text.contains("event: page\ndata: {"))
            #expect(text.hasSuffix("event: over\ndata: {}\n\n"))
        }
    }

    @Test("is not held up by one who watches and never reads")
    func deaf() async throws {
        let growing = GrowingRun()
        let server = try await LiveServer.start(try #require(LiveAddress(":0")), run: LiveRun { growing.summary() })
        let port = try #require(server.address.split(separator: ":").last.flatMap { Int($0) })
        let deaf = try await RawClient(port: port, readsAtOnce: false)
        try await deaf.send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        // Far more than the sockets take.
        for second in 0..<20_000 { server.publish(progress(elapsed: Double(second))) }
        let hearing = try await RawClient(port: port)
        try await hearing.send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(try await hearing.receive(endingIn: "}\n\n").contains("event: figures"))
        await server.finish(nil)
        #expect(try await hearing.receiveAll().text.hasSuffix("event: over\ndata: {}\n\n"))
        try await deaf.close()
    }

    @Test("takes so many connections and no more")
    func bounded() async throws {
        try await serve { _, _, port in
            var clients: [RawClient] = []
            for _ in 0..<LiveWatchers.most {
                let client = try await RawClient(port: port)
                try await client.send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
                _ = try await client.receive(endingIn: "retry: 2000\n\n")
                clients.append(client)
            }
            #expect(try await RawClient(port: port).receiveAll().text == "")
            try await clients[0].close()
        }
    }

    @Test("says so where the address is in use")
    func inUse() async throws {
        try await serve { _, run, port in
            let address = try #require(LiveAddress(":\(port)"))
            let error = await #expect(throws: LiveServerError.self) {
                _ = try await LiveServer.start(address, run: run)
            }
            #expect(
                error?.description
                    == "cannot serve the run on 127.0.0.1:\(port): Address already in use; --live :0 takes a free port"
            )
        }
    }
}

import Analysis
import StandIn
import Synchronization
import TestSupport
import Testing

@testable import Requester
@testable import SpammerKit

@Suite("A request's body that is made as it is sent")
struct RequestBodyTests {
    /// So many rows, the first of them late.
    private struct Rows: AsyncSequence, Sendable {
        var count = 3
        var late = Duration.zero

        struct Iterator: AsyncIteratorProtocol {
            let rows: Rows
            var number = 0

            mutating func next() async throws -> ArraySlice<UInt8>? {
                guard number < rows.count else { return nil }
                if number == 0, rows.late > .zero { try await Task.sleep(for: rows.late) }
                number += 1
                return Array("row \(number)\n".utf8)[...]
            }
        }

        func makeAsyncIterator() -> Iterator { Iterator(rows: self) }
    }

    private func withServer(_ test: (String) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("served.corpus")
        try SmallCorpus.write([SmallCorpus.exchange("PUT", "/report", at: 0, status: 201, size: 4)], to: path)
        let server = try await StandInServer.start(corpus: path, latency: .none)
        try await test("http://\(server.address)/report")
        await server.shutdown()
    }

    @Test("is sent in one line, with a length or without, and as often as wanted")
    func oneLine() async throws {
        try await withServer { url in
            let requester = SpammerRequester(connectionPoolSize: 2)
            let response = try await requester.send("PUT", url, body: .stream(Rows()))
            #expect(response.status == 201 && response.body.count == 4)
            #expect(response.uploadedSize == 18)
            let request = try Request("PUT", url, body: .stream(Rows(), length: 18))
            for _ in 0..<3 {
                let again = await requester.send(request)
                #expect(again.status == 201 && again.uploadedSize == 18)
                #expect(again.result.state == .success)
            }
            let inMemory = try await requester.send("PUT", url, body: .bytes(Array("row 1\n".utf8)))
            #expect(inMemory.status == 201 && inMemory.uploadedSize == 0)
            let short = try await requester.send("PUT", url, body: .stream(Rows(), length: 19))
            #expect(short.failure == "write: the body is shorter than its length")
            #expect(short.result.state == .failure && short.status == nil)
            await requester.shutdown()
        }
    }

    @Test(
        "says itself where it ends",
        arguments: ["Content-Length", "content-length", "Transfer-Encoding", "TRANSFER-ENCODING"]
    )
    func framing(_ name: String) throws {
        #expect(throws: RequestError.self) {
            try Request("PUT", "http://a/", headers: [(name, "5")], body: .stream(Rows()))
        }
        // One that is in memory may be given another, as before.
        #expect(throws: Never.self) { try Request("PUT", "http://a/", headers: [(name, "5")], body: .bytes([1])) }
    }

    @Test(
        "counts in a run's books, and its making in the response time from the intended instant",
        arguments: Loops.allCases
    )
    func run(_ loops: Loops) async throws {
        try await withServer { url in
            let requester = PooledRequester(systemTLS: RequesterConfiguration(), group: try loops.group)
            let late = Duration.milliseconds(30)
            let request = try Request("PUT", url, body: .stream(Rows(count: 100, late: late)))
            var plan = RunPlan(
                spammer: URLSpammer(request, requester: requester),
                schedule: ConstantRate(perSecond: 100, seconds: 0.2)
            )
            plan.requester = requester
            let run = try await CheckedRun(plan)
            #expect(run.result.total == 20 && run.result.passes == 20)
            // The median may be off by what the histogram's three digits leave open.
            #expect(run.summary.latency.responseTime.p50 >= 29.9)
            #expect(run.summary.latency.serviceTime.p50 >= 29.9)
            let body = (1...100).map { "row \($0)\n".utf8.count }.reduce(0, +)
            let sent = try #require(run.summary.connections?.bytesSent)
            #expect(sent > UInt64(20 * body) && sent < UInt64(20 * (2 * body + 200)))
            await requester.shutdown()
        }
    }
}

import Dispatch
import NIOCore
import Testing

@testable import Requester

@Suite("A crowd of requests that wait for a connection", .timeLimit(.minutes(2)))
struct CrowdTests {
    @Test("fails one by one where no connection comes about, however large it is", arguments: Loops.allCases)
    func unknownName(_ loops: Loops) async throws {
        // Each failure makes room for another attempt, which fails at once as the name is known to be unknown. Were each attempt
        // made within the one before it, the stack would not hold them all.
        let size = 20_000
        let isFull = DispatchSemaphore(value: 0)
        let lookup: HostLookup = { _ throws(RequestFailure) in
            isFull.wait()
            // Another one, when the name has been unknown for a second, need not wait.
            isFull.signal()
            throw RequestFailure(.dns, "no such host")
        }
        let client = try TestClient(loops, lookup: lookup) { $0.connectionsPerOrigin = 1 }
        let crowd = Task {
            await withTaskGroup(of: WireOutcome.self) { group in
                for _ in 0..<size {
                    group.addTask { await client.get(port: 80, host: "nowhere.test", milliseconds: 100_000) }
                }
                return await group.reduce(into: [:]) { $0[$1.failure?.kind, default: 0] += 1 }
            }
        }
        await client.wait { $0.originWaits == size - 1 }
        isFull.signal()
        #expect(await crowd.value == [.dns: size])
        try await client.end()
    }

    @Test("ends in its order of time, whatever the order in which it came", arguments: Loops.allCases)
    func expiry(_ loops: Loops) async throws {
        let server = try await ScriptedServer.start { _ in [] }
        let client = try TestClient(loops) { $0.connectionPoolSize = 1 }
        let held = Task { await client.get(port: server.port) }
        await server.waitForCalls(1)
        let outcomes = await withTaskGroup(of: WireOutcome.self) { group in
            for milliseconds in [80, 20, 60, 20, 40] as [UInt64] {
                group.addTask { await client.get(port: server.port, milliseconds: milliseconds) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.allSatisfy { $0.failure == .timeout(.queue) && $0.sent == 0 })
        #expect(await client.requester.statistics().poolWaits == 5)
        await client.requester.shutdown()
        #expect(await held.value.failure?.kind == .cancelled)
        try await client.end()
    }
}

import Analysis
import Corpus
import NIOCore
import NIOPosix
import Requester
import TestSupport
import Testing

@testable import SpammerKit

@Suite("A replay with --correlate")
struct CorrelationReplayTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private static let users: UInt64 = 12

    /// Records the shop's users; what is written down is where values were, and no response.
    private func record() throws -> CorpusFooter {
        let shop = Shop(seed: 1, length: 24)
        var options = CorpusWriter.Options()
        options.correlates = true
        options.keepsResponses = false
        options.overwrite = true
        let writer = try CorpusWriter(path: folder.file("in.corpus"), options: options)
        for exchange in (1...Self.users).flatMap({ shop.visit($0) }).sorted(by: { $0.start < $1.start }) {
            try writer.append(exchange)
        }
        return try writer.finish(provenance: Provenance())
    }

    private func replay(
        to shop: Shop,
        over group: any EventLoopGroup,
        http2: Bool = false,
        _ change: (inout ReplayOptions) -> Void = { _ in },
        while act: @Sendable (SpamRun) async throws -> Void = { _ in }
    ) async throws -> CheckedRun {
        let server = try await ShopServer.start(shop, http2: http2)
        var configuration = RequesterConfiguration()
        if http2 { configuration.http = .http2 }
        let requester = try PooledRequester(configuration: configuration, group: group)
        let target = Origin(scheme: .http, host: "127.0.0.1", port: server.port)
        var options = ReplayOptions(corpus: folder.file("in.corpus"), target: target)
        options.pace = .closed
        options.connections = .recorded
        options.correlation = .client
        change(&options)
        let run = try await CheckedRun(try await Replay(options, requester: requester).plan, while: act)
        await requester.shutdown()
        await server.shutdown()
        return run
    }

    @Test("The recording says where each value came from, and keeps none of the responses")
    func recording() throws {
        let found = try #require(try record().totals.correlation)
        #expect(found.links == Self.users * Shop.valuesOfSession)
        #expect(found.requests == Self.users * 2)
        #expect(found.uses == ["path": 24, "query": 12, "header": 36, "cookie": 12, "json": 24])
        let places = Set(found.sources.map { "\($0.endpoint) \($0.place)" })
        #expect(
            places == [
                "POST /login json $.user.keys[1]", "POST /login json $.account", "POST /login header x-csrf-token",
                "POST /login cookie sid", "POST /accounts/{id}/orders location segment 1",
                "POST /accounts/{id}/orders location parameter receipt",
            ]
        )
        let reader = try CorpusReader(path: folder.file("in.corpus"))
        while let exchange = try reader.next() { #expect(exchange.response == nil) }
    }

    @Test("gives each session the target's own values, without which it is refused", arguments: Loops.allCases)
    func sessions(_ loops: Loops) async throws {
        _ = try record()
        let without = try await replay(to: Shop(seed: 2, length: 31), over: try loops.group) { $0.correlation = nil }
        #expect(without.summary.books.passed == Self.users)
        #expect(without.summary.correlation == nil)
        let run = try await replay(to: Shop(seed: 3, length: 31), over: try loops.group)
        #expect(run.summary.books.passed == Self.users * 3)
        let found = try #require(run.summary.correlation)
        #expect(found.found == Self.users * Shop.valuesOfSession)
        #expect(found.used == found.found)
        #expect(found.responses == Self.users * 2)
        #expect(found.given == Self.users * 6)
        #expect(run.log.contains { $0.contains("108 of 108 recorded values replaced") })
    }

    @Test("does so over HTTP/2")
    func http2() async throws {
        _ = try record()
        let group = MultiThreadedEventLoopGroup.singleton
        let run = try await replay(to: Shop(seed: 4, length: 37), over: group, http2: true)
        #expect(run.summary.books.passed == Self.users * 3)
        #expect(run.summary.correlation?.used == Self.users * Shop.valuesOfSession)
    }

    @Test("Each pass over the corpus has values of its own")
    func passes() async throws {
        _ = try record()
        let shop = Shop(seed: 10, length: 31)
        let sessions = Int(Self.users) * 3
        let run = try await replay(to: shop, over: try Loops.epoll.group) {
            $0.loops = true
        } while: { run in
            while shop.sessions < sessions { await Task.yield() }
            run.stop()
        }
        #expect(run.summary.failures == 0)
        let found = try #require(run.summary.correlation)
        #expect(found.used == found.found)
        #expect(found.used > Self.users * Shop.valuesOfSession)
    }

    @Test("Each copy of an amplified replay has values of its own")
    func copies() async throws {
        _ = try record()
        let run = try await replay(to: Shop(seed: 5, length: 20), over: try Loops.epoll.group) {
            $0.selection.amplify = 3
        }
        #expect(run.summary.books.passed == Self.users * 9)
        #expect(run.summary.correlation?.used == Self.users * 3 * Shop.valuesOfSession)
    }

    @Test("goes with --cookies")
    func withCookies() async throws {
        _ = try record()
        let run = try await replay(to: Shop(seed: 6, length: 31), over: try Loops.epoll.group) { $0.cookies = .client }
        #expect(run.summary.books.passed == Self.users * 3)
        #expect(run.summary.cookies?.replaced == Self.users)
    }

    @Test("A value that the target's response does not have is sent as recorded, and counted")
    func unextracted() async throws {
        _ = try record()
        let run = try await replay(to: Shop(seed: 7, length: 31, fault: .refusesLogins), over: try Loops.epoll.group)
        #expect(run.summary.books.passed == 0)
        let found = try #require(run.summary.correlation)
        #expect(found.used == 0)
        #expect(found.unextracted == found.found)
        #expect(found.found == Self.users * Shop.valuesOfSession)
    }

    @Test("A value that one response leaves out keeps no other from its place", arguments: Loops.allCases)
    func leftOut(_ loops: Loops) async throws {
        _ = try record()
        let run = try await replay(to: Shop(seed: 11, length: 31, fault: .leavesOutToken), over: try loops.group)
        // The login passes; the order is refused without its token, and what the order would have given is asked for in vain.
        #expect(run.summary.books.passed == Self.users)
        let found = try #require(run.summary.correlation)
        #expect(found.found == Self.users * Shop.valuesOfSession)
        #expect(found.used == Self.users * 6)
        #expect(found.unextracted == Self.users * 3)
        #expect(found.missing == 0)
    }

    @Test("Values of a response that never comes are missing, and sent as recorded", arguments: Loops.allCases)
    func missing(_ loops: Loops) async throws {
        _ = try record()
        let shop = Shop(seed: 12, length: 31, fault: .hangsUpOnLogins)
        let run = try await replay(to: shop, over: try loops.group)
        #expect(run.summary.books.passed == 0)
        #expect(shop.sessions == 0)
        let found = try #require(run.summary.correlation)
        #expect(found.found == Self.users * Shop.valuesOfSession)
        #expect(found.used == 0)
        #expect(found.missing == Self.users * 7)
        // The order was answered, with 401 and no Location.
        #expect(found.unextracted == Self.users * 2)
        #expect(run.log.contains { $0.contains("84 missing: not answered yet") })
    }

    @Test("Shards keep sessions whole, and their counts add up")
    func shards() async throws {
        _ = try record()
        var used: UInt64 = 0
        for index in 1...2 {
            let shard = try #require(Shard(index: index, count: 2))
            let run = try await replay(to: Shop(seed: 8, length: 31), over: try Loops.epoll.group) { $0.shard = shard }
            #expect(run.summary.failures == 0)
            used += run.summary.correlation?.used ?? 0
        }
        #expect(used == Self.users * Shop.valuesOfSession)
    }

    @Test("A corpus that was not asked for values is refused, with what to do")
    func refused() async throws {
        try SmallCorpus.write([SmallCorpus.exchange("GET", "/a", at: 0)], to: folder.file("in.corpus"))
        await #expect {
            _ = try await replay(to: Shop(seed: 9, length: 20), over: try Loops.epoll.group)
        } throws: { "\($0)".contains("record --correlate") }
    }
}

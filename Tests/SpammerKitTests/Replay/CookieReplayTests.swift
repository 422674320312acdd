import Analysis
import Corpus
import HTTPWire
import NIOPosix
import Requester
import Synchronization
import TestSupport
import Testing

@testable import SpammerKit

@Suite("A replay with --cookies")
struct CookieReplayTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// A user's requests, one after the other, each with the cookies as recorded.
    private func visit(_ number: UInt64, _ requests: [(target: String, cookies: String)]) -> [Exchange] {
        requests.enumerated().map { index, request in
            let fields = request.cookies.isEmpty ? "" : "Cookie: \(request.cookies)\r\nX-User: \(number)\r\n"
            var exchange = SmallCorpus.exchange(
                "GET",
                "/\(number)\(request.target)",
                at: Int64(index) * 10,
                fields: fields
            )
            exchange.connection = RecordedConnection(id: number, client: "192.0.2.\(number):50000")
            return exchange
        }
    }

    private func replay(
        _ exchanges: [Exchange],
        to server: TalkingServer,
        http: HTTPChoice = .negotiated,
        _ change: (inout ReplayOptions) -> Void = { _ in },
        while act: @Sendable (SpamRun) async throws -> Void = { _ in }
    ) async throws -> CheckedRun {
        let path = folder.file("in-\(server.port).corpus")
        try SmallCorpus.write(exchanges.sorted { $0.start < $1.start }, to: path)
        let requester = try PooledRequester(group: Loops.epoll.group)
        var options = ReplayOptions(corpus: path, target: Origin(scheme: .http, host: "127.0.0.1", port: server.port))
        options.pace = .closed
        options.connections = .recorded
        options.cookies = .client
        change(&options)
        let run = try await CheckedRun(try await Replay(options, requester: requester).plan, while: act)
        await requester.shutdown()
        return run
    }

    private static func answer(_ fields: String...) -> [TalkingServer.Step] {
        [.send("HTTP/1.1 200 OK\r\n\(fields.map { "Set-Cookie: \($0)\r\n" }.joined())Content-Length: 2\r\n\r\nok")]
    }

    /// The `Cookie` lines that the server got, by target.
    private func cookies(_ server: TalkingServer) -> [String: [String]] {
        Dictionary(grouping: server.received, by: \.target).mapValues { received in
            received.flatMap { $0.head.split(separator: "\r\n").filter { $0.hasPrefix("Cookie:") }.map(String.init) }
        }
    }

    private let visits: [(target: String, cookies: String)] = [
        ("/login", "theme=dark"), ("/account", "sid=recorded; theme=dark"), ("/image", ""), ("/logout", "sid=recorded"),
        ("/after", "sid=recorded; theme=dark"),
    ]

    private func start() async throws -> TalkingServer {
        try await TalkingServer.start(answering: { target in
            let user = target.dropFirst().prefix { $0 != "/" }
            if target.hasSuffix("/login") {
                return Self.answer("sid=target-\(user); Path=/; HttpOnly", "x=1; Domain=elsewhere.test")
            }
            if target.hasSuffix("/logout") { return Self.answer("sid=; Max-Age=0; Path=/") }
            return Self.answer()
        })
    }

    @Test("gives each session the cookies that the target set in it, and ends them when the target does")
    func sessions() async throws {
        let server = try await start()
        let run = try await replay((1...20).flatMap { visit(UInt64($0), visits) }, to: server)
        #expect(run.summary.books.passed == 100)
        let received = cookies(server)
        for user in 1...20 {
            #expect(received["/\(user)/login"] == ["Cookie: theme=dark"])
            #expect(received["/\(user)/account"] == ["Cookie: sid=target-\(user); theme=dark"])
            #expect(received["/\(user)/image"] == [])
            #expect(received["/\(user)/logout"] == ["Cookie: sid=target-\(user)"])
            #expect(received["/\(user)/after"] == ["Cookie: theme=dark"])
        }
        let found = try #require(run.summary.cookies)
        #expect(found.sessions == 20)
        #expect(found.set == 20)
        #expect(found.refused == 20)
        #expect(found.replaced == 40)
        #expect(found.ended == 20)
        #expect(found.removed == 20)
        #expect(found.added == 0)
        #expect(run.log.contains { $0.contains("40 replaced") })
        await server.shutdown()
    }

    @Test("leaves them as they were recorded where it is not asked for")
    func off() async throws {
        let server = try await start()
        let run = try await replay(visit(1, visits), to: server) { $0.cookies = nil }
        #expect(cookies(server)["/1/account"] == ["Cookie: sid=recorded; theme=dark"])
        #expect(run.summary.cookies == nil)
        await server.shutdown()
    }

    @Test("Another pass over the corpus is a session of its own")
    func passes() async throws {
        let logins = Atomic(0)
        // Each login sets a cookie of its own.
        let server = try await TalkingServer.start(answering: { target in
            guard target.hasSuffix("/login") else { return Self.answer() }
            return Self.answer("sid=\(logins.add(1, ordering: .relaxed).newValue); Path=/")
        })
        let run = try await replay(visit(1, Array(visits.prefix(2))), to: server) {
            $0.loops = true
        } while: { run in
            while server.received.count(where: { $0.target == "/1/account" }) < 4 { await Task.yield() }
            run.stop()
        }
        #expect(run.summary.failures == 0)
        let received = cookies(server)
        let passes = logins.load(ordering: .relaxed)
        #expect(received["/1/login"] == Array(repeating: "Cookie: theme=dark", count: passes))
        #expect(run.summary.cookies?.sessions == UInt64(passes))
        // Each has the cookie of its own login.
        let accounts = try #require(received["/1/account"])
        #expect(accounts.count >= 4 && Set(accounts).count == accounts.count)
        #expect(Set(accounts).isSubset(of: (1...passes).map { "Cookie: sid=\($0); theme=dark" }))
        await server.shutdown()
    }

    @Test("A copy of a connection is a session of its own")
    func copies() async throws {
        let server = try await start()
        let run = try await replay(visit(1, Array(visits.prefix(2))), to: server) { $0.selection.amplify = 3 }
        #expect(run.summary.cookies?.sessions == 3)
        #expect(cookies(server)["/1/account"] == Array(repeating: "Cookie: sid=target-1; theme=dark", count: 3))
        await server.shutdown()
    }

    @Test("A session is a connection, a header's value or the whole recording, as one likes")
    func kinds() async throws {
        for (kind, sessions) in [(.connection, 4), (.header("x-user"), 4), (.all, 1)] as [(ReplaySession, UInt64)] {
            let server = try await start()
            let run = try await replay((1...4).flatMap { visit(UInt64($0), Array(visits.prefix(2))) }, to: server) {
                $0.cookies = kind
            }
            #expect(run.summary.cookies?.sessions == sessions)
            await server.shutdown()
        }
    }
}

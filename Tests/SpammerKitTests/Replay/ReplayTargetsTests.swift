import Analysis
import Corpus
import NIOCore
import NIOPosix
import Requester
import TestSupport
import Testing

@testable import SpammerKit

@Suite("Targets by recorded host")
struct ReplayTargetsTests {
    private func target(
        _ texts: [String],
        of authority: String,
        _ scheme: RecordedRequest.Scheme? = .http
    ) throws -> String? {
        let targets = try ReplayTargets(texts)
        return targets.place(for: authority, scheme: scheme).place.map { targets.origins[$0].description }
    }

    @Test(
        "A recorded host with its port comes before the host alone, and that before the target for all",
        arguments: [
            ("api.prod:8080", "http://a"), ("API.prod:8080", "http://a"), ("api.prod", "http://b"),
            ("api.prod:9000", "http://b"), ("web.prod", "http://c"), ("", "http://c"), ("[2001:DB8::1]:81", "http://d"),
        ]
    )
    func order(_ authority: String, _ origin: String) throws {
        let texts = ["api.prod:8080=http://a", "Api.Prod=http://b", "http://c", "[2001:db8::1]=http://d"]
        #expect(try target(texts, of: authority) == origin)
    }

    @Test("A port that was not recorded is that of the scheme, or of either where nobody knows")
    func schemePort() throws {
        let texts = ["api.prod:443=https://a"]
        #expect(try target(texts, of: "api.prod", .https) == "https://a")
        #expect(try target(texts, of: "api.prod", nil) == "https://a")
        #expect(try target(texts, of: "api.prod", .http) == nil)
        #expect(try target(texts, of: "api.prod:8443", .https) == nil)
    }

    @Test("A = in a URL's query makes no host of what is before it")
    func query() throws {
        #expect(try target(["http://a/?b=c"], of: "api.prod") == "http://a")
    }

    @Test(
        "What is no target, or says two things of one host, is told",
        arguments: [
            [], ["staging"], ["api.prod=staging"], ["=http://a"], ["a/b=http://a"], ["api.prod:=http://a"],
            ["http://a", "http://b"], ["api.prod=http://a", "API.prod=http://b"],
        ]
    )
    func refused(_ texts: [String]) {
        #expect(throws: ReplayTargetError.self) { try ReplayTargets(texts) }
    }

    @Test("Hosts of the corpus without a target, and targets without a host, are said before the run")
    func remarks() throws {
        let targets = try ReplayTargets(["api.prod=http://a", "wbe.prod=http://b"])
        #expect(
            targets.remarks(on: ["api.prod", "web.prod", ""]) == [
                "Not sent, as no --target is for their host: requests for web.prod, (no host)",
                "Nothing in the corpus is for wbe.prod, which --target names",
            ]
        )
        #expect(try ReplayTargets(["http://a"]).remarks(on: ["api.prod", ""]) == [])
    }

    @Test("Each request goes to its host's target, and what has none is left out and named")
    func replay() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("in.corpus")
        let hosts = ["api.test", "web.test:8080", "cdn.test", "api.test", "API.test:80", "img.test"]
        try SmallCorpus.write(
            hosts.enumerated().map { SmallCorpus.exchange("GET", "/\($0)", at: Int64($0), host: $1) },
            to: path
        )
        let (api, web) = (try await TalkingServer.start(), try await TalkingServer.start())
        let requester = try PooledRequester(group: Loops.epoll.group)
        var options = ReplayOptions(
            corpus: path,
            targets: try ReplayTargets([
                "api.test=http://127.0.0.1:\(api.port)", "web.test=http://localhost:\(web.port)",
            ])
        )
        options.pace = .rate(perSecond: 1000) ?? .closed
        let run = try await CheckedRun(try await Replay(options, requester: requester).plan)
        #expect(run.summary.books.passed == 4)
        #expect(run.summary.corpus?.leftOut == ["no --target for cdn.test": 1, "no --target for img.test": 1])
        #expect(api.received.map(\.target).sorted() == ["/0", "/3", "/4"])
        #expect(web.received.map(\.target) == ["/1"])
        #expect(run.log.contains { $0.contains("cdn.test, img.test") })
        await requester.shutdown()
        await api.shutdown()
        await web.shutdown()
    }

    @Test("None of the targets may be where it was recorded")
    func recordedOrigin() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("in.corpus")
        try SmallCorpus.write(
            [SmallCorpus.exchange("GET", "/", at: 0, host: "shop.test", server: "127.0.0.1:9")],
            to: path
        )
        let requester = try PooledRequester(group: Loops.epoll.group)
        var options = ReplayOptions(
            corpus: path,
            targets: try ReplayTargets(["http://127.0.0.1:8", "shop.test=http://127.0.0.1:9"])
        )
        await #expect(throws: ReplayError.self) { try await Replay(options, requester: requester) }
        options.allowsRecordedOrigin = true
        _ = try await Replay(options, requester: requester)
        await requester.shutdown()
    }
}

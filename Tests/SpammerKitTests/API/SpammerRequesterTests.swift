import StandIn
import TestSupport
import Testing

@testable import SpammerKit

@Suite("The requester of a custom spammer")
struct SpammerRequesterTests {
    @Test("sends a request in one line, and tells what came")
    func oneLine() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("served.corpus")
        try SmallCorpus.write(
            [
                SmallCorpus.exchange("GET", "/a?b=c", at: 0, size: 12),
                SmallCorpus.exchange("POST", "/login", at: 1, status: 403, size: 3, body: "secret"),
                SmallCorpus.exchange("HEAD", "/a", at: 2, size: 12),
            ],
            to: path
        )
        let server = try await StandInServer.start(corpus: path, latency: .none)
        let requester = SpammerRequester(connectionPoolSize: 2)
        let base = "http://\(server.address)"
        let response = try await requester.get("\(base)/a?b=c#not-sent", headers: [("Accept", "*/*")])
        #expect(response.status == 200)
        #expect(response.body.count == 12)
        #expect(response.isSuccess)
        #expect(response.result.state == .success)
        #expect(response.timeToFirstByte.map { $0 <= response.responseTime } == true)
        let refused = try await requester.post("\(base)/login", body: Array("secret".utf8))
        #expect(refused.status == 403)
        #expect(!refused.isSuccess)
        #expect(refused.result.state == .failure)
        #expect(refused.result(if: refused.status == 403, reason: "let in").state == .success)
        #expect(refused.result(if: false, reason: "let in").reason == "let in")
        let head = try await requester.send("HEAD", "\(base)/a")
        #expect(head.status == 200)
        #expect(head.bodySize == 0)
        await requester.shutdown()
        await server.shutdown()
    }

    @Test("a request that fails is returned with its reason, and not thrown")
    func failure() async throws {
        let requester = SpammerRequester()
        let response = try await requester.get("http://127.0.0.1:1/")
        #expect(response.status == nil)
        #expect(response.failure?.hasPrefix("connect") == true)
        #expect(response.result.state == .failure)
        #expect(response.result.reason == response.failure)
        // A condition cannot make a success of what never came.
        #expect(response.result(if: true, reason: "").state == .failure)
        await requester.shutdown()
    }

    @Test(
        "what would make two requests of one, or is no URL, is refused",
        arguments: [
            ("GET", "ftp://a/", "A", "b"), ("GET", "http://", "A", "b"), ("GET", "http://a b/", "A", "b"),
            ("G T", "http://a/", "A", "b"), ("", "http://a/", "A", "b"), ("GET", "http://a/", "A B", "b"),
            ("GET", "http://a/", "A", "b\r\nC: d"), ("GET", "http://a/", "", "b"), ("GET", "http://u:p@a/", "A", "b"),
        ]
    )
    func refused(method: String, url: String, name: String, value: String) throws {
        #expect(throws: RequestError.self) { try Request(method, url, headers: [(name, value)]) }
    }
}

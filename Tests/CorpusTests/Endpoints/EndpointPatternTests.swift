import TestSupport
import Testing

@testable import Corpus

@Suite("Endpoints as the user names them")
struct EndpointPatternTests {
    @Test(
        "stand for the paths that they look like",
        arguments: [
            ("/users/{id}/*", "/users/ann/orders/7?x=1", true), ("/users/{id}/*", "/users/ann", true),
            ("/users/{id}/*", "/users/", false), ("/users/{id}", "/users/ann/orders", false),
            ("/users/{id}", "/users/ann?b", true),
            ("/*", "/anything/at/all", true), ("/", "/a", false), ("/v?/a*", "/v1/abc", true),
            ("/v?/a*", "/v1/abc/d", false), ("GET /{x}", "/a", true), ("POST /{x}", "/a", false), ("/a", "*", false),
            ("/a", "http://h/a", true),
        ]
    )
    func matches(_ pattern: String, _ target: String, _ expected: Bool) throws {
        var table = EndpointTable(patterns: [try #require(EndpointPattern(pattern))])
        let number = table.index(of: Exchange.simple(target).request)
        let path = pattern.split(separator: " ").last ?? ""
        #expect((table.names[number] == "GET \(path)") == expected, "\(table.names[number])")
    }

    @Test("are none without a path", arguments: ["", "users", "GET", "GET POST /a", "G{T /a", " "])
    func none(_ text: String) {
        #expect(EndpointPattern(text) == nil)
    }

    @Test("come before the built-in ones, the first that fits, and are in the footer")
    func footer() throws {
        let exchanges = ["/u/1/a", "/u/2/b", "/u/3", "/x/4"].enumerated().map { Exchange.simple($1, at: Int64($0)) }
        let corpus = try CorpusOnDisk(exchanges) {
            $0.endpointPatterns = ["/u/{name}/*", "/u/*"].compactMap { EndpointPattern($0) }
        }
        #expect(corpus.footer.endpoints.map(\.name) == ["GET /u/{name}/*", "GET /x/{id}"])
        #expect(corpus.footer.endpoints.map(\.count) == [3, 1])
        #expect(corpus.footer.provenance.endpointPatterns == ["/u/{name}/*", "/u/*"])
        #expect(try CorpusReader(path: corpus.path).footer == corpus.footer)
        let merge = try CorpusMerge(paths: [corpus.path])
        let transform = CorpusTransform(output: corpus.folder.file("copy"), options: .init())
        #expect(try transform.run(merge, step: nil).footer.endpoints == corpus.footer.endpoints)
    }
}
